from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from events.access import (
    can_edit_event,
    can_organise,
    can_read_join_link,
    may_register,
    may_take_part,
)
from events.choices import Mode, RegistrationState
from events.filters import EventFilters
from events.listing import date_tile, draw_events, draw_selects, listed
from events.models import Event, EventMessage, Registration
from events.news import CANCELLED, CHANGED, CONFIRMED, MESSAGE, in_words
from events.querysets import takes_part
from events.reading import (
    event_read_by,
    material_of,
    messages_to,
    practices_at,
    registration_of,
)
from events.views.minutes import left_behind
from events.wording import free_in_words, moment_of, place_of, times_of
from members.models import User
from notices.services import see

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

# A confirmation is mailed; read before its mail has left, it would not be.
_MAIL_LEAVES = timedelta(minutes=15)


# Public events are read without signing in.
@login_not_required
def event_list(request: HttpRequest) -> HttpResponse:
    filters = EventFilters(request.GET, request.user, reverse("events:event-list"))
    events, more_url = listed(request.user, filters)
    context = {
        "filters": filters,
        "selects": draw_selects(filters.selects()),
        "events": draw_events(events),
        "more_url": more_url,
        "may_organise": can_organise(request.user),
    }
    return render(request, "events/event_list.html", context)


# As the list: of what the public does not read, it learns nothing.
@login_not_required
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    user = request.user
    found = event_read_by(user, event_id)
    if found is None:
        raise Http404
    own = _own(user, found)
    messages = _messages(user, found, own)
    _see(user, found, own, messages)
    context = {
        "event": found,
        "tile": date_tile(timezone.localtime(found.starts_at).date()),
        "times": times_of(found),
        "where": place_of(found),
        "changed": in_words(found.changed_what),
        "agenda": _agenda(found),
        "practices": practices_at(user, found.pk),
        "places": _places(found),
        "own": own,
        "messages_sent": messages,
        "may_take_part": may_take_part(user, found),
        "may_register": may_register(user, found),
        "may_edit": can_edit_event(user, found),
        "may_copy": can_organise(user),
        "copy_token": uuid4(),
        "link_shown": can_read_join_link(user, found, own),
        "link_opens": moment_of(found.join_link_opens) if found.join_link else "",
        **_people(user, found, own),
        "material": material_of(user, found.pk),
        **left_behind(user, found),
    }
    return render(request, "events/event.html", context)


def _own(user: User | AnonymousUser, event: Event) -> Registration | None:
    if not user.is_authenticated or not takes_part(user):
        return None
    for own in registration_of(user, event.pk):
        own.event = event
        return own
    return None


def _messages(
    user: User | AnonymousUser, event: Event, own: Registration | None
) -> list[EventMessage]:
    """Return what was written to the registered; nobody else costs a query."""
    if (own is None or not own.has_place) and not can_edit_event(user, event):
        return []
    return messages_to(user, event.pk)


def _see(
    user: User | AnonymousUser,
    event: Event,
    own: Registration | None,
    messages: list[EventMessage],
) -> None:
    see([CHANGED, CANCELLED], event.pk, by=user)
    if messages:
        see([MESSAGE], *(one.pk for one in messages), by=user)
    if own is None or own.queued_at < timezone.now() - _MAIL_LEAVES:
        see([CONFIRMED], event.pk, by=user)


def _agenda(event: Event) -> list[tuple[str, list[Any]]]:
    """Return the lines of each day; with one day, without its name."""
    days: dict[int, list[Any]] = {}
    for item in event.agenda.all():
        days.setdefault(item.day, []).append(item)
    first = timezone.localtime(event.starts_at).date()
    named = len(days) > 1
    return [
        (f"{first + timedelta(days=day):%d.%m.%Y}" if named else "", items)
        for day, items in days.items()
    ]


def _places(event: Event) -> list[tuple[str, str]]:
    """Return of each mode how many places are left."""
    said = []
    for mode in event.modes:
        seats, free = event.seats(mode), event.free(mode)
        words = "ohne Begrenzung" if free is None else f"{free_in_words(free)} von {seats}"
        where = "Vor Ort" if mode == Mode.ON_SITE else "Online"
        said.append((where, "ausgebucht" if free == 0 else words))
    return said


def _people(
    user: User | AnonymousUser, event: Event, own: Registration | None
) -> dict[str, object]:
    """Return who organises, and to who comes those who agreed: as far as one may know of them."""
    if not takes_part(user):
        return {"organisers": [], "coming": []}
    known = User.objects.visible_to(user)
    named = [one.person for one in event.organisers.all() if can_edit_event(one.person, event)]
    shown = set(known.filter(pk__in=[one.pk for one in named]).values_list("pk", flat=True))
    coming: list[User] = []
    if own is not None and own.has_place:
        registered = Registration.objects.filter(
            event=event, state=RegistrationState.REGISTERED, shows_name=True
        )
        people = known.filter(pk__in=registered.values("person")).exclude(pk=user.pk)
        coming = list(people.select_related("kreis").order_by("last_name", "first_name")[:100])
    return {"organisers": [one for one in named if one.pk in shown], "coming": coming}
