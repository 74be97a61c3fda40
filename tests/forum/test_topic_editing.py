"""Titles, tags, practices of topics; drafts begun from one's own words; what stays in its room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from content.choices import Audience
from content.models import Record
from content.services import OutdatedError
from forum.choices import RoomKind, TopicState
from forum.models import Room, Topic
from forum.services import (
    ChathamHouseError,
    begin_practice,
    delete_post,
    edit_topic,
    own_words,
    set_topic_state,
    start_topic,
)
from practices.choices import State
from practices.models import Practice
from search.finding import search
from tests import factories
from tests.forum.talking import at_once
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from members.models import Kreis, User

VALUES = {"title": "Neu", "theme": None, "tag_names": ["Bus"], "practice": None}


@pytest.fixture
def topic(lippe: User) -> Topic:
    return factories.make_topic(by=lippe, title="Alt", text="Zwei Busse fahren.")


@pytest.fixture
def vertraut(lippe: User) -> Room:
    """A room under the Chatham House rule."""
    return factories.make_room(is_chatham_house=True, slug="vertraut")


def data(**more: str) -> dict[str, str]:
    return {"title": "Neu", "theme": "", "tag_names": "", "practice": "", "version": "1"} | more


def edit(topic: Topic) -> str:
    return f"{topic.get_absolute_url()}bearbeiten/"


# ---- Asking with tags ---------------------------------------------------------------------------


def test_tags_of_a_question_are_kept_shown_and_found(lippe: User, celle: User, as_: Any) -> None:
    room = factories.make_room()
    form = {
        "title": "Wer fährt?",
        "text": "Wir suchen.",
        "room": room.slug,
        "token": str(uuid4()),
        "tag_names": " Fahrtkosten,, Kosten & Wege ,Fahrtkosten",
    }
    as_(lippe).post("/austausch/frage/", form)
    begun = Topic.objects.get()
    assert begun.tag_names == ["Fahrtkosten", "Kosten & Wege"]
    assert set(begun.tags.names()) == {"Fahrtkosten", "Kosten & Wege"}
    client = as_(celle)
    page = client.get(begun.get_absolute_url())
    assert 'href="/austausch/?schlagwort=Kosten%20%26%20Wege"' in page.text
    found = client.get("/austausch/?schlagwort=Kosten%20%26%20Wege").context["topics"]
    assert [one.pk for one in found] == [begun.pk]
    assert [hit.key for hit in search(celle, "Fahrtkosten").hits] == [str(begun.pk)]


@pytest.mark.parametrize("tags", ["x" * 91, ",".join("abcdefghijk")])
def test_too_long_and_too_many_tags_are_refused_with_the_words_kept(
    tags: str, lippe: User, as_: Any
) -> None:
    room = factories.make_room()
    form = {"title": "?", "text": "Bleibt stehen", "room": room.slug, "token": str(uuid4())}
    page = as_(lippe).post("/austausch/frage/", form | {"tag_names": tags})
    assert (page.status_code, "tag_names" in page.context["form"].errors) == (200, True)
    assert ("Bleibt stehen" in page.text, Topic.objects.count()) == (True, 0)


def test_a_question_about_a_practice_begins_with_its_theme(lippe: User, as_: Any) -> None:
    practice = factories.make_practice(themes=[factories.make_theme("wohnen")])
    vertraut = factories.make_room(is_chatham_house=True, name="A")
    offen = factories.make_room(name="B")
    page = as_(lippe).get("/austausch/frage/", {"practice": practice.pk})
    assert page.context["form"].initial["theme"] == "wohnen"
    # Nothing is tied to a practice from the first room of the alphabet.
    assert page.context["form"].initial["room"] == offen.slug
    assert as_(lippe).get("/austausch/frage/").context["form"].initial["room"] == vertraut.slug


# ---- Editing ------------------------------------------------------------------------------------


def test_its_author_changes_what_a_topic_is_called_and_tied_to(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    factories.make_post(topic, by=celle, text="Zwiebelkuchen")
    theme = factories.make_theme("mobilitaet")
    practice = factories.make_practice(title="Beratungsbus")
    sent = data(
        title="Rufbus",
        theme=str(theme.pk),
        tag_names="Bus, Bahn",
        practice=f"http://localhost:8000/praxis/{practice.pk}/",
    )
    assert as_(lippe).post(edit(topic), sent).url == topic.get_absolute_url()
    run_jobs()
    topic.refresh_from_db()
    assert (topic.title, topic.theme, topic.practice) == ("Rufbus", theme, practice)
    assert (topic.tag_names, set(topic.tags.names())) == (["Bus", "Bahn"], {"Bus", "Bahn"})
    assert list(Record.objects.values_list("act", "details")) == [
        ("topic.edited", {"fields": ["title", "theme", "tag_names", "practice"]})
    ]
    # Its answers are found under the new title too.
    assert {hit.title for hit in search(celle, "Zwiebelkuchen").hits} == {"Rufbus"}
    assert "Rufbus" in as_(celle).get(practice.get_absolute_url()).text
    assert "Beratungsbus" in as_(celle).get(topic.get_absolute_url()).text
    # Nothing changed: no version, no record.
    assert as_(lippe).post(edit(topic), sent | {"version": "2"}).status_code == 302
    topic.refresh_from_db()
    assert (topic.version, Record.objects.count()) == (2, 1)


# S72
def test_an_edit_from_an_older_version_shows_both(
    topic: Topic, lippe: User, moderator: User, as_: Any
) -> None:
    as_(lippe).post(edit(topic), data(title="Rufbus", tag_names="Bus"))
    late = as_(moderator).post(edit(topic), data(title="Bürgerbus", tag_names="Bahn"))
    assert late.status_code == 409
    assert late.context["differences"] == [
        ("Frage oder Thema", "Rufbus", "Bürgerbus"),
        ("Schlagwörter", "Bus", "Bahn"),
    ]
    with pytest.raises(OutdatedError):
        edit_topic(topic, by=lippe, version=1, values=VALUES)
    newest = late.context["form"]["version"].value()
    again = data(title="Bürgerbus", tag_names="Bahn", version=newest)
    assert as_(moderator).post(edit(topic), again).status_code == 302
    topic.refresh_from_db()
    assert (topic.title, topic.tag_names, topic.version) == ("Bürgerbus", ["Bahn"], 3)


# S72: what is taken away differs, too; „gespeichert“ would be a lie.
def test_a_practice_taken_away_from_an_older_version_is_a_difference(
    lippe: User, moderator: User, as_: Any
) -> None:
    practice = factories.make_practice(title="Sprachlotsen")
    topic = factories.make_topic(by=lippe, practice=practice)
    kept = {"title": topic.title, "practice": str(practice.pk)}
    as_(lippe).post(edit(topic), data(**kept, tag_names="Bus"))
    late = as_(moderator).post(edit(topic), data(title=topic.title, practice="", tag_names="Bus"))
    assert late.status_code == 409
    assert [(theirs, mine) for _, theirs, mine in late.context["differences"]] == [
        ("Sprachlotsen", "")
    ]


# S72
def test_a_summary_from_an_older_version_shows_both(
    topic: Topic, moderator: User, as_: Any
) -> None:
    address, client = f"{topic.get_absolute_url()}zusammenfassung/", as_(moderator)
    assert client.post(address, {"summary": "Der Bus.", "version": "1"}).status_code == 302
    late = client.post(address, {"summary": "Die Bahn.", "version": "1"})
    assert (late.status_code, late.context["differences"]) == (
        409,
        [("Kurz gefasst", "Der Bus.", "Die Bahn.")],
    )
    newest = late.context["form"]["version"].value()
    client.post(address, {"summary": "Beides.", "version": newest})
    topic.refresh_from_db()
    assert topic.summary == "Beides."


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_holds() -> None:
    person = factories.make_person()
    topic = factories.make_topic(by=person)
    values = [VALUES | {"title": f"Titel {number}"} for number in range(2)]
    outcomes = at_once(2, lambda n: edit_topic(topic, by=person, version=1, values=values[n]))
    assert sorted(type(one).__name__ for one in outcomes) == ["OutdatedError", "bool"]


@pytest.mark.parametrize(
    "practice", ["999999", "draft", "members", "x", "/praxis/", "1" * 30, "\0"]
)
def test_only_a_published_practice_one_reads_is_tied(
    practice: str, lippe: User, celle: User, programme: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.PROGRAMME)
    topic = factories.make_topic(room, by=programme, title="Alt")
    hidden = {
        "draft": factories.make_practice(kreis=lippe.kreis, state=State.DRAFT),
        "members": factories.make_practice(audience=Audience.MEMBERS),
    }
    said = hidden[practice].get_absolute_url() if practice in hidden else practice
    page = as_(programme).post(edit(topic), data(practice=said))
    assert (page.status_code, "practice" in page.context["form"].errors) == (200, True)
    topic.refresh_from_db()
    assert (topic.title, topic.practice) == ("Alt", None)


def test_what_is_tied_stays_tied_though_it_was_taken_out(lippe: User, as_: Any) -> None:
    practice = factories.make_practice(state=State.ARCHIVED)
    topic = factories.make_topic(by=lippe, practice=practice)
    page = as_(lippe).get(edit(topic))
    address = page.context["form"]["practice"].value()
    as_(lippe).post(edit(topic), data(title="Neu", practice=address))
    topic.refresh_from_db()
    assert (topic.title, topic.practice) == ("Neu", practice)


def test_celle_cannot_edit_the_topic_of_lippe(
    topic: Topic, lippe: User, celle: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_topic(
        factories.make_room(RoomKind.CLOSED, hosts=[lippe]), by=lippe, title="Alt"
    )
    for person in (celle, lippe_deputy):
        assert as_(person).get(edit(topic)).status_code == 403
        assert as_(person).post(edit(topic), data()).status_code == 403
        assert as_(person).post(edit(closed), data()).status_code == 404
    # S29
    assert as_(moderator).post(edit(closed), data()).status_code == 404
    # Where nothing is written any more, the moderation still puts things in order.
    set_topic_state(topic, TopicState.CLOSED, by=moderator)
    assert as_(lippe).post(edit(topic), data()).status_code == 403
    assert as_(moderator).get(edit(topic)).status_code == 200
    assert set(Topic.objects.values_list("title", flat=True)) == {"Alt"}


# ---- Beginning a practice -----------------------------------------------------------------------


def begin(topic: Topic) -> str:
    return f"{topic.get_absolute_url()}praxisbeispiel/"


def test_a_draft_is_begun_from_the_own_words_and_leads_back(
    topic: Topic, lippe: User, lippe_deputy: User, celle: User, as_: Any
) -> None:
    factories.make_post(topic, by=celle, text="Fremdwort")
    client, form = as_(lippe_deputy), {"title": "Zwei Busse", "token": str(uuid4())}
    page = client.get(begin(topic))
    assert page.context["form"]["title"].value() == "Alt"
    assert ("Zwei Busse fahren." in page.text, "Fremdwort" in page.text) == (True, False)
    assert "Übernommen wird nur, was Ihr Kreis" in page.text
    sent = [client.post(begin(topic), form).url for _ in range(2)]  # S71
    practice = Practice.objects.get()
    assert sent == [f"/praxis/{practice.pk}/bearbeiten/"] * 2
    assert (practice.title, practice.challenge) == ("Zwei Busse", "Zwei Busse fahren.")
    assert (practice.kreis_id, practice.state) == (lippe.kreis_id, State.DRAFT)
    assert list(Record.objects.values_list("act", "details")) == [
        ("topic.practice_begun", {"practice": practice.pk})
    ]
    # There and back for the own Kreis; for others the draft is not there.
    assert "Zwei Busse" in as_(lippe).get(topic.get_absolute_url()).text
    assert "Alt" in as_(lippe).get(practice.get_absolute_url()).text
    assert f"/praxis/{practice.pk}/" not in as_(celle).get(topic.get_absolute_url()).text


def test_a_published_practice_shows_the_topic_it_began_in(
    topic: Topic, lippe: User, celle: User, liaison: User, as_: Any
) -> None:
    other = factories.make_practice(title="Worum es ging")
    Topic.objects.filter(pk=topic.pk).update(practice=other)
    practice = factories.make_practice(title="Zwei Busse", audience=Audience.PUBLIC)
    topic.begun.add(practice)
    practices = as_(celle).get(topic.get_absolute_url()).context["practices"]
    assert {one.title for one in practices} == {"Zwei Busse", "Worum es ging"}
    address, title = practice.get_absolute_url(), f'href="{topic.get_absolute_url()}"'
    shown = [title in as_(person).get(address).text for person in (celle, liaison, None)]
    assert shown == [True, False, False]


def test_only_words_of_the_own_kreis_are_taken_along(
    topic: Topic, lippe: User, celle: User, programme: User
) -> None:
    quoting = f"> **{lippe.name}:**\n>\n> Zwei Busse fahren.\n\n\nBei uns fährt einer.\n\n> Zitat"
    factories.make_post(topic, by=celle, text=quoting)
    factories.make_post(topic, by=celle, text="Später")
    assert own_words(topic, lippe) == ("Alt", "Zwei Busse fahren.")
    assert own_words(topic, celle) == ("", "Bei uns fährt einer.")
    assert own_words(topic, programme) == ("", "")
    assert own_words(topic, factories.make_person()) == ("", "")
    delete_post(topic.posts.get(number=2), by=celle)
    assert own_words(topic, celle) == ("", "Später")
    # Nor what the moderation hid.
    topic.posts.filter(number=3).update(hidden_at=topic.created_at)
    assert own_words(topic, celle) == ("", "")
    long = factories.make_topic(by=lippe, text="x" * 5000)
    assert len(own_words(long, lippe)[1]) == 2000


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_begin_one_draft(kreis_lippe: Kreis) -> None:
    person, token = factories.make_person(kreis=kreis_lippe), uuid4()
    topic = factories.make_topic(by=person)

    def act(_: int) -> int:
        return begin_practice(topic, by=person, title="Einer", token=token).pk

    (practice,) = set(at_once(10, act))
    assert list(Practice.objects.values_list("pk", "challenge")) == [
        (practice, "Wie macht ihr das?")
    ]
    assert Record.objects.filter(act="topic.practice_begun").count() == 1


def test_who_has_no_kreis_begins_no_practice(
    topic: Topic, moderator: User, lippe: User, celle: User, as_: Any
) -> None:
    assert as_(moderator).get(begin(topic)).status_code == 403
    assert "Praxisbeispiel beginnen" not in as_(moderator).get(topic.get_absolute_url()).text
    closed = factories.make_topic(factories.make_room(RoomKind.CLOSED, hosts=[lippe]), by=lippe)
    form = {"title": "Fremd", "token": str(uuid4())}
    assert as_(celle).post(begin(closed), form).status_code == 404
    assert Practice.objects.count() == 0


# ---- The Chatham House rule ---------------------------------------------------------------------


def test_nothing_of_a_room_under_the_rule_becomes_a_practice(
    vertraut: Room, lippe: User, as_: Any
) -> None:
    topic = factories.make_topic(vertraut, by=lippe, text="Vertrautes")
    client = as_(lippe)
    assert "Praxisbeispiel beginnen" not in client.get(topic.get_absolute_url()).text
    for answer in (client.get(begin(topic)), client.post(begin(topic), {"title": "x"})):
        assert (answer.status_code, "Chatham-House-Regel" in answer.text) == (403, True)
    with pytest.raises(ChathamHouseError):
        begin_practice(topic, by=lippe, title="x", token=uuid4())
    assert Practice.objects.count() == 0


def test_no_topic_of_a_room_under_the_rule_is_tied_to_a_practice(
    vertraut: Room, lippe: User, as_: Any
) -> None:
    practice, client = factories.make_practice(), as_(lippe)
    form = {"title": "?", "text": "Bleibt", "room": "vertraut", "token": str(uuid4())}
    page = client.post("/austausch/frage/", form | {"practice": str(practice.pk)})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["room"])
    assert ("Bleibt" in page.text, Topic.objects.count()) == (True, 0)
    values = {"title": "?", "practice": practice}
    with pytest.raises(ChathamHouseError):
        start_topic(vertraut, by=lippe, text="?", token=uuid4(), values=values)
    topic = factories.make_topic(vertraut, by=lippe, title="Alt")
    assert "mit keinem Praxisbeispiel verknüpft" in client.get(edit(topic)).text
    client.post(edit(topic), data(title="Neu", practice=practice.get_absolute_url()))
    with pytest.raises(ChathamHouseError):
        edit_topic(topic, by=lippe, version=2, values=VALUES | {"practice": practice})
    topic.refresh_from_db()
    assert (topic.title, topic.practice) == ("Neu", None)


def test_no_page_outside_names_a_kreis_beside_what_was_said_under_the_rule(
    vertraut: Room, lippe: User, celle: User, as_: Any
) -> None:
    practice = factories.make_practice()
    factories.make_topic(vertraut, by=lippe, title="Habichtfrage")
    # As it may have come about before.
    Topic.objects.update(practice=practice)
    client = as_(celle)
    pages = [
        client.get(address).text for address in ("/kreise/05766/", practice.get_absolute_url())
    ]
    assert ["Habichtfrage" in page for page in pages] == [False, False]
    assert "Habichtfrage" in client.get("/austausch/raum/vertraut/").text


# ---- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_a_topic_with_tags_and_practices_costs_one_query_more(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    topic = factories.make_topic(by=lippe, tag_names=[f"Wort {n}" for n in range(rows)])
    for number in range(rows):
        begin_practice(topic, by=lippe, title=f"Nummer {number}", token=uuid4())
    client = as_(lippe)
    client.get(topic.get_absolute_url())
    with queries(5):  # person, topic, posts, draft; practices
        page = client.get(topic.get_absolute_url())
    assert len(page.context["practices"]) == rows
