"""What the forum has to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.clock import every_quarter_hour
from content.models import Draft
from content.retention import delete, kept_for
from forum.models import Post, PostFile, Room, Topic
from forum.querysets import KEPT
from forum.services.circle import count_readers
from forum.services.erasing import erase_posts, erase_topics

if TYPE_CHECKING:
    from datetime import datetime


@kept_for(
    30,
    "forum.unsent_files",
    "Dateien angefangener Beiträge",
    why="Wer so lange nicht weiterschreibt, braucht sie nicht mehr; die Worte bleiben.",
    least=7,
    most=180,
)
def forget_unsent_files(before: datetime, *, dry_run: bool) -> int:
    """Let go of files of drafts that nobody went on with; the words stay.

    What is stored of them goes with content.chores.forget_files.
    """
    count = delete(PostFile.objects.filter(draft__saved_at__lt=before), dry_run=dry_run)
    if not dry_run:
        Draft.objects.filter(saved_at__lt=before, text="", post_files__isnull=True).delete()
    return count


@every_quarter_hour
def keep_readers_counted(now: datetime) -> None:  # noqa: ARG001  (every chore gets the time)
    """Count who reads each room: people come, go, change their Kreis, and memberships end."""
    for room in Room.objects.filter(archived_at__isnull=True):
        count_readers(room)


@kept_for(
    KEPT.days,
    "forum.bin",
    "Papierkorb im Austausch",
    why="So lange lässt sich Gelöschtes zurückholen; die Seiten nennen dieselbe Frist.",
)
def empty_bin(before: datetime, *, dry_run: bool) -> int:
    """Erase what nobody brought back in time."""
    now = before + KEPT
    if dry_run:
        return Post.objects.overdue(now).count() + Topic.objects.overdue(now).count()
    return erase_posts(now) + erase_topics(now)
