"""Locks: with a reason and an end, told to the person, lifted by whom the room is in care of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.models import Record
from forum.access import can_read_room
from forum.choices import RoomKind
from forum.models import Decision, Room, RoomLock
from forum.readers import people_reading
from forum.services import LastHostError, let_back, lock_out, withdraw_from_room
from members.choices import Role
from tests import factories
from tests.forum.moderating import REASON, lines_of

if TYPE_CHECKING:
    from members.models import User


def address(room: Room) -> str:
    return f"{room.get_absolute_url()}sperren/"


def test_a_lock_ends_after_its_last_day(room: Room, celle: User, moderator: User) -> None:
    today = timezone.localdate()
    lock_out(room, celle, by=moderator, reason=REASON, until=today)
    reads = (room in Room.objects.visible_to(celle), can_read_room(celle, room))
    assert (reads, celle in people_reading(room)) == ((False, False), False)
    RoomLock.objects.update(until=today - timedelta(days=1))
    reads = (room in Room.objects.visible_to(celle), can_read_room(celle, room))
    assert (reads, celle in people_reading(room)) == ((True, True), True)
    # One that is over makes place for a new one.
    assert lock_out(room, celle, by=moderator, reason="Noch einmal") is True
    assert [(one.reason, one.until) for one in RoomLock.objects.all()] == [("Noch einmal", None)]


def test_a_lock_that_is_over_is_not_lifted(room: Room, celle: User, moderator: User) -> None:
    lock_out(room, celle, by=moderator, reason=REASON)
    RoomLock.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert let_back(room, celle, by=moderator) is False
    assert [one.act for one in Decision.objects.all()] == ["gesperrt"]


def test_the_person_is_told_of_lock_and_end(room: Room, celle: User, moderator: User) -> None:
    lock_out(room, celle, by=moderator, reason=REASON)
    let_back(room, celle, by=moderator)
    assert lines_of(celle) == [
        ("moderation", "Sie sind in einem Raum gesperrt", "Austausch"),
        ("moderation", "Ihre Sperre in einem Raum ist aufgehoben", "Austausch"),
    ]


# A closed room does not exist for others: nobody learns of it by a lock.
def test_who_never_was_in_a_closed_room_is_not_locked_out(
    lippe: User, celle: User, moderator: User
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    for person in (celle, moderator):
        assert lock_out(room, person, by=lippe, reason=REASON) is False
    assert (RoomLock.objects.count(), lines_of(celle), lines_of(moderator)) == (0, [], [])


def test_a_host_whose_lock_is_over_counts_again(lippe: User, celle: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe, celle])
    lock_out(room, celle, by=lippe, reason=REASON)
    with pytest.raises(LastHostError):
        lock_out(room, lippe, by=celle, reason=REASON)
    RoomLock.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert withdraw_from_room(room, lippe, by=celle) is True


def test_the_page_finds_locks_and_lets_back(
    room: Room, celle: User, moderator: User, as_: Any
) -> None:
    client = as_(moderator)
    page = client.get(address(room), {"name": f"{celle.last_name} celle"})
    assert page.context["found"].get() == celle
    chosen = client.get(address(room), {"person": celle.pk})
    assert (chosen.context["person"], celle.name in chosen.text) == (celle, True)
    until = timezone.localdate() + timedelta(days=7)
    form = {"person": celle.pk, "reason": REASON, "until": until.isoformat()}
    page = client.post(address(room), form, follow=True)
    assert (REASON in page.text, f"bis einschließlich {until:%d.%m.%Y}" in page.text) == (
        True,
        True,
    )
    lock = RoomLock.objects.get()
    assert (lock.person, lock.until, lock.by) == (celle, until, moderator)
    page = client.post(f"{address(room)}{lock.pk}/aufheben/", follow=True)
    assert "Niemand ist hier gesperrt." in page.text
    acts = Record.objects.order_by("pk").values_list("act", "reason")
    assert list(acts) == [("room.locked_out", REASON), ("room.let_back", "")]


def test_a_lock_asks_for_a_reason_and_a_day_to_come(
    room: Room, celle: User, moderator: User, as_: Any
) -> None:
    client = as_(moderator)
    page = client.post(address(room), {"person": celle.pk, "reason": " ", "until": "2020-01-01"})
    assert ("Schreiben Sie, warum." in page.text, "schon vorbei" in page.text) == (True, True)
    assert RoomLock.objects.count() == 0


@pytest.mark.parametrize("person", ["x", "9" * 30, "0", ""])
def test_nobody_there_is_locked_out_by_a_made_up_number(
    person: str, room: Room, moderator: User, as_: Any
) -> None:
    client = as_(moderator)
    assert client.get(address(room), {"person": person}).status_code == 200
    form = {"person": person, "reason": REASON}
    assert client.post(address(room), form).status_code == 200
    assert RoomLock.objects.count() == 0


# S29, S30, S31
def test_celle_cannot_lock_out_or_let_back(
    room: Room, lippe: User, celle: User, programme: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_room(
        RoomKind.CLOSED, hosts=[lippe], named=[programme], locked=[factories.make_person()]
    )
    lock = closed.locks.get()
    form = {"person": lippe.pk, "reason": REASON}
    cases = [(celle, room, 403), (moderator, closed, 404), (programme, closed, 403)]
    for person, where, status in cases:
        client = as_(person)
        assert client.get(address(where)).status_code == status
        assert client.post(address(where), form).status_code == status
        lifted = client.post(f"{address(closed)}{lock.pk}/aufheben/").status_code
        assert lifted in {403, 404}
    # Nor by an address that names another room.
    assert as_(moderator).post(f"{address(room)}{lock.pk}/aufheben/").status_code == 404
    assert (RoomLock.objects.get(), Decision.objects.count()) == (lock, 0)


def test_outsiders_and_the_office_are_not_offered(
    room: Room, lippe: User, programme: User, moderator: User, as_: Any
) -> None:
    other = factories.make_person(Role.MODERATOR, last_name="Ulmer")
    client = as_(moderator)
    assert list(client.get(address(room), {"name": programme.last_name}).context["found"]) == []
    form = {"person": programme.pk, "reason": REASON}
    client.post(address(room), form)
    page = client.post(address(room), {"person": other.pk, "reason": REASON})
    assert "die Moderation sperrt niemand aus" in page.text
    assert RoomLock.objects.count() == 0


def test_hosts_lock_out_in_their_closed_room(lippe: User, celle: User, as_: Any) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    as_(lippe).post(address(room), {"person": celle.pk, "reason": REASON})
    assert as_(celle).get(room.get_absolute_url()).status_code == 404
    page = as_(lippe).post(address(room), {"person": lippe.pk, "reason": REASON})
    assert (page.status_code, RoomLock.objects.count()) == (200, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_at_any_length(
    rows: int, room: Room, moderator: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        lock_out(room, factories.make_person(), by=moderator, reason=REASON)
    client = as_(moderator)
    client.get(address(room))
    with queries(4):  # person, room, whether it is moderated, locks
        page = client.get(address(room))
    assert page.text.count("Sperre aufheben") == rows
