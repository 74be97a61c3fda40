from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

from content.prepared import prepared
from members.access import has_access
from members.facts import session_facts
from members.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from members.querysets import UserQuerySet


@prepared
def _of_session(user_id: int) -> UserQuerySet:
    people: UserQuerySet = User.objects.filter(pk=user_id)
    known = people.select_related("kreis").with_second_factor().with_news().with_deputyships()
    return known.annotate(**session_facts())


class MemberBackend(AuthenticationBackend):
    """Asks at the sign-in and at each request whether the person still has access (S15)."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session with what every page needs: Kreis, factor, news.

        What few have, here is whether they do: who deputises for nobody is not asked for whom.
        """
        for person in _of_session(user_id):
            if has_access(person):
                person.answers = {}  # for content.prepared.asked_once
                return person
        return None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and has_access(user)
