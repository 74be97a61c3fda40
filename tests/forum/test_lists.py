"""Lists of topics: views, themes and tags in the address, and how much is unread in each room."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from forum.choices import RoomKind
from forum.models import ReadMark, Room, Topic
from forum.services import mark_read, watch
from tests import factories

if TYPE_CHECKING:
    from members.models import User


def titles(page: Any) -> list[str]:
    return [one.title for one in page.context["topics"]]


@pytest.fixture
def room(lippe: User) -> Room:
    """A room with topics on two themes, some tagged."""
    room = factories.make_room(slug="s")
    themes = {key: factories.make_theme(key) for key in ("wohnen", "sprache")}
    for title, key, tags in (
        ("Vermieter", "wohnen", ["Mietrecht"]),
        ("Kurse", "sprache", ["Fahrtkosten"]),
        ("Busse", "sprache", ["fahrtkosten", "Mobilität"]),
    ):
        topic = factories.make_topic(room, by=lippe, title=title, theme=themes[key])
        topic.tags.set(tags)
    return room


# A time at the end of the calendar was an error page.
@pytest.mark.usefixtures("room")
def test_a_time_that_none_can_be_is_ignored(celle: User, as_: Any) -> None:
    said = {"gelesen": "9999-12-31T23:59:59Z", "vor": "0001-01-01T00:00:00+14:00"}
    page = as_(celle).get("/austausch/", said)
    assert titles(page) == ["Busse", "Kurse", "Vermieter"]


@pytest.mark.parametrize("address", ["/austausch/", "/austausch/raum/s/"])
def test_theme_tag_and_view_narrow_a_list_together(
    address: str, room: Room, celle: User, as_: Any
) -> None:
    client = as_(celle)
    mark_read(Topic.objects.get(title="Busse"), by=celle, number=1)
    asked: list[dict[str, str]] = [
        {},
        {"thema": "sprache"},
        {"schlagwort": "FAHRTKOSTEN"},
        {"thema": "sprache", "schlagwort": "Mobilität"},
        {"thema": "sprache", "ansicht": "ungelesen"},
        {"schlagwort": "gibt es nicht"},
        {"thema": "gibt-es-nicht", "ansicht": "x"},
        {"schlagwort": "\0", "thema": "\0"},
    ]
    found = [titles(client.get(address, data)) for data in asked]
    everything = ["Busse", "Kurse", "Vermieter"]
    assert found == [
        everything,
        ["Busse", "Kurse"],
        ["Busse", "Kurse"],
        ["Busse"],
        ["Kurse"],
        [],
        everything,
        everything,
    ]


def test_filters_stand_as_chips_that_take_themselves_away(
    room: Room, celle: User, as_: Any
) -> None:
    page = as_(celle).get(
        "/austausch/", {"thema": "sprache", "schlagwort": "a&b", "ansicht": "meine"}
    )
    chips = [(chip.label, chip.url) for chip in page.context["filters"].chips()]
    assert chips == [
        ("Sprache", "/austausch/?ansicht=meine&schlagwort=a%26b"),
        ("Schlagwort: a&b", "/austausch/?ansicht=meine&thema=sprache"),
    ]
    views = {one.label: one.url for one in page.context["filters"].views()}
    assert views["Ungelesen"] == "/austausch/?ansicht=ungelesen&thema=sprache&schlagwort=a%26b"
    assert "Dazu gibt es zurzeit kein Thema." in page.text


def test_older_topics_keep_the_filters(lippe: User, as_: Any) -> None:
    room, theme = factories.make_room(slug="s"), factories.make_theme("wohnen")
    for number in range(31):
        factories.make_topic(room, by=lippe, title=f"Nummer {number}", theme=theme)
    factories.make_topic(room, by=lippe, title="Anderes")
    client = as_(lippe)
    page = client.get("/austausch/raum/s/", {"thema": "wohnen"})
    assert titles(page) == [f"Nummer {number}" for number in range(30, 0, -1)]
    assert titles(client.get(page.context["older"])) == ["Nummer 0"]


# S25: a tag of a hidden room is as unknown as any word.
def test_a_tag_of_a_hidden_room_finds_nothing(lippe: User, celle: User, as_: Any) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    factories.make_topic(closed, by=lippe).tags.set(["Sperber"])
    pages = [
        as_(celle).get("/austausch/", {"schlagwort": word}) for word in ("Sperber", "Gibtsnicht")
    ]
    assert [titles(page) for page in pages] == [[], []]
    assert len(titles(as_(lippe).get("/austausch/", {"schlagwort": "Sperber"}))) == 1


def test_a_theme_is_watched_where_it_is_chosen(room: Room, celle: User, as_: Any) -> None:
    client, theme = as_(celle), factories.make_theme("wohnen")
    assert "Themenfeld beobachten" not in client.get("/austausch/").text
    assert "Themenfeld beobachten" in client.get("/austausch/?thema=wohnen").text
    watch(theme, by=celle)
    assert "Themenfeld nicht mehr beobachten" in client.get("/austausch/?thema=wohnen").text
    assert "Themenfeld beobachten" in client.get("/austausch/?thema=sprache").text


def test_an_empty_room_offers_three_questions_to_begin_with(lippe: User, as_: Any) -> None:
    factories.make_room(slug="s")
    client = as_(lippe)
    page = client.get("/austausch/raum/s/").text
    begun = re.findall('href="(/austausch/frage/[^"]+)"', page)
    titles = [client.get(unescape(one)).context["form"].initial for one in begun]
    assert [(one["room"], one["title"]) for one in titles] == [
        ("s", ""),
        ("s", "Wie finden Sie Sprachmittlung für seltene Sprachen?"),
        ("s", "Wer hat mit Arztpraxen eine feste Sprechstunde vereinbart?"),
        ("s", "Was hat bei Ihnen nicht funktioniert?"),
        ("s", ""),
    ]


# ---- Unread in each room ------------------------------------------------------------------------


def unread(page: Any) -> dict[str, int]:
    return {room.slug: room.unread_count for room in page.context["rooms"]}


def test_each_room_says_how_much_is_unread(room: Room, lippe: User, celle: User, as_: Any) -> None:
    factories.make_room(slug="leer")
    other = factories.make_room(slug="zwei")
    topic = factories.make_topic(other, by=lippe)
    hidden = factories.make_topic(other, by=lippe)
    Topic.objects.filter(pk=hidden.pk).update(deleted_at=hidden.created_at)
    client = as_(celle)
    assert unread(client.get("/austausch/")) == {"s": 3, "leer": 0, "zwei": 1}
    mark_read(topic, by=celle, number=1)
    assert unread(client.get("/austausch/")) == {"s": 3, "leer": 0, "zwei": 0}
    factories.make_post(topic, by=lippe)
    assert unread(client.get("/austausch/")) == {"s": 3, "leer": 0, "zwei": 1}
    # Who wrote knows.
    assert unread(as_(lippe).get("/austausch/")) == {"s": 0, "leer": 0, "zwei": 0}


def test_beyond_twenty_a_room_says_so(lippe: User, celle: User, as_: Any) -> None:
    room = factories.make_room(slug="s")
    for _ in range(22):
        factories.make_topic(room, by=lippe)
    page = as_(celle).get("/austausch/")
    assert (unread(page), "20 und mehr ungelesen" in page.text) == ({"s": 20}, True)
    # Read is read, of everybody else nothing shows.
    newest = Topic.objects.order_by("-last_post_at", "-pk")[:19]
    ReadMark.objects.bulk_create(ReadMark(person=celle, topic=one, number=1) for one in newest)
    assert unread(as_(celle).get("/austausch/")) == {"s": 1}
