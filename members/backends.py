from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from content.prepared import prepared
from members.access import has_access
from members.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet

    from members.querysets import UserQuerySet


@prepared
def _known(user_id: int) -> UserQuerySet:
    people: UserQuerySet = User.objects.filter(pk=user_id)
    return people.as_pages_need_them()


@prepared
def _of_address(address: str) -> QuerySet[Any]:
    """Return whose address it is, or may be, with all that a sign-in asks of them."""
    own = EmailAddress.objects.filter(email=address)
    named = own.values("user").union(User.objects.filter(email=address).values("pk"))
    confirmed = own.filter(user=OuterRef("pk"), verified=True)
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    people: UserQuerySet = User.objects.filter(pk__in=named).select_related("kreis")
    return people.annotate(
        address_is_confirmed=Exists(confirmed), signs_in_without_factor=~Exists(factors)
    )


class MemberBackend(AuthenticationBackend):
    """Asks at the sign-in and at each request whether the person still has access (S15)."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session that did not bring him along: members.sessions."""
        return next((one for one in _known(user_id) if has_access(one)), None)

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Find out who it is as allauth does, in one query, whether or not anybody is known (S5).

        A confirmed address is nobody else's.
        """
        people = _of_address(email.lower())
        confirmed = [person for person in people if person.address_is_confirmed]
        for person in confirmed:
            address = EmailAddress(user=person, email=email.lower(), verified=True)
            EmailAddress.objects.fill_cache_for_user(person, [address])
        for person in confirmed or people:
            if self._check_password(person, password):
                return cast("User", person)
        return None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and has_access(user)
