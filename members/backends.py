from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

from content.prepared import prepared
from members.access import has_access
from members.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from members.querysets import UserQuerySet


@prepared
def _known(user_id: int) -> UserQuerySet:
    people: UserQuerySet = User.objects.filter(pk=user_id)
    return people.as_pages_need_them()


class MemberBackend(AuthenticationBackend):
    """Asks at the sign-in and at each request whether the person still has access (S15)."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session that did not bring him along: members.sessions."""
        return next((one for one in _known(user_id) if has_access(one)), None)

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and has_access(user)
