"""Who is kept out of a room, why and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.services import record
from forum.choices import Act
from forum.models import Room, RoomLock
from forum.readers import people_reading
from forum.services.circle import count_readers
from forum.services.decisions import Ruling, decided
from forum.services.rooms import LastHostError, is_last_host

if TYPE_CHECKING:
    from datetime import date

    from forum.models import Decision, Post
    from members.models import User


@transaction.atomic
def lock_out(room: Room, person: User, *, by: User, reason: str, until: date | None = None) -> bool:
    """Keep a person out of a room, at once and everywhere; tell whether that is new.

    Raises LastHostError rather than leave a closed room without a host.
    """
    ruling = Ruling(by=by, reason=reason, until=until)
    return lock(room, person, ruling) is not None


def lock(room: Room, person: User, ruling: Ruling, *, post: Post | None = None) -> Decision | None:
    """Lock a person out and tell him; None for somebody who does not read there anyway.

    Whoever was never in a closed room must not learn of it.
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    if not people_reading(current).filter(pk=person.pk).exists():
        return None
    if is_last_host(current, person):
        raise LastHostError
    locks = RoomLock.objects.filter(room=current, person=person)
    locks.delete()  # one that is over
    by, reason, until = ruling.by, ruling.reason, ruling.until
    RoomLock.objects.create(room=current, person=person, reason=reason, by=by, until=until)
    details = {"until": until.isoformat()} if until else {}
    record("room.locked_out", current, by=by, reason=reason, person=person.pk, **details)
    count_readers(current)
    return decided(Act.LOCK, ruling, room=current, person=person, post=post)


@transaction.atomic
def let_back(room: Room, person: User, *, by: User, reason: str = "") -> bool:
    """Lift a lock and tell the person; tell whether there was one."""
    current = Room.objects.select_for_update().get(pk=room.pk)
    lifted, _ = RoomLock.objects.running().filter(room=current, person=person).delete()
    if lifted:
        record("room.let_back", current, by=by, reason=reason, person=person.pk)
        count_readers(current)
        decided(Act.UNLOCK, Ruling(by=by, reason=reason), room=current, person=person)
    return bool(lifted)
