"""Reminders: a week and a day before, at eight by the clock in Berlin, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.moments import morning_of
from events.choices import EventState
from events.models import Event
from events.news import REMINDER
from events.services.places import locked
from events.services.telling import tell_registered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# The nearer one last: a worker that was away a week reminds of tomorrow alone.
DAYS_BEFORE = (7, 1)


def events_to_remind(now: datetime) -> Iterator[Event]:
    """Yield the events whose people are to be reminded now."""
    soon = timezone.localtime(now) + timedelta(days=max(DAYS_BEFORE) + 1)
    coming = Event.objects.filter(state=EventState.PUBLISHED, starts_at__range=(now, soon))
    return (event for event in coming.order_by("starts_at", "pk") if _due(event, now))


@transaction.atomic
def remind(event: Event, now: datetime) -> bool:
    """Remind those who had registered when it was due; tell whether that is new.

    Asked again under the lock: what was cancelled, moved or told in between tells nobody.
    """
    current = locked(event)
    days = _due(current, now)
    if current.state != EventState.PUBLISHED or current.starts_at <= now or not days:
        return False
    current.reminded_start, current.reminded_days = current.starts_at, days
    current.save(update_fields=["reminded_start", "reminded_days"])
    to = current.registrations.registered().filter(queued_at__lt=_moment(current, days))
    happening = f"{days} {timezone.localdate(current.starts_at):%Y-%m-%d}"
    tell_registered(to, REMINDER, current.pk, happening=happening)
    return True


def _due(event: Event, now: datetime) -> int | None:
    """Return how many days before the start a reminder is due that nobody was told of yet."""
    passed = [days for days in DAYS_BEFORE if _moment(event, days) <= now]
    if not passed:
        return None
    # A moved event is reminded of anew.
    told = event.reminded_days if event.reminded_start == event.starts_at else None
    return None if told is not None and told <= passed[-1] else passed[-1]


def _moment(event: Event, days: int) -> datetime:
    day = timezone.localdate(event.starts_at) - timedelta(days=days)
    return morning_of(day)
