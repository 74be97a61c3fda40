from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from members.access import may_reset_factor, must_have_second_factor

if TYPE_CHECKING:
    from members.models import User

register = template.Library()


@register.filter
def must_have_factor(person: User) -> bool:
    """Whether the role demands a second factor."""
    return must_have_second_factor(person)


@register.filter
def may_reset_factor_of(user: User, person: User) -> bool:
    """Whether the user takes a lost factor away from this person."""
    return may_reset_factor(user, person)
