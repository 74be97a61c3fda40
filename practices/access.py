"""May-questions about practices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.access import clearance_of
from content.choices import Audience
from practices.choices import State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User
    from practices.models import Practice


def can_read(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the person may read the practice; the same answer as Practice.objects.visible_to."""
    if user.is_authenticated and user.is_active:
        if user.is_moderator:
            return practice.state != State.DRAFT
        if user.kreis_id is not None and user.kreis_id == practice.kreis_id:
            return True
    return practice.is_readable and practice.audience <= clearance_of(user)


def may_read_internal_fields(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the schema's fields „Mitglieder“ (pitfalls, cost note …) are shown."""
    return can_read(user, practice) and clearance_of(user) >= Audience.NETWORK


def may_see_editing(user: User | AnonymousUser, practice: Practice) -> bool:
    """Whether the schema's fields „Redaktion“ are shown: to the own Kreis and moderators."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_moderator or (user.kreis_id is not None and user.kreis_id == practice.kreis_id)
