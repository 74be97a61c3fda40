"""What the forum has to do regularly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from content.clock import every_quarter_hour
from content.models import Draft
from forum.models import PostFile, Room
from forum.services.circle import count_readers
from forum.services.erasing import erase_posts, erase_topics

if TYPE_CHECKING:
    from datetime import datetime


# So long a file waits for its words, and no person touches the draft.
_PATIENCE = timedelta(days=30)
_AT_NIGHT = 1


@every_quarter_hour
def forget_unsent_files(now: datetime) -> None:
    """Let go, at night, of files of drafts that nobody went on with; the words stay.

    What is stored of them goes with content.chores.forget_files.
    """
    if timezone.localtime(now).hour != _AT_NIGHT:
        return
    oldest = now - _PATIENCE
    PostFile.objects.filter(draft__saved_at__lt=oldest).delete()
    Draft.objects.filter(saved_at__lt=oldest, text="", post_files__isnull=True).delete()


@every_quarter_hour
def keep_readers_counted(now: datetime) -> None:  # noqa: ARG001  (every chore gets the time)
    """Count who reads each room: people come, go, change their Kreis, and memberships end."""
    for room in Room.objects.filter(archived_at__isnull=True):
        count_readers(room)


@every_quarter_hour
def empty_bin(now: datetime) -> None:
    """Erase, at night, what nobody brought back in 30 days."""
    if timezone.localtime(now).hour == _AT_NIGHT:
        erase_posts(now)
        erase_topics(now)
