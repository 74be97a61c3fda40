"""What events have to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.clock import every_quarter_hour
from events.services.places import events_to_keep, keep_places
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
