"""Opening and editing rooms: one form is one room, nothing is overwritten, the rule is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from content.models import Record
from forum.choices import RoomKind
from forum.models import Room
from forum.services import archive_room, create_room
from search.finding import search
from tests import factories
from tests.forum.talking import at_once
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from members.models import User

RULE = "Hier gilt die Chatham-House-Regel."


# S71
def test_a_form_for_a_room_sent_twice_makes_one(lippe: User, as_: Any) -> None:
    data = {"name": "Wohnen", "kind": RoomKind.CLOSED.value, "token": str(uuid4())}
    sent = [as_(lippe).post("/austausch/raum-neu/", data).url for _ in range(2)]
    room = Room.objects.get()
    assert sent == [room.get_absolute_url()] * 2
    assert list(room.memberships.values_list("person_id", "is_host")) == [(lippe.pk, True)]
    assert list(Record.objects.values_list("act", flat=True)) == ["room.created"]


# S71
@pytest.mark.django_db(transaction=True)
def test_ten_times_at_once_is_one_room_and_ten_rooms_of_a_name_are_ten() -> None:
    person, token = factories.make_person(), uuid4()
    values = {"name": "Wohnen", "kind": RoomKind.OPEN}
    made = at_once(5, lambda _: create_room(by=person, token=token, **values).slug)
    assert made == ["wohnen"] * 5
    slugs = at_once(3, lambda _: create_room(by=person, token=uuid4(), **values).slug)
    assert sorted(map(str, slugs)) == ["wohnen-2", "wohnen-3", "wohnen-4"]
    assert Room.objects.count() == 4


# S30: of somebody else's token nobody has a use.
def test_a_token_of_another_person_makes_a_room_of_ones_own(lippe: User, celle: User) -> None:
    token = uuid4()
    values = {"name": "Wohnen", "kind": RoomKind.CLOSED}
    rooms = {create_room(by=one, token=token, **values) for one in (lippe, celle)}
    assert len(rooms) == 2


def test_a_lead_opens_closed_rooms_only(lippe: User, as_: Any) -> None:
    data = {"name": "Alle", "kind": RoomKind.OPEN.value, "token": str(uuid4())}
    page = as_(lippe).post("/austausch/raum-neu/", data)
    assert (page.status_code, "kind" in page.context["form"].errors) == (200, True)
    assert Room.objects.count() == 0


# S72
def test_an_edit_from_an_older_version_shows_both(moderator: User, as_: Any) -> None:
    room = factories.make_room(name="Alt", slug="s", purpose="Früher")
    client = as_(moderator)
    sent = {"name": "Neu", "purpose": "Heute", "version": "1"}
    assert client.post("/austausch/raum/s/bearbeiten/", sent).url == room.get_absolute_url()
    late = client.post("/austausch/raum/s/bearbeiten/", sent | {"name": "Anders"})
    assert late.status_code == 409
    assert late.context["differences"] == [("Name", "Neu", "Anders")]
    # The form of the conflict page stands on the newest version: what is saved now holds.
    newest = late.context["form"]["version"].value()
    again = {"name": "Anders", "purpose": "Heute", "version": newest}
    assert client.post("/austausch/raum/s/bearbeiten/", again).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.purpose, room.version) == ("Anders", "Heute", 3)
    assert list(Record.objects.values_list("act", "details")) == [
        ("room.edited", {"fields": ["name"]}),
        ("room.edited", {"fields": ["name", "purpose"]}),
    ]


def test_celle_cannot_edit_a_room(lippe: User, celle: User, as_: Any) -> None:
    rooms = [
        factories.make_room(name="Bleibt"),
        factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle], name="Bleibt"),
        factories.make_room(RoomKind.CLOSED, hosts=[lippe], name="Bleibt"),
    ]
    data = {"name": "Fremd", "purpose": "", "version": "1"}
    answers = [
        as_(celle).post(f"{room.get_absolute_url()}bearbeiten/", data).status_code for room in rooms
    ]
    assert answers == [403, 403, 404]
    assert set(Room.objects.values_list("name", "version")) == {("Bleibt", 1)}


def test_an_edit_changes_no_readers_and_no_rule(lippe: User, as_: Any) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], is_chatham_house=True, slug="s")
    data = {"name": "Neu", "purpose": "", "version": "1", "kind": "offen", "is_chatham_house": ""}
    as_(lippe).post("/austausch/raum/s/bearbeiten/", data)
    room.refresh_from_db()
    assert (room.name, room.kind, room.is_chatham_house) == ("Neu", RoomKind.CLOSED, True)


def test_the_search_says_the_new_name_of_a_room(moderator: User, lippe: User, as_: Any) -> None:
    room = factories.make_room(name="Alt", slug="s", is_chatham_house=True)
    other = factories.make_topic(by=lippe, title="Zwiebelkuchen anderswo")
    topic = factories.make_topic(room, by=lippe, title="Zwiebelkuchen")
    factories.make_post(topic, by=lippe, text="Zwiebelkuchen ist gut.")
    data = {"name": "Neu", "purpose": "", "version": "1"}
    as_(moderator).post("/austausch/raum/s/bearbeiten/", data)
    run_jobs()
    lines = {hit.line for hit in search(lippe, "Zwiebelkuchen").hits}
    assert lines == {
        "Neu · Chatham-House-Regel",
        "Neu · Antwort · Chatham-House-Regel",
        other.room.name,
    }


def test_the_rule_stands_wherever_one_reads_and_writes(lippe: User, as_: Any) -> None:
    rooms = {
        True: factories.make_room(is_chatham_house=True, name="Vertraut"),
        False: factories.make_room(name="Offen"),
    }
    client = as_(lippe)
    for rule, room in rooms.items():
        base = room.get_absolute_url()
        topic = factories.make_topic(room, by=lippe)
        pages = (base, f"{base}wer-liest-mit/", topic.get_absolute_url())
        assert [RULE in client.get(page).text for page in pages] == [rule] * 3
    for page in ("/austausch/", "/austausch/frage/"):
        assert client.get(page).text.count("Chatham-House-Regel") >= 1


def test_an_archived_room_says_so_and_is_opened_again(moderator: User, as_: Any) -> None:
    room = factories.make_room(slug="s")
    archive_room(room, by=moderator, reason="Ende")
    client = as_(moderator)
    assert "archiviert am" in client.get("/austausch/raum/s/").text
    client.post("/austausch/raum/s/archivieren/", {"zurueck": "1"})
    assert "archiviert am" not in client.get("/austausch/raum/s/").text
