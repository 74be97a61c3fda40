from __future__ import annotations

import logging
import secrets
import time
import uuid
from collections.abc import Callable

from deflate import gzip_compress
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from config.logs import request_id
from content.choices import Counted
from content.services import count

log = logging.getLogger("forum.request")
GetResponse = Callable[[HttpRequest], HttpResponse]


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id and write one line about it: route and status, never who or what."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:12]
        request.reference = number  # type: ignore[attr-defined]
        token = request_id.set(number)
        started = time.perf_counter()
        try:
            response = get_response(request)
            match = request.resolver_match
            fields = {
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            log.info("request", extra={"fields": fields})
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = number
        return response

    return middleware


_COUNTED = {403: Counted.REFUSED, 429: Counted.TOO_MANY}


def refusals(get_response: GetResponse) -> GetResponse:
    """Count refusals by the day (S69); never whose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in _COUNTED:
            count(_COUNTED[response.status_code])
        return response

    return middleware


# By libdeflate: pages come out as small as by zlib at its highest level, in a third of the time.
# The few large pages are for slow lines.
_LEVEL, _LEVEL_OF_LARGE, _LARGE = 7, 8, 80_000
_FLAG_OF_NAME = 8
_TOO_SHORT = 200
_MOST_PADDING = 100


def compression(get_response: GetResponse) -> GetResponse:
    """Compress pages, with a length that varies from answer to answer (decision 0003).

    Files are streamed and mostly compressed already: they go out as they are.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_done = response.streaming or response.has_header("Content-Encoding")
        if is_done or len(response.content) < _TOO_SHORT:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        response.content = _compressed(response.content)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"
        return response

    return middleware


def _compressed(content: bytes) -> bytes:
    """Return gzip's format with a file name of random length in its header, as Django writes it."""
    level = _LEVEL_OF_LARGE if len(content) > _LARGE else _LEVEL
    plain = bytes(gzip_compress(content, level))
    name = secrets.token_hex(_MOST_PADDING)[: secrets.randbelow(_MOST_PADDING) + 1]
    return plain[:3] + bytes([_FLAG_OF_NAME]) + plain[4:10] + name.encode() + b"\0" + plain[10:]


# The other fields of a form with a file in it, and what divides them.
_BESIDE_THE_FILE = 3 * 1024 * 1024


def body_limit(get_response: GetResponse) -> GetResponse:
    """Refuse what is larger than any form here can be, before a byte of it is read (S39).

    Without an announced length Django reads nothing at all.
    """
    most = settings.UPLOAD_MEGABYTES * 1024 * 1024 + _BESIDE_THE_FILE

    def middleware(request: HttpRequest) -> HttpResponse:
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > most:
            page = render_to_string("413.html", {"most": settings.UPLOAD_MEGABYTES})
            return HttpResponse(page, status=413)
        return get_response(request)

    return middleware
