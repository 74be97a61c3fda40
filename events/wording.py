"""How moments of an event are said, in Europe/Berlin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Event


def day_of(moment: datetime) -> str:
    """„Donnerstag, 3. Dezember 2026“."""
    return date_format(timezone.localtime(moment), "l, j. F Y")


def moment_of(moment: datetime) -> str:
    """„Donnerstag, 3. Dezember 2026, 14:00 Uhr“."""
    return f"{day_of(moment)}, {timezone.localtime(moment):%H:%M} Uhr"


def times_of(event: Event) -> str:
    """„Donnerstag, 3. Dezember 2026, 14:00 – 15:30 Uhr“; over days, with both days."""
    begin, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if begin.date() == end.date():
        return f"{day_of(begin)}, {begin:%H:%M} – {end:%H:%M} Uhr"
    return f"{moment_of(begin)} – {moment_of(end)}"


def place_of(event: Event) -> str:
    """„Kreishaus Detmold, Felix-Fechenbach-Straße 5“, „Kreishaus Detmold und online“, „online“."""
    where = ", ".join(part for part in (event.place, event.address) if part)
    if len(event.modes) > 1:
        return f"{where} und online" if where else "vor Ort und online"
    return event.modes[0].label if event.modes[0] == "online" else where or "vor Ort"


def free_in_words(free: int) -> str:
    """„ausgebucht“, „1 Platz frei“, „6 Plätze frei“."""
    if free <= 0:
        return "ausgebucht"
    return "1 Platz frei" if free == 1 else f"{free} Plätze frei"
