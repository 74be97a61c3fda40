"""Rooms: who opens, enters, leaves, is locked out; a closed one never stands without a host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from content.models import Record
from forum.choices import RoomKind
from forum.models import Room
from forum.readers import readers_of
from forum.services import (
    LastHostError,
    admit,
    archive_room,
    create_room,
    let_back,
    lock_out,
    reopen_room,
    set_host,
    withdraw_from_room,
)
from tests import factories

if TYPE_CHECKING:
    from members.models import User


def acts() -> list[str]:
    return list(Record.objects.order_by("pk").values_list("act", flat=True))


def named(room: Room) -> dict[str, bool]:
    return dict(room.memberships.order_by("pk").values_list("person__email", "is_host"))


def test_whoever_opens_a_closed_room_is_its_host(lippe: User, moderator: User) -> None:
    closed = create_room(by=lippe, name="Kollegiale Runde", kind=RoomKind.CLOSED)
    offen = create_room(by=moderator, name="Alle", kind=RoomKind.OPEN)
    assert (named(closed), named(offen)) == ({lippe.email: True}, {})
    assert acts() == ["room.created", "room.created"]


# These addresses are pages of their own.
@pytest.mark.parametrize("name", ["Gelesen", "Raum neu", "Frage", "Thema", "???"])
def test_a_room_of_any_name_has_an_address_of_its_own(name: str, moderator: User) -> None:
    rooms = [create_room(by=moderator, name=name, kind=RoomKind.OPEN) for _ in range(2)]
    taken = {reverse(f"forum:{page}") for page in ("all-read", "room-new", "topic-new")}
    assert len({room.get_absolute_url() for room in rooms} | taken) == 5


def test_umlauts_stand_in_the_address_as_people_write_them(moderator: User) -> None:
    room = create_room(by=moderator, name="Gespräche über Größe", kind=RoomKind.OPEN)
    assert room.slug == "gespraeche-ueber-groesse"


# S24, S26
def test_no_address_tells_of_a_closed_room_of_the_same_name(
    lippe: User, celle: User, moderator: User
) -> None:
    hidden = create_room(by=lippe, name="Amtsleitung", kind=RoomKind.CLOSED)
    own = create_room(by=celle, name="Amtsleitung", kind=RoomKind.CLOSED)
    seen = create_room(by=moderator, name="Amtsleitung", kind=RoomKind.OPEN)
    assert seen.slug == "amtsleitung"
    unguessable = [re.fullmatch(r"amtsleitung-[a-z2-9]{8}", room.slug) for room in (hidden, own)]
    assert (None in unguessable, hidden.slug == own.slug) == (False, False)


def test_a_person_is_admitted_once(lippe: User, celle: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    assert [admit(room, celle, by=lippe) for _ in range(2)] == [True, False]
    assert (named(room), acts()) == ({lippe.email: True, celle.email: False}, ["room.admitted"])


def test_the_last_host_cannot_leave_the_others_alone(lippe: User, celle: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    with pytest.raises(LastHostError):
        withdraw_from_room(room, lippe, by=lippe)
    with pytest.raises(LastHostError):
        set_host(room, lippe, by=lippe, is_host=False)
    assert [set_host(room, celle, by=lippe, is_host=True) for _ in range(2)] == [True, False]
    assert withdraw_from_room(room, lippe, by=lippe) is True
    assert (named(room), acts()) == ({celle.email: True}, ["room.host", "room.left"])


def test_a_closed_room_nobody_belongs_to_is_archived(lippe: User, celle: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    assert withdraw_from_room(room, celle, by=lippe) is False
    assert withdraw_from_room(room, lippe, by=lippe) is True
    room.refresh_from_db()
    assert (room.is_open_for_writing, acts()) == (False, ["room.left", "room.archived"])


def test_an_open_room_stays_when_a_named_person_leaves(programme: User, moderator: User) -> None:
    room = factories.make_room(named=[programme])
    withdraw_from_room(room, programme, by=moderator)
    room.refresh_from_db()
    assert room.is_open_for_writing is True


def test_a_room_is_archived_and_opened_again(moderator: User) -> None:
    room = factories.make_room()
    archived = [archive_room(room, by=moderator, reason="Ende") for _ in range(2)]
    reopened = [reopen_room(room, by=moderator) for _ in range(2)]
    assert (archived, reopened) == ([True, False], [True, False])
    said = Record.objects.order_by("pk").values_list("act", "reason")
    assert list(said) == [("room.archived", "Ende"), ("room.reopened", "")]


def test_whom_a_room_locks_out_does_not_read_it_and_comes_back(celle: User, lippe: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    locked = [lock_out(room, celle, by=lippe, reason="Weitererzählt") for _ in range(2)]
    assert (locked, readers_of(room).people) == ([True, False], [lippe])
    assert list(Room.objects.visible_to(celle)) == []
    assert [let_back(room, celle, by=lippe) for _ in range(2)] == [True, False]
    assert list(Room.objects.visible_to(celle)) == [room]
    said = Record.objects.order_by("pk").values_list("act", "reason", "details")
    person = {"person": celle.pk}
    assert list(said) == [
        ("room.locked_out", "Weitererzählt", person),
        ("room.let_back", "", person),
    ]


def test_the_last_host_is_not_locked_out(lippe: User, celle: User, moderator: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    with pytest.raises(LastHostError):
        lock_out(room, lippe, by=celle, reason="Streit")


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([], "0 Personen"),
        (["lippe"], "1 Person aus 1 Kreis"),
        (["lippe", "deputy"], "2 Personen aus 1 Kreis"),
        (["lippe", "celle", "programme"], "3 Personen aus 2 Kreisen"),
    ],
)
def test_a_room_says_who_reads_along(
    people: list[str],
    said: str,
    lippe: User,
    lippe_deputy: User,
    celle: User,
    programme: User,
) -> None:
    cast = {"lippe": lippe, "deputy": lippe_deputy, "celle": celle, "programme": programme}
    room = factories.make_room(RoomKind.CLOSED, named=[cast[name] for name in people])
    assert str(readers_of(room)) == said
