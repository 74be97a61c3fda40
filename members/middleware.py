from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin, auth
from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.http import Http404
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from members.access import has_access, lacks_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from members.models import User

    GetResponse = Callable[[HttpRequest], HttpResponse]


def _person(request: HttpRequest) -> User | AnonymousUser:
    """Return who is signed in: whom the session brought along, where nothing speaks against it.

    What Django asks has to be true of him. For whatever is not, Django itself decides, which also
    ends the session of somebody whose password has changed.
    """
    session: Any = request.session
    proof = session.get(auth.HASH_SESSION_KEY) or ""
    person: User | None = session.person
    if (
        person
        and session.get(auth.SESSION_KEY) == str(person.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(proof, person.get_session_auth_hash())
        and has_access(person)
    ):
        return person
    return get_user(request)


def session_lifetime(get_response: GetResponse) -> GetResponse:
    """End sessions after 14 days whatever happens; renew them at most every quarter of an hour.

    The idle limit of 8 hours is the session's own expiry; renewing it on each request would write
    to the database for every page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # Django's stands for the person and looks through at each of 200 questions a page asks.
        request.user = _person(request)
        if request.user.is_authenticated:
            request.user.answers = {}  # for content.prepared.asked_once
            now = int(time.time())
            started = request.session.setdefault("started", now)
            if now - started > settings.SESSION_ABSOLUTE_SECONDS:
                auth.logout(request)
            elif now - request.session.get("renewed", 0) > settings.SESSION_RENEW_SECONDS:
                request.session["renewed"] = now
        return get_response(request)

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Let no cache keep a page made for somebody signed in (S56), nor the way to sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated or request.path.startswith("/konto/"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


# Open to somebody who still has to set up a second factor: the account's own pages, and what is
# for everybody and shows the same to all (S82).
_OPEN_WITHOUT_FACTOR = re.compile(
    "(mfa|account|usersessions)_|"
    "portal:(live|ready|regeln|hilfe|impressum|datenschutz|barrierefreiheit|barrier-report|leichte-sprache"
    "|shortcuts|handbuch-[a-z]+)$"
)


class SignInRequired(LoginRequiredMiddleware):
    """Closed by default, and half closed without a second factor where the role demands one.

    For anybody but staff with their factor the admin does not exist.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        assert match is not None  # noqa: S101  (a view was found)
        lacks_factor = request.user.is_authenticated and lacks_second_factor(request.user)
        if match.app_name == "admin":
            # PostgreSQL takes no NUL, and the stock admin does not look for one.
            has_nul = "\0" in request.path or "%00" in request.META["QUERY_STRING"]
            if has_nul or lacks_factor or not admin.site.has_permission(request):
                raise Http404
            return None
        if lacks_factor and not _OPEN_WITHOUT_FACTOR.match(match.view_name or ""):
            return redirect("mfa_index")
        return super().process_view(request, view_func, view_args, view_kwargs)
