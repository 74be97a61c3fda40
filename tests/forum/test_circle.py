"""„Sichtbar für 31 Personen aus 14 Kreisen“: counted and kept with the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from forum.choices import RoomKind
from forum.chores import keep_readers_counted
from forum.models import Room
from forum.models.room import circle_in_words
from forum.readers import readers_of
from forum.services import admit, create_room, let_back, lock_out, withdraw_from_room
from forum.services.circle import count_readers
from tests import factories
from tests.forum.talking import address_of, ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import User


def circle_of(room: Room) -> str:
    room.refresh_from_db()
    return room.circle


@pytest.mark.parametrize(
    ("people", "kreise", "said"),
    [
        (0, 0, ""),
        (1, 0, "1 Person"),
        (1, 1, "1 Person aus 1 Kreis"),
        (31, 14, "31 Personen aus 14 Kreisen"),
        (1500, 294, "1.500 Personen aus 294 Kreisen"),
    ],
)
def test_the_circle_is_said_in_words(people: int, kreise: int, said: str) -> None:
    assert circle_in_words(people, kreise) == said


def test_the_number_follows_whoever_enters_and_leaves(
    lippe: User, lippe_deputy: User, celle: User, moderator: User
) -> None:
    room = create_room(by=lippe, name="Unter uns", kind=RoomKind.CLOSED)
    seen = [circle_of(room)]
    acts: list[Callable[[], object]] = [
        lambda: admit(room, celle, by=lippe),
        lambda: admit(room, lippe_deputy, by=lippe),
        lambda: lock_out(room, celle, by=lippe, reason="Streit"),
        lambda: let_back(room, celle, by=lippe),
        lambda: withdraw_from_room(room, lippe_deputy, by=lippe),
    ]
    for act in acts:
        act()
        seen.append(circle_of(room))
        assert seen[-1] == str(readers_of(room))
    assert seen == [
        "1 Person aus 1 Kreis",
        "2 Personen aus 2 Kreisen",
        "3 Personen aus 2 Kreisen",
        "2 Personen aus 1 Kreis",
        "3 Personen aus 2 Kreisen",
        "2 Personen aus 2 Kreisen",
    ]


@pytest.mark.parametrize("kind", RoomKind)
def test_the_chore_counts_whom_the_page_names(
    kind: str, lippe: User, celle: User, programme: User, moderator: User, liaison: User
) -> None:
    room = factories.make_room(kind, hosts=[lippe], named=[programme], locked=[celle])
    former = factories.make_kreis(member_since="2024-01-01", member_until="2025-01-01")
    factories.make_person(kreis=former)
    factories.make_person(is_active=False)
    keep_readers_counted(timezone.now())
    assert circle_of(room) == str(readers_of(room))
    assert room.reader_count > 1
    assert count_readers(room) is False


def test_beside_the_button_stands_who_will_read(lippe: User, celle: User, as_: Any) -> None:
    room = create_room(by=lippe, name="Unter uns", kind=RoomKind.CLOSED)
    topic = ask(room, lippe, "Wer hilft?")
    admit(room, celle, by=lippe)
    page = as_(lippe).get(address_of(topic)).text
    link = f'<a href="{room.get_absolute_url()}wer-liest-mit/">2 Personen aus 2 Kreisen</a>.'
    assert f"Sichtbar für {link}" in page
    edit = as_(lippe).get(address_of(topic, "1/bearbeiten/")).text
    assert f"Sichtbar für {link}" in edit
    asking = as_(lippe).get("/austausch/frage/").text
    assert "Unter uns – 2 Personen aus 2 Kreisen</option>" in asking
    Room.objects.update(reader_count=0)
    assert "alle, die diesen Raum lesen" in as_(lippe).get(address_of(topic)).text
