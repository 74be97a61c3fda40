"""Registering, changing, leaving; what a person decides about a place that is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from content.services import OutdatedError, record
from events.access import can_edit_event, may_register, may_register_other
from events.choices import EventState, RegistrationState
from events.models import Registration
from events.news import CONFIRMED, OFFERED
from events.services.places import locked, next_arrival, offer_places, recount, set_state
from members.models import User
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from events.models import Event

_CHANGEABLE = ("mode", "needs_language", "needs_catering", "needs_access", "shows_name")


class ClosedError(Exception):
    """Nobody registers for this event any more, or not in this way."""


class FullError(Exception):
    """The other mode has no place left; the one that the person has stays."""


@transaction.atomic
def register(
    event: Event, person: User, *, by: User, values: Mapping[str, Any], token: UUID | None = None
) -> Registration:
    """Give a person a place, or the next one on the waiting list.

    Sent twice, or by two at once, it is one registration (S71). Raises ClosedError after the
    deadline, for a mode that does not exist, and for who may not take part; PermissionDenied for
    an organiser who does not register this person.
    """
    current = locked(event)
    # Asked again under the lock: a role can be lost in between.
    person = User.objects.select_related("kreis").get(pk=person.pk)
    if by.pk != person.pk and not may_register_other(by, person, current):
        raise PermissionDenied
    own = Registration.objects.filter(event=current, person=person).first()
    if own is not None and (own.is_active or (token is not None and own.token == token)):
        return own
    mode = values["mode"]
    if not may_register(person, current) or mode not in current.modes:
        raise ClosedError
    own = own or Registration(event=current, person=person, version=0)
    for name, value in values.items():
        setattr(own, name, value)
    free = current.free(mode) != 0
    own.state = RegistrationState.REGISTERED if free else RegistrationState.WAITING
    own.offered_until = None
    own.arrival, own.queued_at = next_arrival(current), timezone.now()
    own.registered_by, own.token = by, token
    own.version += 1
    own.save()
    recount(current)
    if by.pk != person.pk:
        record("event.registered", current, by=by, person=person.pk)
    _confirm(own)
    return own


def _confirm(registration: Registration, *, by: User | None = None) -> None:
    # What one did oneself is confirmed all the same: people want it in their mail.
    state = RegistrationState(registration.state)
    happening = f"{state.value} {registration.version}"
    tell([registration.person], CONFIRMED, registration.event_id, happening=happening, by=by)


def _current(registration: Registration) -> Registration:
    """Lock the event, then return the registration as it stands, with its event and person."""
    event = locked(registration.event)
    current = Registration.objects.select_related("person__kreis").get(pk=registration.pk)
    current.event = event
    return current


@transaction.atomic
def change_registration(
    registration: Registration, *, by: User, version: int, values: Mapping[str, Any]
) -> bool:
    """Change needs, or the mode; tell whether anything changed.

    Raises OutdatedError when the version is no longer what stands there (S72), FullError rather
    than take a place away for a mode that has none left, ClosedError once the event has begun.
    """
    current = _current(registration)
    if current.version != version:
        raise OutdatedError(current)
    event = current.event
    if not current.is_active or event.state != EventState.PUBLISHED or event.has_begun:
        raise ClosedError
    changed = [n for n in _CHANGEABLE if n in values and getattr(current, n) != values[n]]
    if not changed:
        return False
    moves = "mode" in changed
    if moves:
        _check_move(current, values["mode"])
    for name in changed:
        setattr(current, name, values[name])
    if moves and not current.has_place:
        _move_without_place(current)
    current.version += 1
    current.save(update_fields=[*changed, "arrival", "state", "offered_until", "version"])
    if by.pk != current.person_id:
        record("event.registration_changed", event, by=by, person=current.person_id)
    if moves:
        recount(event)
        offer_places(event)
        _confirm(current)
    return True


def _check_move(current: Registration, mode: str) -> None:
    if mode not in current.event.modes:
        raise ClosedError
    if not current.is_waiting and current.event.free(mode) == 0:
        raise FullError


def _move_without_place(current: Registration) -> None:
    """Wait for the other mode from now on; where a place is free in it, it is theirs."""
    if current.is_waiting:
        current.arrival = next_arrival(current.event)
    if current.event.free(current.mode) != 0:
        settle([OFFERED], current.pk)
        current.state, current.offered_until = RegistrationState.REGISTERED, None


@transaction.atomic
def withdraw(registration: Registration, *, by: User) -> bool:
    """Let a person leave, the waiting list too, or decline an offer; tell whether that is new.

    Once it is over, who came has come. The place is offered to the next. Raises PermissionDenied
    for anybody but the person and who looks after the event.
    """
    current = _current(registration)
    if by.pk != current.person_id and not can_edit_event(by, current.event):
        raise PermissionDenied
    if not current.is_active or current.event.is_over:
        return False
    set_state(current, RegistrationState.WITHDRAWN)
    recount(current.event)
    offer_places(current.event)
    if by.pk != current.person_id:
        record("event.withdrawn", current.event, by=by, person=current.person_id)
    _confirm(current, by=by)
    return True


@transaction.atomic
def accept_offer(registration: Registration, *, by: User) -> bool:
    """Take the place that is offered; tell whether it was the person's to take, and in time."""
    current = _current(registration)
    if by.pk != current.person_id or not current.is_offered:
        return False
    assert current.offered_until is not None  # noqa: S101  (for the type checker)
    in_time = timezone.now() < current.offered_until
    if not in_time or current.event.state != EventState.PUBLISHED:
        return False
    set_state(current, RegistrationState.REGISTERED)
    recount(current.event)
    _confirm(current)
    return True
