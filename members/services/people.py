"""Writes about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction

from content.services import record
from members.choices import Role
from members.models import User
from members.services.deputies import end_deputyships_of

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def update_own_profile(person: User, *, values: Mapping[str, Any]) -> bool:
    """Write what a person says about themself; tell whether anything changed."""
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, values[name])
    if changed:
        person.save(update_fields=changed)
    return bool(changed)


class LastLeadError(Exception):
    """The Kreis would be left without a lead; somebody else must be named first."""


@transaction.atomic
def close_access(person: User, *, by: User, reason: str) -> bool:
    """End a person's access: on the next click in every session, and for every invitation sent.

    Words stay with name and Kreis. Raises LastLeadError for the last lead of a member Kreis.
    Returns whether the access was open.
    """
    people = User.objects.locked_with_team(person)
    current = people.pop(person.pk)
    if not current.is_active:
        return False
    others = [one for one in people.values() if one.is_lead and one.is_active]
    if current.is_lead and current.kreis and current.kreis.is_member and not others:
        raise LastLeadError
    current.is_active = current.is_lead = False
    current.save(update_fields=["is_active", "is_lead"])
    end_deputyships_of(current, by=by)
    _end_sessions(current)
    record("person.access_closed", current, by=by, reason=reason)
    return True


@transaction.atomic
def reopen_access(person: User, *, by: User, reason: str) -> bool:
    """Open a person's access again, without the lead; tell whether it was closed."""
    opened = User.objects.filter(pk=person.pk, is_active=False).update(is_active=True)
    if opened:
        record("person.access_reopened", person, by=by, reason=reason)
    return bool(opened)


@transaction.atomic
def make_lead(person: User, *, by: User) -> bool:
    """Let a coordinator lead the Kreis; tell whether that is new."""
    coordinators = User.objects.filter(role=Role.COORDINATOR, is_active=True, is_lead=False)
    made = coordinators.filter(pk=person.pk).update(is_lead=True)
    if made:
        record("person.made_lead", person, by=by, kreis=person.kreis_id)
    return bool(made)


def _end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
