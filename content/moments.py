from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from datetime import date

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_MORNING = time(8)
_KEY = re.compile("[0-9]{1,9}")


def moment(text: str) -> datetime | None:
    """Return the time that an address or a form names, in UTC; None for anything else.

    At the ends of the calendar there is no time in another zone, and PostgreSQL knows fewer zones.
    """
    try:
        found = parse_datetime(text)
        known = None if found is None or found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return known if known is not None and _FIRST_YEAR <= known.year <= _LAST_YEAR else None


def morning_of(day: date) -> datetime:
    """Return eight o'clock in Berlin, when the portal reminds."""
    return datetime.combine(day, _MORNING, timezone.get_current_timezone())


def place_after(at: datetime, pk: int) -> str:
    """Name where a list by time goes on: after the thing of this moment and key."""
    return f"{at.isoformat()}~{pk}"


def place_in(text: str) -> tuple[datetime, int] | None:
    """Return moment and key that place_after wrote; None for anything else."""
    said, _, number = text.partition("~")
    at = moment(said)
    return (at, int(number)) if at is not None and _KEY.fullmatch(number) else None


def when(moment: datetime) -> str:
    """„heute, 08:41 Uhr“, „gestern, 17:30 Uhr“, „17.11.2026, 10:24 Uhr“."""
    return said(timezone.localtime(moment), timezone.localdate())


def said(local: datetime, today: date) -> str:
    """Say the same of a moment that is local already, for a list of many."""
    days = (today - local.date()).days
    # By strftime a list of thirty takes three times as long.
    day = {0: "heute", 1: "gestern"}.get(days) or f"{local.day:02}.{local.month:02}.{local.year}"
    return f"{day}, {local.hour:02}:{local.minute:02} Uhr"
