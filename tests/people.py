"""The cast, person by person; the fixtures of conftest.py hand them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser

from members.choices import Role
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User


def make_kreis_lippe() -> Kreis:
    return factories.make_kreis(
        "05766", name="Kreis Lippe", sort_name="Lippe", kind="Kreis", land="NW", seat="Detmold"
    )


def make_kreis_celle() -> Kreis:
    return factories.make_kreis("03351", name="Landkreis Celle", sort_name="Celle", seat="Celle")


def make_lippe(kreis: Kreis) -> User:
    """Coordinator and lead of Kreis Lippe."""
    return factories.make_person(
        email="lippe@forum.example",
        first_name="Katrin",
        last_name="Vogt",
        kreis=kreis,
        is_lead=True,
    )


def make_lippe_deputy(kreis: Kreis) -> User:
    """Coordinator of Kreis Lippe, not a lead."""
    return factories.make_person(
        email="lippe.vertretung@forum.example",
        first_name="Jonas",
        last_name="Behrens",
        kreis=kreis,
    )


def make_celle(kreis: Kreis) -> User:
    """Coordinator and lead of another Kreis."""
    return factories.make_person(email="celle@forum.example", kreis=kreis, is_lead=True)


def make_programme() -> User:
    return factories.make_person(Role.PROGRAMME, email="programm@forum.example")


def make_liaison() -> User:
    return factories.make_person(Role.LIAISON, email="landkreistag@forum.example")


def make_moderator() -> User:
    return factories.make_person(Role.MODERATOR, email="moderation@forum.example")


def make_admin() -> User:
    """Technical administration: a superuser without a role."""
    return factories.make_person("", email="admin@forum.example", is_superuser=True)


def make_readers(cast: list[User]) -> list[Any]:
    """Put the public before the cast, and behind it two who are locked out."""
    locked = factories.make_person(kreis=cast[0].kreis, is_active=False)
    return [AnonymousUser(), *cast, locked, factories.make_person(Role.MODERATOR, is_active=False)]
