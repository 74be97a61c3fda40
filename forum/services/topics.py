"""What becomes of a topic: answered, closed, pinned, summarised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.markdown import to_html
from content.services import OutdatedError, record
from forum.choices import TopicState
from forum.models import Room, Topic
from search.services import index

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


def _locked(topic: Topic) -> Topic:
    return Topic.objects.select_for_update().get(pk=topic.pk)


@transaction.atomic
def mark_best_answer(topic: Topic, post: Post | None, *, by: User) -> bool:
    """Say which post answers the question, or none; the topic is answered with it.

    Tell whether that is another than before; a post from elsewhere or one taken away never is.
    """
    current = _locked(topic)
    chosen = post.pk if post is not None else None
    if current.best_answer_id == chosen:
        return False
    if chosen and not current.posts.shown().filter(pk=chosen).exists():
        return False
    current.best_answer = post
    if current.state != TopicState.CLOSED:
        current.state = TopicState.ANSWERED if post is not None else TopicState.OPEN
    current.version += 1
    current.save(update_fields=["best_answer", "state", "version"])
    record("topic.best_answer", current, by=by, post=chosen)
    return True


@transaction.atomic
def set_topic_state(topic: Topic, state: TopicState, *, by: User, reason: str = "") -> bool:
    """Open, answer or close a topic; tell whether it stood otherwise."""
    current = _locked(topic)
    if current.state == state:
        return False
    before, current.state = current.state, state
    current.version += 1
    current.save(update_fields=["state", "version"])
    record("topic.state", current, by=by, reason=reason, before=before, after=state)
    index("thema", current)
    return True


@transaction.atomic
def pin_topic(topic: Topic, *, by: User, pinned: bool) -> bool:
    """Let a topic stand first in its room, or not; tell whether it did otherwise."""
    current = _locked(topic)
    if current.is_pinned == pinned:
        return False
    current.is_pinned = pinned
    current.save(update_fields=["is_pinned"])
    record("topic.pinned", current, by=by, pinned=pinned)
    return True


@transaction.atomic
def summarise_topic(topic: Topic, *, by: User, summary: str, version: int) -> bool:
    """Write „Kurz gefasst“; tell whether it says something else.

    Raises OutdatedError when the version is no longer what stands there (S72).
    """
    current = _locked(topic)
    if current.version != version:
        raise OutdatedError(current)
    if current.summary == summary:
        return False
    current.summary, current.summary_html = summary, to_html(summary)
    current.summarised_at = timezone.now() if summary else None
    current.version += 1
    current.save(update_fields=["summary", "summary_html", "summarised_at", "version"])
    record("topic.summarised", current, by=by)
    index("thema", current)
    return True


def recount_room(room: Room) -> None:
    """Count what stands in a room, after a topic came or went; the caller holds the topic."""
    standing = Topic.objects.filter(room=room, deleted_at__isnull=True)
    Room.objects.filter(pk=room.pk).update(topic_count=standing.count())
