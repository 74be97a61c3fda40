"""May-questions about Kreise and people. Templates and services ask the same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.access import clearance_of
from content.choices import Audience
from members.choices import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import Kreis, User

    type Reader = User | AnonymousUser


def can_read_kreis(user: Reader, kreis: Kreis) -> bool:  # noqa: ARG001  (the public reads them all)
    """Whether the Kreis has a page: it is or was a member."""
    return kreis.member_since is not None


def can_read_person(user: Reader, person: User) -> bool:
    """Whether the reader may know of this person."""
    if user.pk is not None and user.pk == person.pk:
        return person.is_active
    if not person.is_active or not person.role:
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
