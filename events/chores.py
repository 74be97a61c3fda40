"""What events have to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from content.clock import every_quarter_hour
from content.retention import kept_for
from events.models import Registration
from events.services.places import NEEDLESS, events_to_keep, keep_places
from events.services.reminding import events_to_remind, remind

if TYPE_CHECKING:
    from datetime import datetime


@every_quarter_hour
def keep_waiting_lists(now: datetime) -> None:
    """Let offers expire, and places of who has no access any more; the next are offered them."""
    for event in events_to_keep(now):
        keep_places(event, now)


@every_quarter_hour
def remind_of_events(now: datetime) -> None:
    """Remind the registered a week and a day before."""
    for event in events_to_remind(now):
        remind(event, now)


@kept_for(
    30,
    "events.needs",
    "Bedarf bei Terminen",
    why="Was jemand zur Teilnahme brauchte, geht nach dem Termin niemanden mehr an.",
    least=1,
    most=90,
)
def forget_needs(before: datetime, *, dry_run: bool) -> int:
    """Let go of what people needed at an event that is long over, or long off."""
    over = Registration.objects.filter(
        Q(event__ends_at__lt=before) | Q(event__cancelled_at__lt=before)
    )
    said = over.filter(~Q(needs_language="") | ~Q(needs_catering="") | ~Q(needs_access=""))
    return said.count() if dry_run else said.update(**NEEDLESS)
