"""May-questions about practices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from content.access import clearance_of
from content.choices import Audience
from members.access import has_access
from practices.choices import AdoptionState, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User
    from practices.models import Adoption, Edition, Practice, PracticeFile


def can_read(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person may read the practice; the same answer as Practice.objects.visible_to."""
    if user.is_authenticated and user.is_active:
        if user.is_moderator:
            return practice.state != State.DRAFT
        if user.kreis_id is not None and user.kreis_id == practice.kreis_id:
            return True
    return practice.is_readable and practice.audience <= clearance_of(user)


def reads_internal_fields(user: User | AnonymousUser) -> bool:
    """Whether the schema's fields „Mitglieder“ are shown of practices the person may read."""
    return clearance_of(user) >= Audience.NETWORK


def may_read_internal_fields(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the schema's fields „Mitglieder“ (pitfalls, cost note …) are shown."""
    return can_read(user, practice) and reads_internal_fields(user)


def can_read_file(user: User | AnonymousUser, file: PracticeFile) -> bool:
    """Whether the person may fetch the file; as PracticeFile.objects.visible_to (S27)."""
    return may_read_internal_fields(user, file.practice)


def may_see_editing(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the schema's fields „Redaktion“ are shown: to the own Kreis and moderators."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_moderator or (user.kreis_id is not None and user.kreis_id == practice.kreis_id)


def _of_kreis(user: User, practice: Practice) -> bool:
    return user.is_active and user.kreis_id is not None and user.kreis_id == practice.kreis_id


def may_create(user: User | AnonymousUser) -> bool:
    """Whether the person begins practices: who coordinates a Kreis, for it."""
    return user.is_authenticated and user.is_active and user.kreis_id is not None


def may_edit(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person writes on it now: the Kreis until it is submitted, then the office."""
    if not user.is_authenticated:
        return False
    if _of_kreis(user, practice):
        return practice.state in {State.DRAFT, State.QUERY}
    return may_moderate(user, practice) and practice.state == State.SUBMITTED


def may_revise(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person begins a new edition of a published one."""
    if not user.is_authenticated or not practice.is_readable:
        return False
    return _of_kreis(user, practice) or may_moderate(user, practice)


def may_moderate(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person decides for the office; never about what he cannot read (S29)."""
    return user.is_authenticated and user.is_moderator and can_read(user, practice)


def may_publish(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person publishes it: the office what is submitted; the lead if allowed."""
    if not user.is_authenticated:
        return False
    if may_moderate(user, practice):
        return practice.state == State.SUBMITTED
    led = user.is_lead and _of_kreis(user, practice)
    return (
        settings.LEADS_PUBLISH
        and led
        and practice.state in {State.DRAFT, State.QUERY, State.SUBMITTED}
    )


def may_withdraw(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person takes it back from the office."""
    return user.is_authenticated and _of_kreis(user, practice) and practice.state == State.SUBMITTED


def may_confirm(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person says that it is still right."""
    return may_revise(user, practice)


def may_archive(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person takes it out of the lists: the office and the own lead."""
    if not user.is_authenticated or not practice.is_readable:
        return False
    return may_moderate(user, practice) or (user.is_lead and _of_kreis(user, practice))


def may_republish(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person takes it back from the archive: the lead only what the Kreis put there."""
    if not user.is_authenticated or practice.state != State.ARCHIVED:
        return False
    led = user.is_lead and _of_kreis(user, practice)
    return may_moderate(user, practice) or (led and not practice.archived_by_office)


def may_answer(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person answers the office's queries: the Kreis, until it submits again."""
    return user.is_authenticated and _of_kreis(user, practice) and practice.state == State.QUERY


def may_set_audience(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person says who may read it; only a lead lets more people read.

    A revision is read by whom its original is read, and there it is decided.
    """
    if not user.is_authenticated or practice.revises_id is not None:
        return False
    return _of_kreis(user, practice) or may_moderate(user, practice)


def may_widen_audience(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person lets more people read: the lead of the Kreis."""
    if not user.is_authenticated or not may_set_audience(user, practice):
        return False
    return user.is_lead and _of_kreis(user, practice)


def may_see_editions(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether there are earlier published states for the person: who signed in and reads it."""
    return user.is_authenticated and practice.edition > 0 and can_read(user, practice)


def can_read_edition(user: User | AnonymousUser, edition: Edition) -> bool:
    """Whether the person may read this state; the same answer as Edition.objects.visible_to."""
    opened = edition.audience <= clearance_of(user) or may_see_editing(user, edition.practice)
    return opened and can_read(user, edition.practice)


def may_keep(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person has a „Merkliste“ to put it on."""
    return user.is_authenticated and bool(user.role) and can_read(user, practice)


def may_list_adoptions(user: User | AnonymousUser) -> bool:
    """Whether the person may know which Kreis takes over from which; others know numbers."""
    return clearance_of(user) >= Audience.NETWORK


def may_see_all_of_adoptions(user: User | AnonymousUser) -> bool:
    """Whether the person reads more of adoptions than Kreis and state: Kreise and moderators."""
    return clearance_of(user) >= Audience.MEMBERS


def can_read_adoption(user: User | AnonymousUser, adoption: Adoption) -> bool:
    """Whether the person may know of it; the same answer as Adoption.objects.visible_to."""
    if not user.is_authenticated or not may_list_adoptions(user):
        return False
    own = user.kreis_id is not None and user.kreis_id == adoption.kreis_id
    return own or can_read(user, adoption.practice)


def may_see_adoption_details(user: User | AnonymousUser, adoption: Adoption) -> bool:
    """Whether the person reads elements, reasons, cost and outcomes of it."""
    return may_see_all_of_adoptions(user) and can_read_adoption(user, adoption)


def may_adopt(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person takes it over for the own Kreis: a published one of another Kreis."""
    if not user.is_authenticated or user.kreis_id is None or not has_access(user):
        return False
    of_another = user.kreis_id != practice.kreis_id
    return of_another and practice.is_readable and can_read(user, practice)


def may_edit_adoption(user: User | AnonymousUser, adoption: Adoption) -> bool:
    """Whether the person writes in it: the adopting Kreis, and moderators who can read it."""
    if not user.is_authenticated or not can_read_adoption(user, adoption):
        return False
    return user.is_moderator or user.kreis_id == adoption.kreis_id


def may_withdraw_adoption(user: User | AnonymousUser, adoption: Adoption) -> bool:
    """Whether the person takes it back for good: only as long as it is mere interest."""
    return adoption.state == AdoptionState.INTEREST and may_edit_adoption(user, adoption)


def may_write_outcome(user: User | AnonymousUser, adoption: Adoption, *, after_months: int) -> bool:
    """Whether the person notes the outcome: once the months have passed, or it was stopped."""
    due = adoption.outcome_from(after_months)
    if due is None or not may_edit_adoption(user, adoption):
        return False
    return adoption.state == AdoptionState.STOPPED or due <= timezone.localdate()
