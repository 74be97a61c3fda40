"""Topics tied to events: on both pages for who reads both, and never under Chatham House."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from content.choices import Audience
from events.choices import EventState
from forum.models import Topic
from forum.services import ChathamHouseError, edit_topic, start_topic
from forum.templatetags.forum import topics_at
from tests import factories

if TYPE_CHECKING:
    from events.models import Event
    from members.models import User

ASK = "/austausch/frage/"


def question(room: Any, **more: Any) -> dict[str, Any]:
    return {"title": "Wie weiter?", "text": "Los.", "room": room.slug, "token": str(uuid4())} | more


@pytest.fixture
def event(db: None) -> Event:
    theme = factories.make_theme("wohnen")
    return factories.make_event(audience=Audience.PUBLIC, theme=theme, title="Bundestreffen")


def test_a_topic_is_begun_at_an_event(
    lippe: User, celle: User, programme: User, liaison: User, event: Event, as_: Any
) -> None:
    factories.make_room(is_chatham_house=True, name="A")
    room = factories.make_room(name="B")
    client = as_(lippe)
    assert f"{ASK}?termin={event.pk}" in client.get(event.get_absolute_url()).text
    page = client.get(ASK, {"termin": event.pk})
    initial = page.context["form"].initial
    assert (initial["theme"], initial["room"], initial["event"]) == ("wohnen", room.slug, event)
    assert "Bundestreffen" in page.text
    client.post(ASK, question(room, event=event.pk))
    topic = Topic.objects.get()
    assert topic.event == event
    assert "Bundestreffen" in as_(celle).get(topic.get_absolute_url()).text
    shown = [
        "Wie weiter?" in as_(one).get(event.get_absolute_url()).text
        for one in (lippe, celle, programme, liaison, None)
    ]
    # The room is of the Kreise: for others neither the topic nor a way to begin one.
    assert shown == [True, True, False, False, False]
    offered = [
        "Thema zum Termin" in as_(one).get(event.get_absolute_url()).text
        for one in (celle, liaison, None)
    ]
    assert offered == [True, False, False]


@pytest.mark.parametrize("what", ["draft", "confidential", "absent", "x", "1" * 30])
def test_nothing_is_tied_to_an_event_that_is_not_there(
    what: str, lippe: User, programme: User, as_: Any
) -> None:
    hidden = {
        "draft": factories.make_event(kreis=lippe.kreis, state=EventState.DRAFT, title="Geheim"),
        "confidential": factories.make_event(audience=Audience.MEMBERS, title="Geheim"),
    }
    key = hidden[what].pk if what in hidden else {"absent": 999_999}.get(what, what)
    room = factories.make_room(kind="programm")
    client = as_(programme)
    page = client.get(ASK, {"termin": key})
    assert (page.status_code, "Geheim" in page.text) == (200, False)
    page = client.post(ASK, question(room, event=key))
    assert (page.status_code, "Geheim" in page.text, Topic.objects.count()) == (200, False, 0)


def test_under_chatham_house_nothing_is_tied_to_an_event(
    lippe: User, event: Event, as_: Any
) -> None:
    room = factories.make_room(is_chatham_house=True)
    page = as_(lippe).post(ASK, question(room, event=event.pk))
    assert (page.status_code, "Chatham" in page.text, Topic.objects.count()) == (200, True, 0)
    values = {"title": "Wie weiter?", "event": event}
    with pytest.raises(ChathamHouseError):
        start_topic(room, by=lippe, text="Los.", token=uuid4(), values=values)
    topic = factories.make_topic(room, by=lippe)
    edited: dict[str, Any] = {
        "title": "Neu",
        "theme": None,
        "tag_names": [],
        "practice": None,
        "event": event,
    }
    with pytest.raises(ChathamHouseError):
        edit_topic(topic, by=lippe, version=1, values=edited)
    # A room that took the rule on later shows nothing of what was tied before.
    Topic.objects.filter(pk=topic.pk).update(event=event)
    assert topic.title not in as_(lippe).get(event.get_absolute_url()).text
    assert event.title not in as_(lippe).get(topic.get_absolute_url()).text


def test_a_topic_names_its_event_to_who_reads_it(
    lippe: User, celle: User, programme: User, as_: Any
) -> None:
    event = factories.make_event(audience=Audience.MEMBERS, title="Vertrauliche Runde")
    topic = factories.make_topic(factories.make_room(kind="programm"), by=lippe, event=event)
    address = topic.get_absolute_url()
    named = ["Vertrauliche Runde" in as_(one).get(address).text for one in (celle, programme)]
    assert named == [True, False]


def test_the_author_ties_an_event_by_its_address(lippe: User, event: Event, as_: Any) -> None:
    topic = factories.make_topic(factories.make_room(), by=lippe)
    address = f"{topic.get_absolute_url()}bearbeiten/"
    sent = {"title": "Neu", "theme": "", "tag_names": "", "practice": "", "version": "1"}
    said = f"http://localhost:8000{event.get_absolute_url()}"
    assert as_(lippe).post(address, sent | {"event": said}).status_code == 302
    topic.refresh_from_db()
    assert topic.event == event
    page = as_(lippe).get(address)
    assert page.context["form"]["event"].value() == event.get_absolute_url()
    wrong = as_(lippe).post(address, sent | {"event": "/termine/999999/", "version": "2"})
    assert (wrong.status_code, "event" in wrong.context["form"].errors) == (200, True)
    other = factories.make_event(audience=Audience.PUBLIC)
    conflict = as_(lippe).post(address, sent | {"event": other.get_absolute_url()})
    assert (conflict.status_code, "Bundestreffen" in conflict.text) == (409, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_topics_of_an_event_cost_one_query(
    count: int, lippe: User, event: Event, queries: Any
) -> None:
    room = factories.make_room()
    for _ in range(count):
        factories.make_topic(room, by=lippe, event=event)
    context: dict[str, Any] = {"request": _Request(lippe)}
    topics_at(context, event)
    with queries(1):
        assert len(topics_at(context, event)["topics"]) == count
    with queries(0):
        assert topics_at({"request": _Request(AnonymousUser())}, event) == {}


class _Request:
    def __init__(self, user: Any) -> None:
        self.user = user
