from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
