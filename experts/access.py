"""May-questions about the circle of experts. Templates and services ask the same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from content.access import clearance_of
from content.choices import Audience
from experts.choices import IN_WORK, Consent, ContributionState, Stage
from experts.querysets import AGREED, is_liaison, is_moderator, is_of_kreis
from practices.access import can_read as can_read_practice

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from experts.models import (
        Consultation,
        Contribution,
        ContributionVersion,
        FollowUp,
        Opinion,
        Outcome,
        Paragraph,
        Quotation,
        Release,
        Source,
    )
    from members.models import User

    type Reader = User | AnonymousUser

# From so many answers on, the Landkreistag reads how many there are.
ENOUGH_TO_COUNT = 5


def can_read_consultation(user: Reader, consultation: Consultation) -> bool:
    """Whether the person reads question and state; as Consultation.objects.visible_to."""
    if clearance_of(user) < Audience.PARTNERS:
        return False
    return is_moderator(user) or is_liaison(user) or consultation.opened_at is not None


def may_ask(user: Reader) -> bool:
    """Whether the person asks the circle: the liaison, and moderators for him."""
    return is_liaison(user) or is_moderator(user)


def may_edit_question(user: Reader, consultation: Consultation) -> bool:
    """Whether the person words the question: until it is opened."""
    return may_ask(user) and consultation.stage == Stage.ASKED


def may_run(user: Reader, consultation: Consultation) -> bool:
    """Whether the person leads it from state to state and writes its summary."""
    return is_moderator(user) and can_read_consultation(user, consultation)


def may_withdraw_question(user: Reader, consultation: Consultation) -> bool:
    """Whether the person takes the question back; once a summary is released, it stays."""
    if consultation.has_release or consultation.stage == Stage.WITHDRAWN:
        return False
    return may_ask(user) and can_read_consultation(user, consultation)


def may_see_progress(user: Reader, consultation: Consultation) -> bool:
    """Whether „9 von 14“ is shown: to Kreise and moderators; to others from five answers on."""
    if not can_read_consultation(user, consultation) or consultation.opened_at is None:
        return False
    inside = clearance_of(user) >= Audience.MEMBERS
    return inside or consultation.answered_count >= ENOUGH_TO_COUNT


# ---- Contributions -------------------------------------------------------------------------------


def may_contribute(user: Reader, consultation: Consultation) -> bool:
    """Whether the person writes for the Kreis now: late ones count until the evaluation begins."""
    return is_of_kreis(user) and consultation.is_open


def may_change_contribution(user: Reader, contribution: Contribution) -> bool:
    """Whether the person submits it now, for the first time or, until the deadline, otherwise."""
    consultation = contribution.consultation
    if not may_contribute(user, consultation) or not _is_own(user, contribution):
        return False
    return not contribution.is_submitted or not consultation.is_over


def may_withdraw_contribution(user: Reader, contribution: Contribution) -> bool:
    """Whether the person takes it back: until what was made of it is released."""
    if not is_of_kreis(user) or not _is_own(user, contribution):
        return False
    return contribution.is_submitted and contribution.consultation.stage in (Stage.OPEN, *IN_WORK)


def _is_own(user: Reader, contribution: Contribution) -> bool:
    return user.is_authenticated and user.kreis_id == contribution.kreis_id


def may_read_contributions(user: Reader, consultation: Consultation, *, own_is_in: bool) -> bool:
    """Whether the person reads what other Kreise submitted."""
    if is_moderator(user):
        return True
    if not is_of_kreis(user) or consultation.opened_at is None:
        return False
    return own_is_in or consultation.is_over or not consultation.is_open


def can_read_contribution(user: Reader, contribution: Contribution, *, own_is_in: bool) -> bool:
    """Whether the person reads it; as Contribution.objects.visible_to."""
    if user.is_authenticated and is_of_kreis(user) and user.kreis_id == contribution.kreis_id:
        return True
    consultation = contribution.consultation
    return contribution.is_submitted and may_read_contributions(
        user, consultation, own_is_in=own_is_in
    )


def knows_kreis_of(user: Reader, contribution: Contribution) -> bool:
    """Whether the person may know whose it is: „anonym“ hides it from the other Kreise."""
    if is_moderator(user):
        return True
    if not user.is_authenticated or not is_of_kreis(user):
        return False
    own = user.kreis_id == contribution.kreis_id
    return own or contribution.consent != Consent.ANONYMOUS


def can_read_contribution_version(user: Reader, version: ContributionVersion) -> bool:
    """Whether the person reads what was submitted then; as ContributionVersion's visible_to."""
    contribution = version.contribution
    if is_moderator(user):
        return contribution.state == ContributionState.SUBMITTED
    return user.is_authenticated and is_of_kreis(user) and user.kreis_id == contribution.kreis_id


# ---- The summary in work -------------------------------------------------------------------------


def can_read_draft(user: Reader, consultation: Consultation) -> bool:
    """Whether the person reads the summary in work: moderators, and Kreise in its agreement."""
    if is_moderator(user):
        return True
    return is_of_kreis(user) and consultation.stage == Stage.AGREEMENT


def can_read_paragraph(user: Reader, paragraph: Paragraph) -> bool:
    """Whether the person reads it; as Paragraph.objects.visible_to."""
    return can_read_draft(user, paragraph.consultation)


def can_read_source(user: Reader, source: Source) -> bool:
    """Whether the person knows of it; as Source.objects.visible_to."""
    if not user.is_authenticated or not can_read_draft(user, source.paragraph.consultation):
        return False
    if is_moderator(user) or source.document:
        return True
    if source.practice is not None:
        return can_read_practice(user, source.practice)
    return source.contribution is not None and source.contribution.kreis_id == user.kreis_id


def can_read_quotation(user: Reader, quotation: Quotation) -> bool:
    """Whether the person reads it; as Quotation.objects.visible_to."""
    if not user.is_authenticated or not (is_moderator(user) or is_of_kreis(user)):
        return False
    if is_moderator(user) or user.kreis_id == quotation.contribution.kreis_id:
        return True
    return quotation.consent in AGREED and can_read_draft(user, quotation.paragraph.consultation)


def can_read_opinion(user: Reader, opinion: Opinion) -> bool:
    """Whether the person reads it; as Opinion.objects.visible_to."""
    if is_moderator(user):
        return True
    return user.is_authenticated and is_of_kreis(user) and user.kreis_id == opinion.kreis_id


def may_write_summary(user: Reader, consultation: Consultation) -> bool:
    """Whether the person writes in it now."""
    return may_run(user, consultation) and consultation.is_in_work


def may_give_opinion(user: Reader, consultation: Consultation) -> bool:
    """Whether the person says what the Kreis thinks of the draft: until the last day ends."""
    last = consultation.agree_until
    runs = last is not None and timezone.localdate() <= last
    return is_of_kreis(user) and consultation.stage == Stage.AGREEMENT and runs


def may_hand_over(user: Reader, consultation: Consultation) -> bool:
    """Whether the person lays the summary before the second one, as far as it is complete."""
    return may_run(user, consultation) and consultation.stage == Stage.AGREEMENT


def may_release(user: Reader, consultation: Consultation) -> bool:
    """Whether the person is a second one: a moderator who did not hand it over.

    The service asks besides that nobody releases what he alone wrote.
    """
    handed_over = consultation.handed_over_by_id
    other = user.is_authenticated and handed_over is not None and user.pk != handed_over
    return may_hand_over(user, consultation) and other


# ---- What was released ---------------------------------------------------------------------------


def reads_summaries(user: Reader) -> bool:
    """Whether the person reads more of what is released than the public does."""
    return clearance_of(user) >= Audience.PARTNERS


def can_read_release(user: Reader, release: Release) -> bool:
    """Whether the person reads it; as Release.objects.visible_to."""
    narrowest = max(release.audience, release.consultation.release_audience)
    return narrowest <= clearance_of(user)


def can_read_outcome(user: Reader, outcome: Outcome) -> bool:
    """Whether the person reads it; as Outcome.objects.visible_to."""
    return can_read_consultation(user, outcome.consultation)


def can_read_follow_up(user: Reader, follow_up: FollowUp) -> bool:
    """Whether the person reads it; as FollowUp.objects.visible_to."""
    if is_moderator(user) or is_liaison(user):
        return True
    return is_of_kreis(user) and can_read_consultation(user, follow_up.consultation)


def may_note_outcome(user: Reader, consultation: Consultation) -> bool:
    """Whether the person says what became of it: the liaison, and moderators for him."""
    return may_ask(user) and consultation.has_release


def may_ask_back(user: Reader, consultation: Consultation) -> bool:
    """Whether the person asks the moderators back: the liaison, of what was released."""
    return is_liaison(user) and consultation.has_release


def may_answer_follow_up(user: Reader, follow_up: FollowUp) -> bool:
    """Whether the person answers for the moderators."""
    return is_moderator(user) and can_read_follow_up(user, follow_up)


def may_narrow_release(user: Reader, consultation: Consultation) -> bool:
    """Whether the person takes what was released back from the public."""
    open_to_all = consultation.release_audience == Audience.PUBLIC
    return may_run(user, consultation) and consultation.has_release and open_to_all
