from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from config.logs import request_id

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
