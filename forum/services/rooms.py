"""Rooms: who opens, enters and leaves them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from content.once import own_token
from content.services import record, set_changed
from content.slugs import german_slug
from forum.choices import RoomKind
from forum.jobs import defer_room_lines
from forum.models import Room, RoomMember
from forum.readers import hosts_of
from forum.services.circle import count_readers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from members.models import User

_TRIES = 3


class LastHostError(Exception):
    """A closed room keeps a host."""

    said = "Das wäre der letzte Gastgeber des Raums. Benennen Sie zuerst einen anderen."


def create_room(*, by: User, token: UUID | None = None, **values: Any) -> Room:
    """Open a room; of a closed one, whoever opens it is the first host.

    Sent twice with one token it is one room (S71).
    """
    own = own_token(token or uuid4(), by, "raum")
    for _ in range(_TRIES):
        created = Room.objects.filter(token=own).first()
        if created is not None:
            return created
        # Of two at once the later one looks again: for the room, or for another address.
        with suppress(IntegrityError):
            return _create(by, own, values)
    return _create(by, own, values)


@transaction.atomic
def _create(by: User, token: UUID, values: Mapping[str, Any]) -> Room:
    slug = _free_slug(values["name"], is_closed=values.get("kind") == RoomKind.CLOSED)
    room = Room.objects.create(slug=slug, token=token, created_by=by, **values)
    record("room.created", room, by=by, kind=room.kind)
    if room.is_closed:
        RoomMember.objects.create(room=room, person=by, is_host=True)
    count_readers(room)
    return room


def _free_slug(name: str, *, is_closed: bool) -> str:
    """Return an address that is free; that it is taken must not tell of a room one cannot read.

    So closed rooms have addresses that no name leads to.
    """
    base = german_slug(name)[:60] or "raum"
    if is_closed:
        return f"{base}-{get_random_string(8, _LETTERS)}"
    slugs = {*_PAGES, *Room.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(
        one for number in range(1, len(slugs) + 2) if (one := _numbered(base, number)) not in slugs
    )


@transaction.atomic
def edit_room(room: Room, *, by: User, version: int, values: Mapping[str, str]) -> bool:
    """Write name and purpose of a room; tell whether anything changed.

    Its readers, and the rule under which people spoke there, stay what they were. Raises
    OutdatedError when the version is no longer what stands there (S72).
    """
    current = Room.objects.select_for_update().get(pk=room.pk)
    changed = set_changed(current, values, version=version)
    if not changed:
        return False
    current.save(update_fields=[*changed, "version"])
    record("room.edited", current, by=by, fields=changed)
    if "name" in changed:
        defer_room_lines(current)
    return True


# Addresses beside those of the rooms, see forum.urls.
_PAGES = ("beobachten", "gelesen", "raum-neu", "regeln", "frage", "thema")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def is_last_host(room: Room, person: User) -> bool:
    """Whether the room would stand without a host if this person were none."""
    return set(hosts_of(room).values_list("pk", flat=True)) == {person.pk}


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
