"""Whole topics are taken away and, for 30 days, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.services import record
from forum.choices import Act
from forum.jobs import defer_answers
from forum.kinds import ANSWER, TOPIC
from forum.models import Report, Topic
from forum.querysets import KEPT
from forum.services.decisions import Ruling, decided, settle_reports
from forum.services.posts import locked
from forum.services.topics import recount_room
from search.services import forget, forget_all, index_all

if TYPE_CHECKING:
    from members.models import User


class AnsweredError(Exception):
    """Others have answered: the topic is not its author's alone any more."""


@transaction.atomic
def delete_topic(topic: Topic, *, by: User) -> bool:
    """Take the own topic away, at once and everywhere; tell whether it stood there.

    Raises AnsweredError once others said something in it.
    """
    current = locked(topic)
    if current.deleted_at is not None:
        return False
    if current.posts.shown().exclude(author_id=by.pk).exists():
        raise AnsweredError
    _take_away(current, by=by)
    return True


@transaction.atomic
def remove_topic(topic: Topic, ruling: Ruling) -> bool:
    """Take a topic away for the moderation, and tell its author why; tell whether it stood there.

    It settles what was reported there. Raises DecidedError when somebody decided about the topic
    meanwhile (S73).
    """
    current = locked(topic)
    if current.deleted_at is not None:
        return False
    first = current.posts.get(number=1)
    ruling.demand_first(first)
    _take_away(current, by=ruling.by, reason=ruling.reason)
    decision = decided(Act.DELETE, ruling, room=current.room, person=current.author, post=first)
    settle_reports(Report.objects.filter(post__topic=current), decision, by=ruling.by)
    return True


def _take_away(topic: Topic, *, by: User, reason: str = "") -> None:
    """Delete it from lists, search and notices at once (S28)."""
    topic.deleted_at, topic.deleted_by = timezone.now(), by
    topic.save(update_fields=["deleted_at", "deleted_by"])
    recount_room(topic.room)
    forget(TOPIC.name, topic.pk)
    forget_all(ANSWER.name, topic.posts.values_list("pk", flat=True))
    record("topic.deleted", topic, by=by, reason=reason)


@transaction.atomic
def restore_topic(topic: Topic, *, by: User, reason: str = "") -> bool:
    """Bring a topic back as it was; tell whether it was there to be brought back.

    Its answers are found again once a job has analysed them: there may be thousands.
    """
    current = locked(topic)
    if current.deleted_at is None or current.deleted_at < timezone.now() - KEPT:
        return False
    current.deleted_at = current.deleted_by = None
    current.save(update_fields=["deleted_at", "deleted_by"])
    recount_room(current.room)
    index_all(TOPIC, [current])
    defer_answers(current)
    record("topic.restored", current, by=by, reason=reason)
    if current.author_id != by.pk:
        first = current.posts.get(number=1)
        ruling = Ruling(by=by, reason=reason)
        decided(Act.RESTORE, ruling, room=current.room, person=current.author, post=first)
    return True
