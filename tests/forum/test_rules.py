"""The rules come before the first word, once: at the first sign-in, or where one would write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.models import Draft, Record
from forum.models import Post, Topic
from members.services import acknowledge_rules
from portal.models import Page
from tests import factories

if TYPE_CHECKING:
    from forum.models import Room
    from members.models import User

PAGE = "/austausch/regeln/"
RULES = 'href="/regeln/"'


@pytest.fixture
def newcomer(db: None) -> User:
    """Whose account the technical administration made: nobody asked about the rules."""
    return factories.make_person(acknowledged_at=None)


def answer() -> dict[str, str]:
    return {"text": "Mit einem Bus.", "token": str(uuid4())}


def question(room: Room) -> dict[str, str]:
    return {"title": "Wie?", "text": "Wie?", "room": room.slug, "token": str(uuid4())}


def test_who_accepted_at_the_sign_in_is_not_asked_again(lippe: User, as_: Any) -> None:
    topic, client = factories.make_topic(by=lippe), as_(lippe)
    page = client.get(topic.get_absolute_url()).text
    assert ("Antwort veröffentlichen" in page, PAGE in page) == (True, False)
    # The rules stand beside the button.
    assert RULES in page
    assert RULES in client.get("/austausch/frage/").text
    client.post(f"{topic.get_absolute_url()}antworten/", answer())
    client.post("/austausch/frage/", question(topic.room))
    assert (Post.objects.count(), Topic.objects.count()) == (3, 2)


def test_a_newcomer_accepts_below_the_topic_and_goes_on_there(
    newcomer: User, lippe: User, as_: Any
) -> None:
    topic, client = factories.make_topic(by=lippe), as_(newcomer)
    page = client.get(topic.get_absolute_url()).text
    assert ("Antwort veröffentlichen" in page, RULES in page) == (False, True)
    refused = client.post(f"{topic.get_absolute_url()}antworten/", answer())
    assert (refused.url, Post.objects.count()) == (f"{PAGE}?thema={topic.pk}", 1)
    assert f'name="thema" value="{topic.pk}"' in client.get(refused.url).text
    gone_on = client.post(PAGE, {"thema": str(topic.pk)})
    assert gone_on.url == f"{topic.get_absolute_url()}#antwort"
    page = client.get(topic.get_absolute_url()).text
    # What was written meanwhile is not lost.
    assert ("Antwort veröffentlichen" in page, "Mit einem Bus.</textarea>" in page) == (True, True)
    client.post(f"{topic.get_absolute_url()}antworten/", answer())
    assert Post.objects.count() == 2
    said = Record.objects.filter(act="person.rules_accepted").values_list("by_id", "key")
    assert list(said) == [(newcomer.pk, str(newcomer.pk))]


def test_a_newcomer_comes_back_to_the_question_as_it_was_begun(
    newcomer: User, lippe: User, as_: Any
) -> None:
    client, room = as_(newcomer), factories.make_room()
    led = client.get("/austausch/frage/?title=Bus%20%26%20Bahn&practice=7")
    page = client.get(led.url)
    assert page.status_code == 200
    assert client.post("/austausch/frage/", question(room)).status_code == 302
    assert Topic.objects.count() == 0
    gone_on = client.post(PAGE, {"frage": page.context["asked"]})
    assert gone_on.url == "/austausch/frage/?title=Bus+%26+Bahn&practice=7"
    assert client.get(gone_on.url).context["form"].initial["title"] == "Bus & Bahn"


# S19
@pytest.mark.parametrize(
    "data",
    [
        {"thema": "//böse.example", "frage": "//böse.example"},
        {"thema": "9" * 30},
        {"frage": "https://böse.example/?a=b"},
        {"frage": "\r\nLocation: https://böse.example"},
        {"next": "https://böse.example"},
        {},
    ],
)
def test_accepting_leads_nowhere_else(data: dict[str, str], newcomer: User, as_: Any) -> None:
    assert as_(newcomer).post(PAGE, data).url.startswith("/austausch/frage/")


def test_the_rules_are_accepted_once(newcomer: User) -> None:
    assert [acknowledge_rules(newcomer) for _ in range(2)] == [True, False]
    assert Record.objects.filter(act="person.rules_accepted").count() == 1


RULES_IN_ADMIN = "/verwaltung/portal/page/regeln/change/"


def test_the_office_has_new_rules_accepted_anew(
    lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    topic, writing, office = factories.make_topic(by=celle), as_(lippe), as_(moderator)
    Page.objects.create(slug="regeln", title="Regeln", body="Alt")
    Page.objects.create(slug="hilfe", title="Hilfe", body="Alt")
    text = {"title": "Regeln", "body": "Ein Komma, mehr."}
    office.post(RULES_IN_ADMIN, text)
    office.post("/verwaltung/portal/page/hilfe/change/", text | {"asks_anew": "on"})
    assert "Antwort veröffentlichen" in writing.get(topic.get_absolute_url()).text
    office.post(RULES_IN_ADMIN, {"title": "Regeln", "body": "Neu", "asks_anew": "on"})
    # Whoever was just writing answers the new rules first, and his words and files wait for him.
    sent = answer() | {"files": SimpleUploadedFile("Plan.txt", b"Erst der Bus."), "end": "1"}
    led = writing.post(f"{topic.get_absolute_url()}antworten/", sent)
    assert (led.url, Post.objects.count()) == (f"{PAGE}?thema={topic.pk}", 1)
    assert "Ihr Text ist als Entwurf gespeichert." in writing.get(led.url).text
    writing.post(PAGE, {"thema": str(topic.pk)})
    page = writing.get(topic.get_absolute_url()).text
    assert ("Mit einem Bus.</textarea>" in page, "Plan" in page) == (True, True)
    asked = Record.objects.get(act="page.asked_anew")
    assert (asked.by_id, asked.key, asked.details) == (moderator.pk, "regeln", {"people": 3})


def test_a_question_waits_for_the_rules_with_its_title(newcomer: User, as_: Any) -> None:
    client = as_(newcomer)
    client.post("/austausch/frage/", question(factories.make_room()) | {"title": "Wer hat Dari?"})
    client.post(PAGE, {"frage": ""})
    initial = client.get("/austausch/frage/").context["form"].initial
    assert (initial["title"], initial["text"]) == ("Wer hat Dari?", "Wie?")


# S30, S31
def test_celle_cannot_have_rules_accepted_anew(celle: User, lippe: User, as_: Any) -> None:
    Page.objects.create(slug="regeln", title="Regeln", body="Alt")
    answer = as_(celle).post(RULES_IN_ADMIN, {"title": "x", "body": "x", "asks_anew": "on"})
    lippe.refresh_from_db()
    assert (answer.status_code, lippe.acknowledged_at is not None) == (404, True)


# S24: the rules do not tell whether there is a topic.
def test_what_is_written_where_one_does_not_read_is_not_there(
    newcomer: User, lippe: User, as_: Any
) -> None:
    hidden = factories.make_topic(factories.make_room("geschlossen", hosts=[lippe]), by=lippe)
    for topic_id in (hidden.pk, 999_999):
        sent = as_(newcomer).post(f"/austausch/thema/{topic_id}/antworten/", answer())
        assert sent.status_code == 404
    assert Draft.objects.count() == 0
