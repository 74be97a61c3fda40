"""May-questions about Kreise and people. Templates and services ask the same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from content.access import clearance_of
from content.choices import Audience
from members.choices import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import Deputyship, Invitation, Kreis, User

    type Reader = User | AnonymousUser


def has_access(person: User) -> bool:
    """Whether the portal lets this person in: not locked, and the Kreis is a member today."""
    return person.is_active and (person.kreis is None or person.kreis.is_member)


def must_have_second_factor(person: User) -> bool:
    """Whether the role demands a second factor: staff, leads, the liaison (S9)."""
    weighty = person.is_staff or person.is_lead or person.role == Role.LIAISON
    return settings.SECOND_FACTOR_REQUIRED and weighty


def lacks_second_factor(person: User) -> bool:
    """Whether the person has to set one up before anything else.

    members.backends asks for it together with the session's person.
    """
    return must_have_second_factor(person) and not getattr(person, "has_second_factor", False)


def may_reset_factor(user: Reader, person: User) -> bool:
    """Whether the user takes a lost factor away: of people he may invite, not of himself."""
    return user.pk != person.pk and may_invite(
        user, role=person.role, kreis=person.kreis, is_lead=person.is_lead
    )


def can_read_kreis(user: Reader, kreis: Kreis) -> bool:  # noqa: ARG001  (the public reads them all)
    """Whether the Kreis has a page: it is or was a member."""
    return kreis.member_since is not None


def can_read_person(user: Reader, person: User) -> bool:
    """Whether the reader may know of this person."""
    if user.pk is not None and user.pk == person.pk:
        return person.is_active
    if not has_access(person) or not person.role:
        return False
    clearance = clearance_of(user)
    return clearance >= Audience.NETWORK or (
        clearance >= Audience.PARTNERS and person.contact_for_partners
    )


def may_see_internal(user: Reader, kreis: Kreis) -> bool:  # noqa: ARG001
    """Whether the reader sees the internal part of Kreis profiles."""
    return clearance_of(user) >= Audience.NETWORK


def may_edit_kreis(user: Reader, kreis: Kreis) -> bool:
    """Whether the person may change the profile: the own lead, and moderators."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_moderator or (user.is_lead and user.kreis_id == kreis.ags and kreis.is_member)


def may_see_phone(user: Reader, person: User) -> bool:
    """Whether the reader sees a person's phone number: coordinators if it is shared, moderators."""
    if not user.is_authenticated or not person.phone or not can_read_person(user, person):
        return False
    if user.pk == person.pk or user.is_moderator:
        return True
    return user.role == Role.COORDINATOR and user.is_active and person.shares_phone


def can_read_invitation(user: Reader, invitation: Invitation) -> bool:
    """Whether the person sees the invitation; the same answer as Invitation.visible_to."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_moderator or user.is_superuser:
        return True
    return user.is_lead and user.kreis_id is not None and user.kreis_id == invitation.kreis_id


def may_invite_at_all(user: Reader) -> bool:
    """Whether the person invites anybody: leads, moderators, the technical administration."""
    return (
        user.is_authenticated
        and user.is_active
        and (user.is_lead or user.is_moderator or user.is_superuser)
    )


def may_invite(user: Reader, *, role: str, kreis: Kreis | None, is_lead: bool = False) -> bool:
    """Whether the person may invite somebody into this role.

    A lead into the own Kreis, without making leads; a moderator everybody but moderators; only the
    technical administration appoints those.
    """
    if not user.is_authenticated or not may_invite_at_all(user):
        return False
    if kreis is not None and not kreis.is_member:
        return False
    if user.is_superuser:
        return True
    if user.is_moderator:
        return role != Role.MODERATOR
    own = kreis is not None and user.kreis_id == kreis.ags
    return role == Role.COORDINATOR and own and not is_lead


def can_be_accepted(invitation: Invitation) -> bool:
    """Whether the link still lets somebody in: dead with its inviter's right or its Kreis (S3)."""
    return (
        invitation.is_open
        and not invitation.is_expired
        and may_invite(
            invitation.invited_by,
            role=invitation.role,
            kreis=invitation.kreis,
            is_lead=invitation.is_lead,
        )
    )


def may_manage_team(user: Reader, kreis: Kreis) -> bool:
    """Whether the person closes accesses and names leads there: the own lead, and moderators."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_moderator or user.is_superuser:
        return True
    return user.is_lead and user.kreis_id == kreis.ags and kreis.is_member


def can_read_deputyship(user: Reader, deputyship: Deputyship) -> bool:
    """Whether the person knows of it; the same answer as Deputyship.visible_to."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_moderator or user.is_superuser:
        return True
    return user.kreis_id is not None and user.kreis_id == deputyship.person.kreis_id


def may_name_deputy(user: Reader, person: User) -> bool:
    """Whether the person says who deputises for a coordinator: that one, the lead, moderators."""
    if not user.is_authenticated or person.kreis is None or not has_access(person):
        return False
    return user.pk == person.pk or may_manage_team(user, person.kreis)


def can_deputise(deputy: User, person: User) -> bool:
    """Whether somebody can be a person's deputy: another coordinator of the Kreis, with access."""
    same_kreis = person.kreis_id is not None and person.kreis_id == deputy.kreis_id
    return same_kreis and deputy.pk != person.pk and has_access(deputy)


def may_change_kreis(user: Reader, person: User) -> bool:
    """Whether the person moves a coordinator to another Kreis: moderators, superusers."""
    return _decides(user) and person.is_active and person.role == Role.COORDINATOR


def may_end_membership(user: Reader, kreis: Kreis) -> bool:  # noqa: ARG001  (of any Kreis)
    """Whether the person ends memberships: moderators, superusers."""
    return _decides(user)


def _decides(user: Reader) -> bool:
    """Whether the person decides who belongs to the Forum, and where."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_moderator or user.is_superuser
