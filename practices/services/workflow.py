"""The way of a practice: draft, submitted, query, published, to review, archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.models import Record
from content.services import record
from members.models import User
from members.services.deputies import tell
from notices.services import settle
from practices.access import may_answer, may_republish
from practices.choices import READABLE, State
from practices.completeness import missing_fields
from practices.editions import in_words
from practices.models import Edition, MergedRevision, Practice, ReviewRemark
from practices.news import (
    ARCHIVED,
    DECISION,
    PUBLISHED,
    QUERY,
    RECLASSIFIED,
    REPUBLISHED,
    REVIEW_DUE,
    SUBMITTED,
)
from practices.services.drafts import copy_content
from practices.services.drawings import draw_practice
from search.services import forget, index

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from content.choices import Audience
    from notices.kinds import NoticeKind


class IncompleteError(Exception):
    """Fields are missing that publishing needs."""


class WideningError(Exception):
    """More people would read it, which the lead of the Kreis decides."""


class OriginalArchivedError(Exception):
    """What the revision would take the place of is archived, and stays so."""


class AnsweredError(Exception):
    """The query is over, or it is not this person's to answer."""


# The steps of the workflow; that somebody read it in the admin decides nothing.
_STEPS = [f"practice.{state.name.lower()}" for state in State]


def last_step(practice: Practice) -> Record | None:
    """Return from the trail who led the practice to where it stands."""
    trail = Record.objects.filter(kind="practices.practice", key=str(practice.pk), act__in=_STEPS)
    return trail.exclude(by=None).select_related("by").order_by("-pk").first()


def _locked(practice: Practice) -> Practice:
    return Practice.objects.select_for_update().get(pk=practice.pk)


def _move(
    practice: Practice, state: State, *, by: User | None, reason: str = "", **columns: object
) -> None:
    before = practice.state
    practice.state = state
    for name, value in columns.items():
        setattr(practice, name, value)
    practice.version += 1
    practice.save(update_fields=["state", "version", *columns])
    index("praxis", practice)
    draw_practice(practice)
    record(f"practice.{state.name.lower()}", practice, by=by, reason=reason, before=before)


@transaction.atomic
def submit_practice(practice: Practice, *, by: User) -> bool:
    """Hand a draft or an answered query to the office; tell whether that was to be done.

    Raises IncompleteError.
    """
    current = _locked(practice)
    if current.state not in {State.DRAFT, State.QUERY}:
        return False
    if missing_fields(current) or current.remarks.open().exists():
        raise IncompleteError
    _move(current, State.SUBMITTED, by=by, submitted_at=timezone.now(), submitted_by=by)
    settle([QUERY], current.pk)
    happening = f"eingereicht:{current.version}"
    tell(User.objects.moderators(), SUBMITTED, current.pk, happening=happening, by=by)
    return True


@transaction.atomic
def withdraw_practice(practice: Practice, *, by: User) -> bool:
    """Take a submitted practice back to write on; tell whether it was with the office."""
    current = _locked(practice)
    if current.state != State.SUBMITTED:
        return False
    _move(current, State.DRAFT, by=by, submitted_at=None, submitted_by=None)
    settle([SUBMITTED], current.pk)
    return True


@transaction.atomic
def send_query(practice: Practice, *, by: User, remarks: Mapping[str, str]) -> bool:
    """Ask the Kreis about fields, and tell who submitted; tell whether it was submitted (S73)."""
    current = _locked(practice)
    if current.state != State.SUBMITTED or not remarks:
        return False
    ReviewRemark.objects.bulk_create(
        ReviewRemark(practice=current, field=field, text=text, by=by)
        for field, text in remarks.items()
    )
    _move(current, State.QUERY, by=by)
    settle([SUBMITTED], current.pk)
    _tell_kreis(current, QUERY, happening=f"rueckfrage:{current.version}", by=by)
    return True


@transaction.atomic
def answer_remark(remark: ReviewRemark, *, by: User, answer: str) -> bool:
    """Note the answer of the Kreis; tell whether it is another than before.

    Raises AnsweredError once it is submitted again, and for anybody of another Kreis.
    """
    practice = Practice.objects.select_for_update().filter(pk=remark.practice_id).first()
    if practice is None or not may_answer(by, practice):
        raise AnsweredError
    current = practice.remarks.select_for_update().get(pk=remark.pk)
    if current.answer == answer:
        return False
    current.answer, current.answered_by, current.answered_at = answer, by, timezone.now()
    current.save(update_fields=["answer", "answered_by", "answered_at"])
    record("practice.remark_answered", practice, by=by, remark=current.pk, field=current.field)
    return True


@transaction.atomic
def publish_practice(practice: Practice, *, by: User) -> Practice | None:
    """Publish; return the published practice, or None if it was done already (S73).

    A revision takes the place of what it revises. Every published state is kept as an edition.
    Raises IncompleteError and OriginalArchivedError.
    """
    # Locked in one order: the original before its revision.
    if practice.revises_id:
        Practice.objects.select_for_update().get(pk=practice.revises_id)
    current = Practice.objects.select_for_update().filter(pk=practice.pk).first()
    if current is None or current.state not in {State.DRAFT, State.QUERY, State.SUBMITTED}:
        return None
    if missing_fields(current):
        raise IncompleteError
    target = current.revises or current
    if target.state == State.ARCHIVED:
        raise OriginalArchivedError
    settle([SUBMITTED, QUERY], current.pk)
    if target != current:
        _merge(current, target)
    settle([REVIEW_DUE], target.pk)
    today = timezone.localdate()
    _move(
        target,
        State.PUBLISHED,
        by=by,
        edition=target.edition + 1,
        published_at=timezone.now(),
        checked_on=today,
        review_due=_in_a_year(today),
    )
    Edition.objects.create(
        practice=target,
        number=target.edition,
        by=by,
        fields=in_words(target),
        audience=target.audience,
    )
    _decided(target, PUBLISHED, by=by)
    return target


def _merge(revision: Practice, target: Practice) -> None:
    """Let the revision take the target's place; of two audiences the narrower holds."""
    copy_content(revision, target)
    taken = ["changed_at", "changed_by"]
    if revision.submitted_by_id is not None:  # not what the office began
        taken += ["submitted_at", "submitted_by"]
    if revision.audience > target.audience:
        taken.append("audience")
    for name in taken:
        setattr(target, name, getattr(revision, name))
    target.save(update_fields=taken)
    _narrow_editions(target)
    revision.remarks.update(practice=target)
    MergedRevision.objects.create(revision_id=revision.pk, practice=target)
    forget("praxis", revision.pk)
    revision.delete()


@transaction.atomic
def confirm_practice(practice: Practice, *, by: User) -> bool:
    """Note that everything is still right; tell whether that was not noted today already."""
    current = _locked(practice)
    today = timezone.localdate()
    if current.state not in READABLE:
        return False
    if current.state == State.PUBLISHED and current.checked_on == today:
        return False
    _move(current, State.PUBLISHED, by=by, checked_on=today, review_due=_in_a_year(today))
    settle([REVIEW_DUE], current.pk)
    return True


@transaction.atomic
def archive_practice(practice: Practice, *, by: User, reason: str) -> bool:
    """Take a published practice out of the lists; tell whether it was there."""
    current = _locked(practice)
    if current.state not in READABLE:
        return False
    _move(
        current,
        State.ARCHIVED,
        by=by,
        reason=reason,
        archived_at=timezone.now(),
        archived_by=by,
        archived_by_office=by.kreis_id != current.kreis_id,
        archive_reason=reason,
    )
    settle([REVIEW_DUE], current.pk)
    _decided(current, ARCHIVED, by=by)
    return True


@transaction.atomic
def republish_practice(practice: Practice, *, by: User) -> bool:
    """Take an archived practice back; tell whether it was there and the person's to take."""
    current = _locked(practice)
    if not may_republish(by, current):
        return False
    _move(
        current,
        State.PUBLISHED,
        by=by,
        archived_at=None,
        archived_by=None,
        archived_by_office=False,
        archive_reason="",
    )
    _decided(current, REPUBLISHED, by=by)
    return True


@transaction.atomic
def set_audience(practice: Practice, audience: Audience, *, by: User, may_widen: bool) -> bool:
    """Say who may read; narrowing acts at once everywhere. Tell whether it is another.

    A revision follows its original. Widening opens the current edition and none before it.
    Raises WideningError when more people would read it and `may_widen` is False.
    """
    current = _locked(practice)
    if current.audience == audience:
        return False
    if audience < current.audience and not may_widen:
        raise WideningError
    before, current.audience = current.audience, audience
    current.version += 1
    current.save(update_fields=["audience", "version"])
    if audience > before:
        _narrow_editions(current)
    else:
        current.editions.filter(number=current.edition).update(audience=audience)
    revision = Practice.objects.filter(revises=current)
    revision.filter(Q(audience=before) | Q(audience__lt=audience)).update(audience=audience)
    index("praxis", current)
    draw_practice(current)
    record("practice.audience", current, by=by, before=before, after=int(audience))
    _decided(current, RECLASSIFIED, by=by)
    return True


def _narrow_editions(practice: Practice) -> None:
    """Shut whom the practice shuts out out of its editions too: opening it again opens none."""
    practice.editions.filter(audience__lt=practice.audience).update(audience=practice.audience)


def _in_a_year(day: date) -> date:
    """Return the same day next year; the 28th for the 29th of February."""
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _tell_kreis(practice: Practice, kind: NoticeKind, *, happening: str, by: User) -> None:
    """Tell who submitted it, or else wrote last, if still of the Kreis; else its leads.

    The doer is never told.
    """
    first = practice.submitted_by_id or practice.changed_by_id
    told = User.objects.answering_for(practice.kreis_id, first=first)
    tell(told, kind, practice.pk, happening=happening, by=by)


def _decided(practice: Practice, decision: str, *, by: User) -> None:
    """Tell the Kreis what somebody else decided about its practice."""
    if by.kreis_id != practice.kreis_id:
        _tell_kreis(practice, DECISION, happening=f"{decision}:{practice.version}", by=by)
