"""Writes about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.services import OutdatedError, record
from members.choices import Role
from members.models import Session, User
from members.models.user import this_month
from members.services.deputies import end_deputyships_of
from members.signals import role_ended, rules_acknowledged
from notices.services import send_mail, settle_tasks_of
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from members.models import Kreis


@transaction.atomic
def create_person(*, by: User | None, email: str, password: str | None, **fields: Any) -> User:
    """Create a person with a confirmed address; without a password, a link sets it."""
    person = User(email=email.lower(), **fields)
    person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    index("person", person)
    record("person.created", person, by=by, role=person.role, kreis=person.kreis_id)
    return person


@transaction.atomic
def acknowledge_rules(person: User) -> bool:
    """Note that a person accepts the rules of the Forum; tell whether that is new.

    Whoever was invited did so at the first sign-in.
    """
    unsaid = User.objects.filter(pk=person.pk, acknowledged_at__isnull=True)
    if not unsaid.update(acknowledged_at=timezone.now()):
        return False
    record("person.rules_accepted", person, by=person)
    rules_acknowledged.send(User, person=person)
    return True


def forget_acknowledged() -> int:
    """Have everybody asked about the rules again before the next word; return how many people.

    Who accepted which edition when, the trail goes on saying.
    """
    said = User.objects.filter(acknowledged_at__isnull=False)
    return int(said.update(acknowledged_at=None))


@transaction.atomic
def update_own_profile(person: User, *, version: str, values: Mapping[str, Any]) -> bool:
    """Write what a person says about themself; tell whether anything changed.

    `version` is the one the person started from. Raises OutdatedError when it is no longer what
    stands there: the other window of the same person, or the technical administration.
    """
    current = User.objects.select_for_update().get(pk=person.pk)
    if current.version != version:
        raise OutdatedError(current)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, values[name])
    if changed:
        current.save(update_fields=changed)
        index("person", current)
    return bool(changed)


def choose_theme(person: User, theme: str) -> bool:
    """Note light or dark; tell whether that is new. A choice of one field has nothing to lose."""
    return bool(User.objects.filter(pk=person.pk).exclude(theme=theme).update(theme=theme))


def hide_first_steps(person: User, *, hidden: bool) -> bool:
    """Note whether the start page still shows the first steps; tell whether that is new."""
    others = User.objects.filter(pk=person.pk, welcomed_at__isnull=hidden)
    return bool(others.update(welcomed_at=timezone.now() if hidden else None))


class LastLeadError(Exception):
    """The Kreis would be left without a lead; somebody else must be named first."""


def is_last_lead(person: User) -> bool:
    """Whether a member Kreis has no other lead; holds only as long as the team is locked."""
    if not person.is_lead or person.kreis is None or not person.kreis.is_member:
        return False
    leads = User.objects.filter(kreis_id=person.kreis_id, is_lead=True, is_active=True)
    # Who asked to be forgotten is gone in a fortnight.
    leads = leads.filter(leaves_at__isnull=True)
    return not leads.exclude(pk=person.pk).exists()


def _leave_team(current: User, *, by: User | None) -> None:
    """Take a person of a locked team out of the lead and of deputyships; the caller saves."""
    if is_last_lead(current):
        raise LastLeadError
    current.is_lead = False
    end_deputyships_of(current, by=by)


@transaction.atomic
def close_access(person: User, *, by: User | None, reason: str) -> bool:
    """End a person's access: on the next click in every session, and for every invitation sent.

    Words stay with name and Kreis. Raises LastLeadError for the last lead of a member Kreis.
    Returns whether the access was open.
    """
    current = User.objects.locked_with_team(person)[person.pk]
    if not current.is_active:
        return False
    _leave_team(current, by=by)
    current.is_active = False
    current.save(update_fields=["is_active", "is_lead"])
    end_sessions(current)
    role_ended.send(User, person=current)
    index("person", current)
    record("person.access_closed", current, by=by, reason=reason)
    return True


@transaction.atomic
def reopen_access(person: User, *, by: User, reason: str) -> bool:
    """Open a person's access again, without the lead; tell whether it was closed."""
    closed = User.objects.filter(pk=person.pk, is_active=False, erased_at__isnull=True)
    # A new beginning: else the account would count as unused from the first night on.
    opened = closed.update(is_active=True, seen_month=this_month(), told_inactive_at=None)
    if opened:
        index("person", User.objects.get(pk=person.pk))
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


@transaction.atomic
def change_kreis(person: User, *, kreis: Kreis, by: User, reason: str) -> bool:
    """Move a coordinator to another member Kreis, without the lead; tell whether that happened.

    What the person wrote stays with the old Kreis, and invitations sent for it are dead. Sessions
    go on, for rights are asked at each request. Raises LastLeadError for the last lead of a
    member Kreis.
    """
    current = User.objects.locked_with_team(person)[person.pk]
    before = current.kreis_id
    if not current.is_active or before in {None, kreis.pk} or not kreis.is_member:
        return False
    _leave_team(current, by=by)
    current.kreis = kreis
    current.save(update_fields=["kreis", "is_lead"])
    index("person", current)
    settle_tasks_of(person)
    record("person.kreis_changed", current, by=by, reason=reason, before=before, after=kreis.pk)
    context = {"person": current, "url": settings.BASE_URL + kreis.get_absolute_url()}
    send_mail(current.email, template="mail/kreis_changed", context=context)
    return True


@transaction.atomic
def change_role(person: User, *, role: str, kreis: Kreis | None, by: User) -> bool:
    """Give a person another role; tell whether it is another. `kreis` is for coordinators.

    Whoever coordinates no more leaves the Kreis, too. Raises LastLeadError as close_access does.
    """
    current = User.objects.locked_with_team(person)[person.pk]
    before = [current.role, current.kreis_id]
    if current.role == role:
        return False
    if current.role == Role.COORDINATOR:
        _leave_team(current, by=by)
    current.role, current.kreis = role, kreis if role == Role.COORDINATOR else None
    current.save(update_fields=["role", "kreis", "is_lead"])
    index("person", current)
    after = [current.role, current.kreis_id]
    settle_tasks_of(person)
    role_ended.send(User, person=current)
    record("person.role_changed", current, by=by, before=before, after=after)
    return True


def end_sessions(person: User) -> None:
    """Let every device of a person be signed out at once."""
    devices = UserSession.objects.filter(user=person)
    # A session that began before sessions named their person is known by its device alone.
    known = Q(person=person) | Q(session_key__in=devices.values("session_key"))
    Session.objects.filter(known).delete()
    devices.delete()
