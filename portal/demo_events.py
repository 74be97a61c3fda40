"""The trial's events, past and coming: around the day on which it is loaded, never on a weekend."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from content.models import Theme
from events.choices import EventFormat, EventState, Mode, RegistrationState
from events.models import AgendaItem, Event, Minutes, Registration
from events.services import create_event, recount
from events.services.places import next_arrival
from portal.demo_minutes import load_left_behind
from search.services import forget, index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from members.models import User

_SATURDAY = 5
_PLAIN = (
    *("title", "kind", "format", "place", "address", "place_access", "join_link"),
    *("description", "audience", "seats_on_site", "seats_online"),
    *("asks_language", "asks_catering", "asks_access"),
)


def load_events(entries: Iterable[Mapping[str, Any]], *, person: Callable[[str], User]) -> None:
    """Announce the events; who comes is written down and told nothing."""
    for entry in entries:
        event = _event(entry, person(entry["organiser"]))
        online = Mode.ONLINE if event.format == EventFormat.ONLINE else Mode.ON_SITE
        for names, mode, state in (
            (entry["registered"], online, RegistrationState.REGISTERED),
            (entry.get("online", ()), Mode.ONLINE, RegistrationState.REGISTERED),
            (entry.get("waiting", ()), online, RegistrationState.WAITING),
        ):
            for name in names:
                Registration.objects.create(
                    event=event,
                    person=person(name),
                    mode=mode,
                    state=state,
                    arrival=next_arrival(event),
                    shows_name=True,
                )
        recount(event)
        if "left" in entry:
            load_left_behind(event, entry["left"], by=person(entry["organiser"]), person=person)


def _event(entry: Mapping[str, Any], by: User) -> Event:
    values = {name: entry[name] for name in _PLAIN if name in entry}
    day = _working_day(entry["day"])
    theme = Theme.objects.filter(key=entry["theme"]).first() if entry["theme"] else None
    agenda = [
        AgendaItem(starts=time.fromisoformat(clock), title=title, who=who)
        for clock, title, who in entry["agenda"]
    ]
    event = create_event(
        by=by,
        token=uuid4(),
        values=values
        | {
            "starts_at": _moment(day, entry["from"]),
            "ends_at": _moment(day, entry["to"]),
            "theme": theme,
            "is_sample": True,
        },
        agenda=agenda,
    )
    event.state = entry.get("state", EventState.PUBLISHED)
    if event.state != EventState.DRAFT:
        event.published_at = event.starts_at - timedelta(days=40)
    if event.is_cancelled:
        event.cancelled_at, event.cancel_reason = timezone.now(), entry["reason"]
        event.sequence = 1
    event.save(update_fields=["state", "published_at", "cancelled_at", "cancel_reason", "sequence"])
    index("termin", event)
    return event


def _working_day(days: int) -> date:
    day = timezone.localdate() + timedelta(days=days)
    # Saturday and Sunday become the Tuesday after: no two days become one Monday.
    return day if day.weekday() < _SATURDAY else day + timedelta(days=8 - day.weekday())


def _moment(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def remove_events() -> int:
    """Take the trial's events out again; return how many."""
    events = Event.objects.filter(is_sample=True)
    for event in events:
        forget("termin", event.pk)
    for minutes_id in Minutes.objects.filter(event__in=events).values_list("pk", flat=True):
        forget("protokoll", minutes_id)
    count = events.count()
    events.delete()
    return count
