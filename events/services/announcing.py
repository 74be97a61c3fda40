"""From a draft to an announced event, and what ends or copies one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from content.services import OutdatedError, record
from events.choices import EventState, Mode, RegistrationState
from events.models import AgendaItem, Event, Registration
from events.news import CANCELLED
from events.services.events import create_event, practices_to_name
from events.services.places import locked, recount, set_state
from events.services.telling import tell_registered
from search.services import forget, index

if TYPE_CHECKING:
    from uuid import UUID

    from members.models import User

# What a copy takes over; dates move on, people and the join link stay behind.
_COPIED = (
    *("title", "kind", "format", "place", "address", "place_access", "description", "audience"),
    *("theme", "seats_on_site", "seats_online"),
    *("asks_language", "asks_catering", "asks_access"),
)


class IncompleteError(Exception):
    """Something is missing that people need to come; `missing` names the fields."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def missing_in(event: Event) -> list[str]:
    """Name the fields without which nobody can be told to come."""
    wanted = ["description"]
    if Mode.ON_SITE in event.modes:
        wanted.append("place")
    return [name for name in wanted if not getattr(event, name)]


@transaction.atomic
def publish_event(event: Event, *, by: User, version: int) -> bool:
    """Announce a draft; tell whether it was one.

    Raises OutdatedError when it is not what was looked through (S72), IncompleteError.
    """
    current = locked(event)
    if current.state != EventState.DRAFT:
        return False
    if current.version != version:
        raise OutdatedError(current)
    if missing := missing_in(current):
        raise IncompleteError(missing)
    current.state, current.published_at = EventState.PUBLISHED, timezone.now()
    current.version += 1
    current.save(update_fields=["state", "published_at", "version"])
    record("event.published", current, by=by, audience=current.audience)
    index("termin", current)
    return True


@transaction.atomic
def cancel_event(event: Event, *, by: User, reason: str) -> bool:
    """Call an announced event off and tell who wanted to come; tell whether it was on."""
    current = locked(event)
    if current.state != EventState.PUBLISHED:
        return False
    current.state, current.cancelled_at = EventState.CANCELLED, timezone.now()
    current.cancel_reason = reason
    current.sequence += 1
    current.version += 1
    columns = ["state", "cancelled_at", "cancel_reason", "sequence", "version"]
    current.save(update_fields=columns)
    offers = Registration.objects.filter(event=current, state=RegistrationState.OFFERED)
    for offer in list(offers):
        set_state(offer, RegistrationState.WAITING)
    recount(current)
    record("event.cancelled", current, by=by, reason=reason)
    index("termin", current)
    if not current.is_over:
        happening = f"abgesagt {current.sequence}"
        to = current.registrations.active()
        tell_registered(to, CANCELLED, current.pk, happening=happening, by=by)
    return True


@transaction.atomic
def discard_event(event: Event, *, by: User) -> bool:
    """Delete a draft that nobody was told of; tell whether it was one."""
    current = Event.objects.select_for_update().filter(pk=event.pk).drafts().first()
    if current is None:
        return False
    record("event.discarded", current, by=by)
    forget("termin", current.pk)
    current.delete()
    return True


def copy_event(event: Event, *, by: User, token: UUID) -> Event:
    """Begin a draft like this event, on the next such weekday to come (S71: once a token)."""
    values: dict[str, Any] = {name: getattr(event, name) for name in _COPIED}
    values["practices"] = list(practices_to_name(by).filter(events=event))
    values["kreis"] = event.kreis if by.is_moderator else by.kreis
    values["audience"] = min(event.audience, by.clearance)
    weeks = _weeks_until_next(event.starts_at)
    for name in ("starts_at", "ends_at", "registration_until"):
        moment = getattr(event, name)
        values[name] = moment and weeks_later(moment, weeks)
    _in_order(values, event.ends_at - event.starts_at)
    agenda = [
        AgendaItem(day=item.day, starts=item.starts, title=item.title, who=item.who)
        for item in event.agenda.all()
    ]
    return create_event(by=by, token=token, values=values, agenda=agenda)


def _in_order(values: dict[str, Any], length: timedelta) -> None:
    """Let what the change of the clocks has turned round follow one another again."""
    begin, until = values["starts_at"], values["registration_until"]
    if values["ends_at"] <= begin:
        values["ends_at"] = begin + length
    if until is not None:
        values["registration_until"] = min(until, begin)


def _weeks_until_next(start: datetime) -> int:
    days = (timezone.localdate() - timezone.localtime(start).date()).days
    return max(1, days // 7 + 1)


def weeks_later(moment: datetime, weeks: int) -> datetime:
    """Return the same time by the clock on the wall in Berlin, whatever summer time does."""
    local = timezone.localtime(moment)
    later = (local.replace(tzinfo=None) + timedelta(weeks=weeks)).replace(tzinfo=local.tzinfo)
    # Two of one zone would be compared by what the wall shows.
    return later.astimezone(UTC)
