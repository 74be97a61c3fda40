"""How far people read, and what they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from forum.models import Follow, ReadMark, Topic

if TYPE_CHECKING:
    from datetime import datetime

    from forum.choices import FollowLevel
    from members.models import User


def mark_read(topic: Topic, *, by: User, number: int) -> None:
    """Note that a person read up to this post; never back. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into forum_readmark (person_id, topic_id, number, at) values (%s, %s, %s, %s)"
            " on conflict (person_id, topic_id) do update set number = excluded.number,"
            " at = excluded.at where forum_readmark.number < excluded.number",
            [by.pk, topic.pk, number, timezone.now()],
        )


@transaction.atomic
def mark_all_read(*, by: User) -> datetime | None:
    """Note that a person read every topic there is for him; return when, None if nothing was new.

    `unmark_all_read` takes it back by this time.
    """
    now = timezone.now()
    topics = Topic.objects.visible_to(by).unread_by(by).order_by("pk")
    marks = [
        ReadMark(person=by, topic=topic, number=topic.post_count, at=now, before=topic.read_number)
        for topic in topics.only("post_count")
    ]
    ReadMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["person", "topic"],
        update_fields=["number", "at", "before"],
    )
    return now if marks else None


def unmark_all_read(at: datetime, *, by: User) -> int:
    """Take back what mark_all_read did at this time; return how many topics are unread again."""
    marked = ReadMark.objects.visible_to(by).filter(at=at, before__isnull=False)
    with transaction.atomic():
        count = 0
        for mark in marked.select_for_update():
            mark.number, mark.before = mark.before or 0, None
            mark.save(update_fields=["number", "before"])
            count += 1
    return count


def follow_topic(topic: Topic, *, by: User, level: FollowLevel) -> bool:
    """Say how a person wants to hear of a topic; tell whether that is another than before."""
    follow, created = Follow.objects.get_or_create(
        person=by, topic=topic, defaults={"level": level}
    )
    if not created and follow.level != level:
        follow.level = level
        follow.save(update_fields=["level"])
        return True
    return created
