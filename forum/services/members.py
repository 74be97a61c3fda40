"""Who belongs to a room: admitted, removed, leaving, hosting. Each act is told to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.services import record
from forum.access import may_name_members
from forum.models import Room, RoomMember
from forum.news import MEMBERSHIP, MEMBERSHIP_ENDED
from forum.readers import hosts_of, people_reading
from forum.services.circle import count_readers
from forum.services.rooms import LastHostError, archive_room, is_last_host
from members.services.deputies import tell

if TYPE_CHECKING:
    from members.models import User


class NoHostError(Exception):
    """Whoever acts names nobody in this room any more."""


def _locked(room: Room, *, by: User) -> Room:
    """Return the room for who names people in it now; of two hosts at odds, one is first.

    Raises NoHostError for who was removed himself meanwhile.
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    if not may_name_members(by, current):
        raise NoHostError
    return current


@transaction.atomic
def admit(room: Room, person: User, *, by: User) -> bool:
    """Let a person into a room; tell whether that is new."""
    current = _locked(room, by=by)
    _, created = RoomMember.objects.get_or_create(room=current, person=person)
    if created:
        record("room.admitted", current, by=by, person=person.pk)
        count_readers(current)
        tell([person], MEMBERSHIP, current.pk, happening=_now("aufnahme"), by=by)
    return created


@transaction.atomic
def withdraw_from_room(room: Room, person: User, *, by: User) -> bool:
    """Take a person out of a room, or let him leave; a closed room nobody reads is archived.

    Tell whether the person was in. Raises LastHostError while others stay without a host.
    """
    leaves = person.pk == by.pk
    current = Room.objects.select_for_update().get(pk=room.pk) if leaves else _locked(room, by=by)
    own = RoomMember.objects.filter(room=current, person=person)
    if not own.exists():
        return False
    staying = current.is_closed and people_reading(current).exclude(pk=person.pk).exists()
    if staying and is_last_host(current, person):
        raise LastHostError
    own.delete()
    record("room.left", current, by=by, person=person.pk)
    count_readers(current)
    tell([person], MEMBERSHIP_ENDED, person.pk, happening=_now(f"raum {current.pk}"), by=by)
    if current.is_closed and not staying:
        archive_room(current, by=by, reason="Niemand gehört mehr dazu.")
    return True


@transaction.atomic
def set_host(room: Room, person: User, *, by: User, is_host: bool) -> bool:
    """Make a member a host or no host; tell whether that was otherwise.

    Raises LastHostError rather than leave a room without a host.
    """
    current = _locked(room, by=by)
    if not is_host and is_last_host(current, person):
        raise LastHostError
    return _set_host(current, person, by=by, is_host=is_host)


@transaction.atomic
def take_over(room: Room, *, by: User) -> bool:
    """Make a member the host of a closed room whose hosts have all left the Forum.

    Tell whether it is so now: of two at once, the first.
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    if not current.is_closed or hosts_of(current).exists():
        return False
    return _set_host(current, by, by=by, is_host=True)


def _set_host(room: Room, person: User, *, by: User, is_host: bool) -> bool:
    members = RoomMember.objects.filter(room=room, person=person, is_host=not is_host)
    if not members.update(is_host=is_host):
        return False
    record("room.host", room, by=by, person=person.pk, is_host=is_host)
    what = "gastgeber" if is_host else "mitglied"
    tell([person], MEMBERSHIP, room.pk, happening=_now(what), by=by)
    return True


def _now(what: str) -> str:
    """Name a happening: what was done before may be done again."""
    return f"{what} {timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
