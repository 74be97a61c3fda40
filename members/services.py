"""Writes about Kreise and people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from content.markdown import to_html
from content.services import record
from members.models import Kreis, User

if TYPE_CHECKING:
    from collections.abc import Mapping


class OutdatedError(Exception):
    """Somebody saved a newer version meanwhile; holds what stands there now."""

    def __init__(self, current: Kreis) -> None:
        super().__init__("outdated")
        self.current = current


@transaction.atomic
def create_person(*, by: User | None, email: str, password: str | None, **fields: Any) -> User:
    """Create a person with a confirmed address; without a password, a link sets it."""
    person = User(email=email.lower(), **fields)
    person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record("person.created", person, by=by, role=person.role, kreis=person.kreis_id)
    return person


@transaction.atomic
def update_kreis_profile(
    kreis: Kreis, *, by: User, version: int, values: Mapping[str, Any]
) -> bool:
    """Write a Kreis's profile; tell whether anything changed.

    `version` is the one the editor started from. Raises OutdatedError when it is no longer the
    newest, so that nobody overwrites a colleague's text unseen (S72).
    """
    current = Kreis.objects.select_for_update().get(pk=kreis.pk)
    if current.version != version:
        raise OutdatedError(current)
    values = dict(values)
    priorities = values.pop("priorities", None)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if priorities is not None and set(priorities) != set(current.priorities.all()):
        current.priorities.set(priorities)
        changed.append("priorities")
    if not changed:
        return False
    for name in set(changed) - {"priorities"}:
        setattr(current, name, values[name])
    current.introduction_html = to_html(current.introduction)
    current.version += 1
    current.confirmed_on = timezone.localdate()
    fields = {*changed, "introduction_html", "version", "confirmed_on"} - {"priorities"}
    current.save(update_fields=fields)
    record("kreis.profile_changed", current, by=by, fields=sorted(changed))
    return True


@transaction.atomic
def confirm_kreis(kreis: Kreis, *, by: User) -> bool:
    """Note that the profile is still right today; tell whether the date moved."""
    today = timezone.localdate()
    moved = Kreis.objects.filter(pk=kreis.pk).exclude(confirmed_on=today).update(confirmed_on=today)
    if moved:
        record("kreis.confirmed", kreis, by=by)
    return bool(moved)


def update_own_profile(person: User, *, values: Mapping[str, Any]) -> bool:
    """Write what a person says about themself; tell whether anything changed."""
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, values[name])
    if changed:
        person.save(update_fields=changed)
    return bool(changed)
