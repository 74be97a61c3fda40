"""Contributions of Kreise: drafts, submitting, changing, withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from content.services import OutdatedError, record
from experts.access import may_change_contribution, may_withdraw_contribution
from experts.choices import ContributionState, QuoteConsent
from experts.drafts import Draft, Said, stands_in, submitted_of, understand
from experts.models import Answer, Consultation, Contribution, ContributionVersion, Paragraph
from experts.news.contributions import REMINDER, SOURCE_CHANGED, SUBMITTED
from experts.news.questions import OPENED
from experts.news.releases import HANDED_OVER
from experts.querysets import AGREED
from experts.services.consultations import locked
from members.models import User
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ClosedError(Exception):
    """The consultation takes no answer any more, or not from this person."""


class IncompleteError(Exception):
    """Something keeps the draft from being submitted; `problems` are sentences by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("incomplete")
        self.problems = problems


def contribution_of(consultation: Consultation, user: User) -> Contribution:
    """Return what the person's Kreis has, or a new one that is not stored yet."""
    found = consultation.contributions.filter(kreis_id=user.kreis_id).first()
    if found is None:
        found = Contribution(kreis=user.kreis)
    found.consultation = consultation
    return found


def _locked_own(contribution: Contribution) -> Contribution:
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    current.consultation = contribution.consultation
    return current


@transaction.atomic
def save_draft(
    contribution: Contribution, *, by: User, version: int, draft: dict[str, Any]
) -> bool:
    """Keep what the Kreis typed; tell whether it is new. Nobody else reads it.

    The first draft makes the contribution, once per Kreis. Raises OutdatedError when a colleague
    saved meanwhile (S72), ClosedError when no answer, or no other one, is taken any more.
    """
    if contribution.pk is None:
        current = _begin(contribution)
    else:
        current = _locked_own(contribution)
        current.consultation = Consultation.objects.get(pk=contribution.consultation_id)
    if not may_change_contribution(by, current):
        raise ClosedError
    if current.version != version:
        raise OutdatedError(current)
    if current.draft == draft:
        return False
    current.draft, current.version = draft, version + 1
    current.changed_at, current.changed_by = timezone.now(), by
    current.save(update_fields=["draft", "version", "changed_at", "changed_by"])
    contribution.pk, contribution.version = current.pk, current.version
    contribution.draft = draft
    return True


def _begin(contribution: Contribution) -> Contribution:
    """Store the Kreis's contribution, or find the one a colleague began in the same moment."""
    consultation = locked(contribution.consultation)
    found, _ = Contribution.objects.get_or_create(
        consultation=consultation, kreis_id=contribution.kreis_id
    )
    found.consultation = consultation
    return found


@transaction.atomic
def submit_contribution(contribution: Contribution, *, by: User, version: int) -> bool:
    """Let the draft count from now on; tell whether it says anything new.

    Raises OutdatedError when the draft is no longer the one that was checked (S72), ClosedError
    when no answer, or no other one, is taken any more, and IncompleteError.
    """
    contribution.consultation = consultation = locked(contribution.consultation)
    if contribution.pk is None:
        contribution = contribution_of(consultation, by)
        if contribution.pk is None:
            raise OutdatedError(contribution)
    current = _locked_own(contribution)
    items = list(consultation.items.all())
    draft = understand(current.draft, items)
    if current.version == version and _is_submitted(current, draft):
        return False
    if not may_change_contribution(by, current):
        raise ClosedError
    if current.version != version:
        raise OutdatedError(current)
    if draft.problems:
        raise IncompleteError(draft.problems)
    is_first = not current.is_submitted
    _write(current, draft, by=by)
    _count(consultation)
    act = "contribution.submitted" if is_first else "contribution.changed"
    record(act, current, by=by, edition=current.edition, is_late=current.is_late)
    _settle_for_kreis(current)
    _tell_office(current, draft.answers, by=by, end="" if is_first else " geaendert")
    return True


def _is_submitted(current: Contribution, draft: Draft) -> bool:
    """Whether this very thing counts already: sent twice, it is one edition (S71)."""
    if not current.is_submitted or draft.problems:
        return False
    if (current.no_comment, current.consent) != (draft.no_comment, draft.consent):
        return False
    return _plain(_answers_of(current)) == _plain(draft.answers)


def _answers_of(current: Contribution) -> list[Said]:
    return submitted_of(Contribution.objects.prefetch_related("answers__item").get(pk=current.pk))


def _plain(said: Iterable[Said]) -> list[tuple[Any, ...]]:
    return [(one.item.pk, one.choice, one.number, one.text) for one in said]


def _write(current: Contribution, draft: Draft, *, by: User) -> None:
    now = timezone.now()
    current.state = ContributionState.SUBMITTED
    current.edition += 1
    current.no_comment, current.consent = draft.no_comment, draft.consent
    current.is_late = current.consultation.is_over
    current.submitted_at, current.submitted_by = now, by
    current.submitted_name, current.submitted_function = by.name, by.function
    current.save(
        update_fields=[
            *("state", "edition", "no_comment", "consent", "is_late", "submitted_at"),
            *("submitted_by", "submitted_name", "submitted_function"),
        ]
    )
    current.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(
            contribution=current,
            item=one.item,
            choice=one.choice,
            number=one.number,
            text=one.text,
        )
        for one in draft.answers
    )
    ContributionVersion.objects.create(
        contribution=current,
        number=current.edition,
        answers=[{"wording": one.item.wording, "said": one.in_words} for one in draft.answers],
        no_comment=current.no_comment,
        consent=current.consent,
        is_late=current.is_late,
        at=now,
        by=by,
        author_name=by.name,
    )


def _count(consultation: Consultation) -> None:
    """Count the answers of a locked consultation anew; a Kreis that joined later counts, too."""
    consultation.answered_count = consultation.contributions.submitted().count()
    consultation.asked_count = max(consultation.asked_count, consultation.answered_count)
    # What was handed over to the second moderator is no longer what stands there.
    if consultation.handed_over_at is not None:
        settle([HANDED_OVER], consultation.pk)
    consultation.handed_over_by = consultation.handed_over_at = None
    consultation.save(
        update_fields=["answered_count", "asked_count", "handed_over_by", "handed_over_at"]
    )


def _settle_for_kreis(current: Contribution) -> None:
    people = User.objects.filter(kreis_id=current.kreis_id)
    settle([OPENED, REMINDER], current.consultation_id, people=people)


@transaction.atomic
def withdraw_contribution(contribution: Contribution, *, by: User, edition: int) -> bool:
    """Take back what was submitted; tell whether it still counted. The draft stays.

    Raises OutdatedError when another edition counts than the person saw, and ClosedError once
    what was made of it is released.
    """
    contribution.consultation = consultation = locked(contribution.consultation)
    current = _locked_own(contribution)
    if not current.is_submitted:
        return False
    if not may_withdraw_contribution(by, current):
        raise ClosedError
    if current.edition != edition:
        raise OutdatedError(current)
    current.state = ContributionState.WITHDRAWN
    current.no_comment = current.is_late = False
    current.save(update_fields=["state", "no_comment", "is_late"])
    current.answers.all().delete()
    _count(consultation)
    record("contribution.withdrawn", current, by=by, edition=edition)
    _tell_office(current, [], by=by, end=" zurueck")
    return True


# ---- What the summary in work was made of -------------------------------------------------------


def _tell_office(current: Contribution, said: list[Said], *, by: User, end: str) -> None:
    """Tell the moderators; at once where the summary in work rests upon it."""
    kind = SOURCE_CHANGED if _flag_paragraphs(current, said) else SUBMITTED
    happening = f"{current.pk} {current.edition}{end}"
    office = User.objects.moderators()
    tell(office, kind, current.consultation_id, happening=happening, by=by)


def _flag_paragraphs(current: Contribution, said: list[Said]) -> int:
    """Mark what rests upon it, and ask anew for what is quoted and no longer stands there."""
    is_gone = current.state == ContributionState.WITHDRAWN
    for quotation in current.quotations.select_for_update().filter(consent__in=AGREED):
        if is_gone or not stands_in(quotation.wording, said):
            quotation.consent = QuoteConsent.ASKED
            quotation.decided_by, quotation.decided_at = None, None
            quotation.decided_name = quotation.decided_function = ""
            quotation.version += 1
            quotation.save(
                update_fields=[
                    *("consent", "decided_by", "decided_at", "decided_name"),
                    *("decided_function", "version"),
                ]
            )
    tied = {
        *current.sources.values_list("paragraph_id", flat=True),
        *current.quotations.values_list("paragraph_id", flat=True),
    }
    what = "zurückgezogen" if is_gone else "geändert"
    day = f"{timezone.localdate():%d.%m.%Y}"
    why = f"Eine Rückmeldung, auf die sich der Absatz stützt, wurde am {day} {what}."
    return Paragraph.objects.filter(pk__in=tied).update(flagged=why)
