"""Rooms: who opens, enters and leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from content.services import record
from forum.choices import RoomKind
from forum.models import Room, RoomLock, RoomMember
from forum.services.circle import count_readers

if TYPE_CHECKING:
    from members.models import User


class LastHostError(Exception):
    """A closed room keeps a host."""


@transaction.atomic
def create_room(
    *, by: User, name: str, kind: str, purpose: str = "", is_chatham_house: bool = False
) -> Room:
    """Open a room; of a closed one, whoever opens it is the first host."""
    base = slugify(name.lower().translate(_UMLAUTS))[:70] or "raum"
    slugs = {*_PAGES, *Room.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    slug = next(
        one for number in range(1, len(slugs) + 2) if (one := _numbered(base, number)) not in slugs
    )
    room = Room.objects.create(
        name=name,
        slug=slug,
        kind=kind,
        purpose=purpose,
        is_chatham_house=is_chatham_house,
        created_by=by,
    )
    record("room.created", room, by=by, kind=kind)
    if kind == RoomKind.CLOSED:
        RoomMember.objects.create(room=room, person=by, is_host=True)
    count_readers(room)
    return room


# Addresses beside those of the rooms, see forum.urls.
_PAGES = ("gelesen", "raum-neu", "frage", "thema")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


@transaction.atomic
def admit(room: Room, person: User, *, by: User) -> bool:
    """Let a person into a room; tell whether that is new."""
    Room.objects.select_for_update().get(pk=room.pk)
    _, created = RoomMember.objects.get_or_create(room=room, person=person)
    if created:
        record("room.admitted", room, by=by, person=person.pk)
        count_readers(room)
    return created


@transaction.atomic
def withdraw_from_room(room: Room, person: User, *, by: User) -> bool:
    """Take a person out of a closed room; an empty room is archived.

    Tell whether the person was in. Raises LastHostError while others stay without a host.
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    members = list(current.memberships.select_for_update())
    leaving = next((one for one in members if one.person_id == person.pk), None)
    if leaving is None:
        return False
    staying = [one for one in members if one != leaving]
    if _is_last_host(current, person) and staying:
        raise LastHostError
    leaving.delete()
    record("room.left", current, by=by, person=person.pk)
    count_readers(current)
    if not staying and current.kind == RoomKind.CLOSED:
        archive_room(current, by=by, reason="Niemand gehört mehr dazu.")
    return True


def _is_last_host(room: Room, person: User) -> bool:
    hosts = room.memberships.filter(is_host=True).exclude(person__room_locks__room=room)
    return set(hosts.values_list("person_id", flat=True)) == {person.pk}


@transaction.atomic
def lock_out(room: Room, person: User, *, by: User, reason: str) -> bool:
    """Keep a person out of a room, at once and everywhere; tell whether that is new.

    Raises LastHostError rather than leave a closed room without a host.
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    if _is_last_host(current, person):
        raise LastHostError
    values = {"reason": reason, "by": by}
    _, created = RoomLock.objects.get_or_create(room=current, person=person, defaults=values)
    if created:
        record("room.locked_out", current, by=by, reason=reason, person=person.pk)
        count_readers(current)
    return created


@transaction.atomic
def let_back(room: Room, person: User, *, by: User) -> bool:
    """Lift a lock; tell whether there was one."""
    lifted, _ = RoomLock.objects.filter(room=room, person=person).delete()
    if lifted:
        record("room.let_back", room, by=by, person=person.pk)
        count_readers(room)
    return bool(lifted)


@transaction.atomic
def set_host(room: Room, person: User, *, by: User, is_host: bool) -> bool:
    """Make a member a host or no host; tell whether that was otherwise.

    Raises LastHostError rather than leave a room without a host.
    """
    Room.objects.select_for_update().get(pk=room.pk)
    members = RoomMember.objects.filter(room=room)
    if not is_host and _is_last_host(room, person):
        raise LastHostError
    changed = members.filter(person=person, is_host=not is_host).update(is_host=is_host)
    if changed:
        record("room.host", room, by=by, person=person.pk, is_host=is_host)
    return bool(changed)


@transaction.atomic
def archive_room(room: Room, *, by: User, reason: str) -> bool:
    """Let nobody write there any more; what was said stays for those who read it."""
    archived = Room.objects.filter(pk=room.pk, archived_at__isnull=True)
    changed = archived.update(archived_at=timezone.now())
    if changed:
        record("room.archived", room, by=by, reason=reason)
    return bool(changed)


@transaction.atomic
def reopen_room(room: Room, *, by: User) -> bool:
    """Let people write there again; tell whether it was archived."""
    changed = Room.objects.filter(pk=room.pk, archived_at__isnull=False).update(archived_at=None)
    if changed:
        record("room.reopened", room, by=by)
        count_readers(room)
    return bool(changed)
