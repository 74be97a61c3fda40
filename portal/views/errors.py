from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 404; an anonymous reader of a thing's address is led to the login instead.

    So absent, hidden and protected things look the same from outside (S24). The admin and
    addresses that do not exist at all are simply not found.
    """
    match = request.resolver_match
    if match is not None and match.app_name != "admin" and not _signed_in(request):
        return redirect_to_login(request.get_full_path())
    return render(request, "404.html", {"words": _words(request.path)}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the sentence of the PermissionDenied: what is missing and who can help."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose token is missing or old."""
    return render(request, "csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 400 in German; the page needs neither database nor context."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 while the database is away; neither page needs database or context."""
    reference = {"request_id": getattr(request, "reference", "")}
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("503.html", reference), status=503)
        response["Retry-After"] = "30"
        return response
    return HttpResponse(render_to_string("500.html", reference), status=500)


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _words(path: str) -> str:
    return " ".join(
        part for part in path.replace("-", " ").split("/") if not part.isdigit()
    ).strip()
