"""Events for calendar programs: one as a file, one's own behind a secret address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from content.slugs import german_slug
from events.access import may_subscribe
from events.calendar import invitation, subscription
from events.feeds import entry_of, own_entries
from events.models import CalendarFeed, Event
from events.services import close_feed, feed_of, note_reading, open_feed, renew_feed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from content.http import SignedInRequest

_TYPE = "text/calendar; charset=utf-8"


# Public events are read without signing in. No cache keeps it: rights are asked anew each time.
@login_not_required
@cache_control(private=True, no_store=True)
@require_safe
def event_ics(request: HttpRequest, event_id: int) -> HttpResponse:
    """Return an event as a file; for a cancelled one, what takes it out of a calendar."""
    announced = Event.objects.visible_to(request.user).announced()
    event = get_object_or_404(announced.prefetch_related("organisers"), pk=event_id)
    response = HttpResponse(invitation(entry_of(request.user, event)), content_type=_TYPE)
    name = german_slug(event.title) or "termin"
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


# A calendar program cannot sign in: the secret stands for the person, and dies with the role (S15).
@login_not_required
@cache_control(private=True, no_cache=True)
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the events of the secret's person, as this person may read them now."""
    found = feed_of(secret)
    if found is None or not may_subscribe(found.person):
        # Not Http404, which leads to the sign-in form: no program can read that.
        return HttpResponseNotFound("Diese Adresse gilt nicht.", content_type="text/plain")
    note_reading(found)
    body = subscription(own_entries(found.person))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=_TYPE, headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


def feed_settings(request: SignedInRequest) -> HttpResponse:
    """Show the person's secret address, or how to get one."""
    if not may_subscribe(request.user):
        raise Http404
    own = CalendarFeed.objects.visible_to(request.user).first()
    address = settings.BASE_URL + own.address if own else ""
    context = {"feed": own, "address": address, "webcal": f"webcal:{address.partition(':')[2]}"}
    return render(request, "events/feed.html", context)


@require_POST
def feed_set(request: SignedInRequest) -> HttpResponse:
    """Set the secret address up, renew it or switch it off, as the button says."""
    if not may_subscribe(request.user):
        raise Http404
    act, own = request.POST.get("act"), CalendarFeed.objects.visible_to(request.user).first()
    if act == "einrichten" and own is None:
        open_feed(by=request.user)
        messages.success(request, "Ihr Kalender-Abo ist eingerichtet.")
    elif act == "erneuern" and own is not None:
        renew_feed(own, by=request.user)
        messages.success(request, "Das ist Ihre neue Adresse. Die bisherige gilt nicht mehr.")
    elif act == "abschalten" and close_feed(by=request.user):
        messages.success(request, "Ihr Kalender-Abo ist abgeschaltet. Die Adresse gilt nicht mehr.")
    return redirect("events:feed-settings")
