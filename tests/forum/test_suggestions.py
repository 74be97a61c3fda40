"""„@“ offers those who read the room, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from forum.choices import RoomKind
from forum.services.mentions import mentioned_in
from members.choices import Role
from tests import factories

if TYPE_CHECKING:
    from forum.models import Room
    from members.models import User


def offered(as_: Any, person: User, room: Room, typed: str) -> list[str]:
    answer = as_(person).get(f"{room.get_absolute_url()}erwaehnen/", {"q": typed})
    return [one["name"] for one in answer.json()["found"]]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("kat", ["Katrin Vogt"]),
        ("VOGT", ["Katrin Vogt"]),
        ("Katrin V", ["Katrin Vogt"]),
        ("behr", ["Jonas Behrens"]),
        ("lippe", ["Kreis Lippe", "Jonas Behrens", "Katrin Vogt"]),
        ("Kreis Li", ["Kreis Lippe", "Jonas Behrens", "Katrin Vogt"]),
        ("aydin", ["Merve Aydın"]),
        ("Land", ["Landkreis Celle", "Merve Aydın"]),
        ("atrin", []),
        ("%", []),
        ("", []),
        ("a\0", ["Merve Aydın"]),
        ("x" * 10_000, []),
    ],
)
def test_names_are_offered_by_their_beginning(
    typed: str, names: list[str], room: Room, lippe: User, lippe_deputy: User, celle: User, as_: Any
) -> None:
    factories.make_person(kreis=celle.kreis, first_name="Merve", last_name="Aydın")
    assert offered(as_, celle, room, typed) == names


# S25, S33: who does not read the room is not there.
def test_who_does_not_read_the_room_is_not_offered(
    lippe: User, lippe_deputy: User, celle: User, programme: User, liaison: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle, lippe_deputy])
    factories.make_person(kreis=lippe.kreis, first_name="Katja", last_name="Draußen")
    factories.make_person(Role.MODERATOR, first_name="Katharina", last_name="Amt")
    assert offered(as_, celle, room, "ka") == ["Katrin Vogt"]
    assert offered(as_, celle, room, "kreis") == ["Kreis Lippe", "Jonas Behrens", "Katrin Vogt"]
    room.locks.create(person=lippe_deputy, reason="Streit")
    assert offered(as_, celle, room, "kreis") == ["Kreis Lippe", "Katrin Vogt"]
    type(lippe).objects.filter(pk=lippe.pk).update(is_active=False)
    assert offered(as_, celle, room, "kreis") == []


def test_whoever_is_offered_is_called(room: Room, lippe: User, celle: User, as_: Any) -> None:
    (kreis, person) = offered(as_, celle, room, "lippe")
    assert mentioned_in(f"@{person} und", room) == mentioned_in(f"@{kreis},", room) == [lippe]


@pytest.mark.parametrize("rows", [1, 300])
def test_suggestions_cost_the_same_among_any_number(
    rows: int, room: Room, celle: User, as_: Any, queries: Any
) -> None:
    kreis = factories.make_kreis(name="Landkreis Viel", sort_name="Viel")
    for number in range(rows):
        factories.make_person(kreis=kreis, first_name="Viola", last_name=f"Name {number:03}")
    client = as_(celle)
    client.get(room.get_absolute_url())
    with queries(4):  # person, room, Kreise, people
        answer = client.get(f"{room.get_absolute_url()}erwaehnen/", {"q": "vi"})
    assert len(answer.json()["found"]) == min(rows + 1, 8)
