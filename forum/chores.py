"""What the forum has to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.clock import every_quarter_hour
from forum.models import Room
from forum.services.circle import count_readers

if TYPE_CHECKING:
    from datetime import datetime


@every_quarter_hour
def keep_readers_counted(now: datetime) -> None:  # noqa: ARG001  (every chore gets the time)
    """Count who reads each room: people come, go, change their Kreis, and memberships end."""
    for room in Room.objects.filter(archived_at__isnull=True):
        count_readers(room)
