"""What the moderation decides about a post, and what its author answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.services import record
from forum.choices import Act, TopicState
from forum.models import Decision
from forum.news import ANSWERED
from forum.readers import people_moderating
from forum.services.decisions import Ruling, decided, settle_reports
from forum.services.locks import lock
from forum.services.mentions import TOLD
from forum.services.posts import fragment_of, index_post, locked_post
from forum.services.topics import mark_best_answer, set_topic_state
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User


class NotPossibleError(Exception):
    """What was decided cannot be done: the person does not read the room any more."""

    said = "Diese Person liest im Raum nicht mit; sperren lässt sie sich nicht."


_RECORDED = {
    Act.LEAVE: "post.left_standing",
    Act.HIDE: "post.hidden",
    Act.SHOW: "post.shown",
    Act.QUERY: "post.asked",
}


@transaction.atomic
def decide(post: Post, act: Act, ruling: Ruling) -> Decision:
    """Decide about a post and settle what was reported of it; sent twice it is one decision (S71).

    Reports that came later than the moderator looked stay open. Raises DecidedError when somebody
    decided meanwhile (S73), LastHostError and NotPossibleError for who cannot be locked out.
    """
    current = locked_post(post)
    made = ruling.made_before()
    if made is not None:
        return made
    ruling.demand_first(current)
    if act == Act.LOCK:
        decision = _lock_author(current, ruling)
    else:
        _carry_out(current, act, ruling)
        person = current.topic.author if act == Act.CLOSE else current.author
        decision = decided(act, ruling, room=current.topic.room, person=person, post=current)
    by, reason = ruling.by, ruling.reason
    if act in _RECORDED:
        record(_RECORDED[act], current, by=by, reason=reason, decision=decision.pk)
    reports = current.reports.all()
    if ruling.known is not None:
        reports = reports.filter(pk__lte=ruling.known)
    settle_reports(reports, decision, by=by)
    # Whoever decides about the post again has read what was answered before.
    for answered in current.decisions.answered():
        note_answer(answered, by=by)
    return decision


def _lock_author(post: Post, ruling: Ruling) -> Decision:
    author = post.author
    decision = lock(post.topic.room, author, ruling, post=post) if author else None
    if decision is None:
        raise NotPossibleError
    return decision


def _carry_out(post: Post, act: Act, ruling: Ruling) -> None:
    by, reason = ruling.by, ruling.reason
    match act:
        case Act.HIDE:
            _set_hidden(post, by=by, reason=reason, hidden=True)
        case Act.SHOW:
            _set_hidden(post, by=by, reason="", hidden=False)
        case Act.CLOSE:
            set_topic_state(post.topic, TopicState.CLOSED, by=by, reason=reason)


def _set_hidden(post: Post, *, by: User, reason: str, hidden: bool) -> None:
    """Hide a post, from pages, search, notices and unsent mail at once (S28), or show it again."""
    post.hidden_at = (post.hidden_at or timezone.now()) if hidden else None
    post.hidden_reason = reason
    post.fragment = fragment_of(post)
    post.save(update_fields=["hidden_at", "hidden_reason", "fragment"])
    if hidden and post.topic.best_answer_id == post.pk:
        mark_best_answer(post.topic, None, by=by)
    index_post(post)


@transaction.atomic
def answer_decision(decision: Decision, *, by: User, text: str) -> bool:
    """Answer the moderation, once; tell whether this was the answer."""
    current = Decision.objects.select_for_update().get(pk=decision.pk)
    if current.answered_at is not None or current.person_id != by.pk:
        return False
    current.answer, current.answered_at = text, timezone.now()
    current.save(update_fields=["answer", "answered_at"])
    record("decision.answered", current, by=by)
    people = people_moderating(current.room).exclude(pk=by.pk)
    asking = people.filter(pk__in=[current.by_id])
    tell(
        (asking if asking.exists() else people).only(*TOLD),
        ANSWERED,
        current.pk,
        happening="beantwortet",
        by=by,
    )
    return True


@transaction.atomic
def note_answer(decision: Decision, *, by: User) -> bool:
    """Take note of an answer; tell whether nobody had before (S73)."""
    waiting = Decision.objects.answered().filter(pk=decision.pk)
    noted = waiting.update(noted_at=timezone.now(), noted_by=by)
    if noted:
        record("decision.answer_noted", decision, by=by)
        settle([ANSWERED], decision.pk)
    return bool(noted)
