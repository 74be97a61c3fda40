"""The pages of the forum as people use them: written, read, sorted, refused."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone

from content.drafts import save_draft
from content.models import Draft
from forum.choices import RoomKind, TopicState
from forum.models import ReadMark, Room, Topic
from forum.services import start_topic
from tests import factories
from tests.forum.talking import address_of, answer, ask, send

if TYPE_CHECKING:
    from members.models import User

TAGS = re.compile(r"<[^>]+>")


def _titles(page: Any) -> list[str]:
    return [one.title for one in page.context["topics"]]


# ---- Asking and answering -----------------------------------------------------------------------


def test_a_question_is_asked_in_the_room_that_shall_hear_it(
    room: Room, lippe: User, as_: Any
) -> None:
    other = Room.objects.create(name="Sprache", slug="sprache", kind=RoomKind.PROGRAMME)
    client, token = as_(lippe), str(uuid4())
    data = {"title": "Wer hat Dari?", "text": "Wir **suchen**.", "room": other.slug, "token": token}
    first = client.post("/austausch/frage/", data)
    again = client.post("/austausch/frage/", data)
    begun = Topic.objects.get()
    assert [first.url, again.url] == [f"{begun.get_absolute_url()}?gesendet={token}"] * 2
    assert (begun.room, begun.posts.get().text) == (other, data["text"])
    assert "<strong>suchen</strong>" in client.get(first.url).text
    assert room.topics.count() == 0


def test_an_answer_sent_twice_is_one_post(topic: Topic, celle: User, as_: Any) -> None:
    client, token = as_(celle), str(uuid4())
    sent = [send(client, topic, "Mit Essen.", token=token).url for _ in range(2)]
    assert sent == [f"{address_of(topic)}?ab=2&gesendet={token}#beitrag-2"] * 2
    assert list(topic.posts.values_list("number", "text")) == [
        (1, "Was hat geholfen?"),
        (2, "Mit Essen."),
    ]


def test_a_preview_shows_the_words_and_publishes_none(topic: Topic, celle: User, as_: Any) -> None:
    page = send(as_(celle), topic, "Mit **Essen**.", vorschau="1")
    assert "<strong>Essen</strong>" in page.context["preview"]
    assert "Mit **Essen**.</textarea>" in page.text
    assert (topic.posts.count(), Draft.objects.get().text) == (1, "Mit **Essen**.")


def test_a_question_can_be_looked_at_first(room: Room, lippe: User, as_: Any) -> None:
    data = {"title": "Dari?", "text": "*Wer*?", "room": room.slug, "token": str(uuid4())}
    page = as_(lippe).post("/austausch/frage/", {**data, "vorschau": "1"})
    assert ("<em>Wer</em>" in page.text, Topic.objects.count()) == (True, 0)


def test_a_quote_stands_in_the_composer_below_the_draft(
    topic: Topic, celle: User, as_: Any
) -> None:
    save_draft(celle, f"thema {topic.pk}", "Angefangen")
    page = as_(celle).get(address_of(topic), {"zitat": "1"})
    quote = "> **Katrin Vogt, Kreis Lippe:**\n>\n> Was hat geholfen?\n\n"
    assert page.context["form"].initial["text"] == f"Angefangen\n\n{quote}"


def test_a_post_is_edited_deleted_and_brought_back(topic: Topic, celle: User, as_: Any) -> None:
    answer(topic, celle, "Erste Fassung.")
    client = as_(celle)
    edit = {"text": "Zweite Fassung.", "version": "1"}
    client.post(address_of(topic, "2/bearbeiten/"), edit)
    assert "Zweite Fassung." in client.get(address_of(topic)).text
    assert "Erste Fassung." in client.get(address_of(topic, "2/verlauf/")).text
    conflict = client.post(address_of(topic, "2/bearbeiten/"), {"text": "Dritte.", "version": "1"})
    assert (conflict.status_code, "Zweite Fassung." in conflict.text) == (409, True)
    assert "Dritte.</textarea>" in conflict.text
    client.post(address_of(topic, "2/loeschen/"))
    gone = client.get(address_of(topic)).text
    assert ("Zweite Fassung." in gone, "Dieser Beitrag wurde am" in gone) == (False, True)
    client.post(address_of(topic, "2/loeschen/"), {"zurueck": "1"})
    assert "Zweite Fassung." in client.get(address_of(topic)).text


def test_helpful_is_said_and_taken_back_by_others_only(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    for person, data in ((lippe, {"number": "1"}), (celle, {"number": "1"})):
        as_(person).post(address_of(topic, "hilfreich/"), data)
    assert topic.posts.get().helpful_count == 1
    assert 'name="zurueck" aria-pressed="true" value="1"' in as_(celle).get(address_of(topic)).text
    assert "aria-pressed" not in as_(lippe).get(address_of(topic)).text
    as_(celle).post(address_of(topic, "hilfreich/"), {"zurueck": "1"})
    assert topic.posts.get().helpful_count == 0


def test_who_asked_marks_the_best_answer_and_unmarks_it(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    said = answer(topic, celle)
    marked = as_(lippe)
    marked.post(address_of(topic, "beste-antwort/"), {"number": "2"})
    topic.refresh_from_db()
    assert (topic.best_answer, topic.state) == (said, TopicState.ANSWERED)
    assert "Als beste Antwort markiert" in as_(celle).get(address_of(topic)).text
    marked.post(address_of(topic, "beste-antwort/"), {"zurueck": "2"})
    topic.refresh_from_db()
    assert (topic.best_answer, topic.state) == (None, TopicState.OPEN)


def test_the_office_summarises_pins_and_closes(
    room: Room, topic: Topic, moderator: User, lippe: User, as_: Any
) -> None:
    ask(room, lippe, "Neuer")
    office = as_(moderator)
    office.post(
        address_of(topic, "zusammenfassung/"), {"summary": "**Essen** hilft.", "version": "1"}
    )
    office.post(address_of(topic, "stand/"), {"state": "offen", "is_pinned": "on"})
    closing = {"act": "geschlossen", "reason": "Erledigt", "token": str(uuid4())}
    office.post(address_of(topic, "moderieren/"), {**closing, "seen": "0", "known": "0"})
    page = as_(lippe).get(address_of(topic)).text
    assert ("<strong>Essen</strong> hilft." in page, "Das Thema ist geschlossen." in page) == (
        True,
        True,
    )
    assert _titles(as_(lippe).get("/austausch/raum/alle-kreise/")) == [topic.title, "Neuer"]


# ---- Lists, reading -----------------------------------------------------------------------------


def test_the_four_views_of_the_list(
    room: Room, topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    ask(room, celle, "Ohne Antwort")
    answer(topic, celle)
    views = ("", "ungelesen", "ohne-antwort", "meine", "unbekannt")
    client = as_(lippe)
    found = {view: _titles(client.get("/austausch/", {"ansicht": view})) for view in views}
    both = [topic.title, "Ohne Antwort"]
    assert found == {
        "": both,
        "ungelesen": both,
        "ohne-antwort": ["Ohne Antwort"],
        "meine": [topic.title],
        "unbekannt": both,
    }


def test_everything_is_marked_as_read_and_unread_again(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    answer(topic, celle)
    client = as_(lippe)
    unread = {"ansicht": "ungelesen"}
    marked = client.post("/austausch/gelesen/", follow=True)
    assert _titles(client.get("/austausch/", unread)) == []
    at = re.search('name="gelesen" value="([^"]+)"', marked.text)
    assert at is not None
    client.post("/austausch/gelesen/", {"gelesen": at[1]})
    assert _titles(client.get("/austausch/", unread)) == [topic.title]


def test_the_line_says_since_when_there_is_news(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    answer(topic, celle)
    yesterday = timezone.localtime(timezone.now() - timedelta(days=1)).replace(hour=17, minute=30)
    ReadMark.objects.filter(person=lippe).update(at=yesterday)
    client = as_(lippe)
    shown = [
        re.findall('class="new-line">([^<]+)', client.get(address_of(topic)).text) for _ in "12"
    ]
    assert shown == [["Neu seit gestern, 17:30 Uhr"], []]


def test_a_long_topic_opens_where_the_news_begins(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    for number in range(2, 113):
        answer(topic, celle, f"Nummer {number}")
    ReadMark.objects.filter(person=lippe).update(number=70)
    client = as_(lippe)
    pages = [
        client.get(address_of(topic), {"ab": ab} if ab else {}) for ab in ("", "1", "999", "x")
    ]
    spans = [[page.context["posts"][place].number for place in (0, -1)] for page in pages]
    assert spans == [[51, 100], [1, 50], [101, 112], [101, 112]]


@pytest.mark.usefixtures("topic")
def test_for_the_liaison_there_is_no_discussion(liaison: User, as_: Any) -> None:
    client = as_(liaison)
    topic = Topic.objects.get()
    addresses = ["/austausch/", "/austausch/frage/", "/austausch/raum-neu/", address_of(topic)]
    addresses += [topic.room.get_absolute_url(), f"{topic.room.get_absolute_url()}wer-liest-mit/"]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert "Austausch" not in TAGS.sub("", client.get("/").text)


# ---- From other pages ---------------------------------------------------------------------------


def test_a_practice_shows_its_topics_to_whom_they_are_for(
    room: Room, lippe: User, celle: User, liaison: User, as_: Any
) -> None:
    practice = factories.make_practice(audience=0)
    hidden = Room.objects.create(name="Zu", slug="zu", kind=RoomKind.CLOSED)
    for where, title in ((room, "Offen gefragt"), (hidden, "Geheim gefragt")):
        values = {"title": title, "practice": practice}
        start_topic(where, by=lippe, text="?", token=uuid4(), values=values)
    asked = f"/austausch/frage/?practice={practice.pk}"
    pages = [as_(person).get(practice.get_absolute_url()).text for person in (celle, liaison, None)]
    words = ("Offen gefragt", "Geheim gefragt", asked)
    shown = [[word in page for word in words] for page in pages]
    assert shown == [[True, False, True], [False] * 3, [False] * 3]


def test_a_question_about_a_practice_is_tied_to_it(room: Room, lippe: User, as_: Any) -> None:
    practice = factories.make_practice(title="Beratungsbus")
    client = as_(lippe)
    page = client.get("/austausch/frage/", {"practice": practice.pk})
    assert (page.context["practice"], "Zum Praxisbeispiel" in page.text) == (practice, True)
    data = {"title": "Wie?", "text": "Wie?", "room": room.slug, "practice": str(practice.pk)}
    client.post("/austausch/frage/", {**data, "token": str(uuid4())})
    assert Topic.objects.get().practice == practice
    for strange in ("x", "999999999", "1" * 40):
        page = client.get("/austausch/frage/", {"practice": strange})
        assert (page.status_code, page.context["practice"]) == (200, None)


@pytest.mark.usefixtures("room")
def test_a_vain_search_leads_to_the_people(celle: User, liaison: User, as_: Any) -> None:
    link = "/austausch/frage/?title=Zwiebelkuchen%20%26%20Co"
    pages = [as_(person).get("/suche/", {"q": "Zwiebelkuchen & Co"}) for person in (celle, liaison)]
    assert [link in page.text for page in pages] == [True, False]
    assert as_(celle).get(link).context["form"].initial["title"] == "Zwiebelkuchen & Co"


# ---- What a page costs --------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_at_any_length(
    rows: int, room: Room, lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    for number in range(rows):
        ask(room, celle, f"Frage {number}")
        Room.objects.create(name=f"Raum {number}", slug=f"raum-{number}")
    client = as_(lippe)
    client.get("/austausch/")
    with queries(4):  # person, rooms with what is unread there, themes, topics
        page = client.get("/austausch/")
    assert len(page.context["topics"]) == rows
    with queries(5):  # person, room, themes, topics, pinned ones
        page = client.get("/austausch/raum/alle-kreise/")
    assert len(page.context["topics"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_topic_costs_the_same_at_any_length(
    rows: int, topic: Topic, lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        answer(topic, celle)
    client = as_(lippe)
    client.get(address_of(topic))
    # Person, topic with how far it was read, posts, draft.
    with queries(4):
        page = client.get(address_of(topic))
    assert len(page.context["posts"]) == rows + 1
