"""What is written for the forum is lost nowhere: refused in words, kept as a draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from content.drafts import draft_of
from content.models import Draft
from forum.choices import TopicState
from forum.models import Room, Topic
from forum.services import archive_room, set_topic_state
from tests import factories
from tests.forum.talking import address_of, send

if TYPE_CHECKING:
    from members.models import User


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Schreiben Sie etwas, bevor Sie veröffentlichen."),
        (" \n ", "Schreiben Sie etwas, bevor Sie veröffentlichen."),
        ("ü" * 1_000_000, "höchstens 20000 Zeichen"),
        ("Null\0zeichen", "Nullzeichen sind nicht erlaubt"),
    ],
    ids=["empty", "blank", "huge", "nul"],
)
def test_words_that_do_not_fit_are_refused_in_words(
    text: str, said: str, topic: Topic, celle: User, as_: Any
) -> None:
    page = send(as_(celle), topic, text)
    errors = " ".join(page.context["form"].errors["text"])
    assert (page.status_code, said in errors, topic.posts.count()) == (200, True, 1)
    assert send(as_(celle), topic, text, vorschau="1").context["preview"] == ""


def test_a_thousand_nested_quotes_are_drawn(topic: Topic, celle: User, as_: Any) -> None:
    client = as_(celle)
    sent = send(client, topic, ">" * 1000 + " tief")
    assert (sent.status_code, client.get(address_of(topic)).status_code) == (302, 200)
    assert topic.posts.get(number=2).html.count("<blockquote>") <= 20


def test_the_words_for_a_topic_that_was_closed_meanwhile_stay(
    topic: Topic, celle: User, moderator: User, as_: Any
) -> None:
    set_topic_state(topic, TopicState.CLOSED, by=moderator)
    page = send(as_(celle), topic, "Noch ein Wort.")
    assert (page.status_code, "Noch ein Wort.</textarea>" in page.text) == (409, True)
    assert (topic.posts.count(), Draft.objects.get().text) == (1, "Noch ein Wort.")
    saved = as_(celle).post(address_of(topic, "entwurf/"), {"text": "Und noch eins."})
    assert (saved.status_code, Draft.objects.get().text) == (409, "Noch ein Wort.")


def test_a_question_for_a_room_that_was_archived_meanwhile_stays(
    room: Room, lippe: User, moderator: User, as_: Any
) -> None:
    Room.objects.create(name="Sprache", slug="sprache")
    archive_room(room, by=moderator, reason="Ruht.")
    data = {"title": "Dari?", "text": "Wer hat Dari?", "room": room.slug, "token": str(uuid4())}
    page = as_(lippe).post("/austausch/frage/", data)
    assert ("Wer hat Dari?</textarea>" in page.text, Topic.objects.count()) == (True, 0)


def test_a_question_that_waited_is_not_offered_to_more_readers(
    room: Room, lippe: User, as_: Any
) -> None:
    closed, client = factories.make_room("geschlossen", hosts=[lippe]), as_(lippe)
    address = "/austausch/frage/"
    assert client.get(address).context["form"].initial["room"] == room.slug
    words = {"title": "Dari?", "text": "Wer hat Dari?"}
    client.post(f"{address}entwurf/", words | {"room": closed.slug})
    form = client.get(address).context["form"]
    assert (form.initial["text"], form.initial["room"]) == ("Wer hat Dari?", "")
    page = client.post(address, words | {"room": "", "token": str(uuid4())}).text
    assert ("Wählen Sie den Raum" in page, Topic.objects.count()) == (True, 0)
    assert client.get(address, {"room": closed.slug}).context["form"].initial["room"] == closed.slug


def test_who_was_signed_out_while_writing_comes_back_to_the_topic(
    topic: Topic, celle: User, as_: Any
) -> None:
    address = address_of(topic, "antworten/")
    assert send(as_(None), topic, "Weg?").url == f"/konto/anmelden/?next={address}"
    assert as_(celle).get(address).url == f"{address_of(topic)}#antwort"
    assert as_(celle).get(address_of(topic, "entwurf/")).url == f"{address_of(topic)}#antwort"


def test_a_draft_is_the_own_one_on_every_device_until_it_is_sent(
    topic: Topic, celle: User, lippe: User, as_: Any
) -> None:
    saved = as_(celle).post(address_of(topic, "entwurf/"), {"text": "Angefangen"})
    line = r"Entwurf auf dem Server gespeichert, \d\d:\d\d Uhr"
    assert re.fullmatch(line, saved.json()["said"])
    forms = [as_(person).get(address_of(topic)).context["form"] for person in (celle, lippe)]
    assert [form.initial["text"] for form in forms] == ["Angefangen", ""]
    client, token = as_(celle), str(uuid4())
    sent = send(client, topic, "Angefangen und fertig.", token=token)
    assert Draft.objects.count() == 0
    # The next page says that these words arrived: the browser drops its copy.
    pages = [client.get(address).text for address in (sent.url, address_of(topic))]
    assert [f'data-published="{token}"' in page for page in pages] == [True, False]


def test_a_draft_that_cannot_be_kept_is_refused_and_the_last_one_stays(
    topic: Topic, celle: User, as_: Any
) -> None:
    client, address = as_(celle), address_of(topic, "entwurf/")
    client.post(address, {"text": "Bisher"})
    for text in ("x" * 20_001, "Null\0"):
        assert client.post(address, {"text": text}).status_code == 400
        send(client, topic, text)
    assert Draft.objects.get().text == "Bisher"


def test_a_draft_is_thrown_away(topic: Topic, celle: User, as_: Any) -> None:
    client, address = as_(celle), address_of(topic, "entwurf/")
    client.post(address, {"text": "Doch nicht"})
    thrown = client.post(address, {"text": "Doch nicht", "verwerfen": "1"})
    assert (thrown.url, Draft.objects.count()) == (f"{address_of(topic)}#antwort", 0)


@pytest.mark.usefixtures("room")
def test_title_and_text_of_a_question_are_kept(lippe: User, as_: Any) -> None:
    client = as_(lippe)
    client.post("/austausch/frage/entwurf/", {"title": "Halber\nTitel", "text": "\nZwei\nZeilen"})
    form = client.get("/austausch/frage/").context["form"]
    assert (form.initial["title"], form.initial["text"]) == ("Halber Titel", "\nZwei\nZeilen")
    client.post("/austausch/frage/entwurf/", {"title": "", "text": " "})
    assert draft_of(lippe, "neue Frage") is None
