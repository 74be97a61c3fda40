"""What a topic's page reads, with SQL that is composed once: nothing here is opened more often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.prepared import prepared
from forum.models import Post, Topic
from forum.querysets import ShownPost

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from forum.querysets import TopicQuerySet
    from members.models import User


def topic_read_by(user: User, topic_id: int) -> Topic | None:
    """Return a topic this person reads, with room, theme and how far it was read; else None."""
    found = _topics(user, topic_id)
    return found[0] if found else None


@prepared
def _topics(reader: User, topic_id: int) -> TopicQuerySet:
    return Topic.objects.visible_to(reader).as_read_by(reader).filter(pk=topic_id)


def posts_shown(user: User, topic: Topic, *, first: int, last: int) -> list[ShownPost]:
    """Return the posts of these numbers of a topic that this person reads."""
    return [ShownPost(*row) for row in _posts(user, topic.pk, first, last)]


@prepared
def _posts(reader: User, topic_id: int, first: int, last: int) -> QuerySet[Post, tuple[Any, ...]]:
    of_topic = Post.objects.filter(topic_id=topic_id)
    return of_topic.between(first, last).as_shown_to(reader)
