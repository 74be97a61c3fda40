from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

from members.access import has_access
from members.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class MemberBackend(AuthenticationBackend):
    """Asks at the sign-in and at each request whether the person still has access (S15)."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session with what every page needs: Kreis, factor, news."""
        people = User.objects.select_related("kreis").with_second_factor().with_news()
        person = people.filter(pk=user_id).first()
        return person if person is not None and has_access(person) else None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and has_access(user)
