"""What events have to do regularly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from content.clock import every_quarter_hour
from events.models import Registration
from events.services.places import NEEDLESS, events_to_keep, keep_places
from events.services.reminding import events_to_remind, remind

if TYPE_CHECKING:
    from datetime import datetime


# What people need to take part is nobody's business any more after so long.
_NEEDS_KEPT = timedelta(days=30)
_AT_NIGHT = 1


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


@every_quarter_hour
def forget_needs(now: datetime) -> None:
    """Let go, at night, of what people needed at an event that is long over, or long off."""
    if timezone.localtime(now).hour == _AT_NIGHT:
        since = now - _NEEDS_KEPT
        over = Registration.objects.filter(
            Q(event__ends_at__lt=since) | Q(event__cancelled_at__lt=since)
        )
        said = ~Q(needs_language="") | ~Q(needs_catering="") | ~Q(needs_access="")
        over.filter(said).update(**NEEDLESS)
