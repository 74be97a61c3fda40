"""Files while somebody writes, without a script: what is typed and chosen stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from content.models import Draft
from content.uploads import EMPTY
from forum.choices import TopicState
from forum.drafts import NEW_TOPIC, place_of
from forum.models import Post, PostFile, Room, Topic
from tests import factories
from tests.content import files
from tests.forum.composing import TEXT, attached, errors, kept, led, one, photo, send
from tests.forum.talking import address_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from members.models import User

# ---- Answering ----------------------------------------------------------------------------------


def test_a_file_is_attached_described_looked_at_and_published(
    topic: Topic, celle: User, as_: Any
) -> None:
    client = as_(celle)
    page = send(client, topic, "anhaengen", files=[one(), photo()])
    assert (kept(page), attached(page), errors(page)) == (True, ["Ablaufplan", "Gruppe"], [])
    assert (topic.posts.count(), Draft.objects.get().text) == (1, TEXT)
    plan, picture = PostFile.objects.all()
    going: dict[str, Any] = {
        "file": [str(plan.pk), str(picture.pk)],
        f"alt_{picture.pk}": "Neun Menschen",
    }
    page = send(client, topic, "vorschau", **going)
    preview = page.text[page.text.index('aria-label="Vorschau"') :]
    assert f'src="{picture.get_absolute_url()}" alt="Neun Menschen"' in preview
    # On another device, or after the laptop was closed, all of it stands there again.
    again = as_(celle).get(address_of(topic))
    assert (kept(again), attached(again)) == (True, ["Ablaufplan", "Gruppe"])
    assert "Neun Menschen</textarea>" in again.text
    answer = send(client, topic, **going)
    assert led(answer) == f"{address_of(topic)}?ab=2#beitrag-2"
    post = topic.posts.get(number=2)
    assert [(file.title, file.alt) for file in post.files.all()] == [
        ("Ablaufplan", ""),
        ("Gruppe", "Neun Menschen"),
    ]
    assert not Draft.objects.exists()
    assert picture.get_absolute_url() in client.get(address_of(topic)).text


def test_a_file_chosen_and_not_attached_goes_along_with_the_words(
    topic: Topic, celle: User, as_: Any
) -> None:
    client, token = as_(celle), str(uuid4())
    # S71: sent twice, it is one post with one file, and nothing is left in the composer.
    answers = [send(client, topic, token=token, files=[one()]) for _ in range(2)]
    assert [led(answer) for answer in answers] == [f"{address_of(topic)}?ab=2#beitrag-2"] * 2
    assert list(PostFile.objects.values_list("post__number", "title")) == [(2, "Ablaufplan")]
    assert attached(client.get(address_of(topic))) == []


def test_a_picture_asks_for_its_words_before_it_is_published(
    topic: Topic, celle: User, as_: Any
) -> None:
    client = as_(celle)
    page = send(client, topic, files=[photo()])
    picture = PostFile.objects.get()
    sentence = "Sagen Sie in einem Satz, was auf dem Bild „Gruppe“ zu sehen ist."
    assert (errors(page), kept(page), topic.posts.count()) == ([sentence], True, 1)
    assert f'<li><a href="#alt_{picture.pk}">{sentence}</a></li>' in page.text
    assert "<title>Fehler: " in page.text
    assert f'aria-describedby="alt_{picture.pk}_error"' in page.text
    going = {"file": str(picture.pk), f"alt_{picture.pk}": "", f"decorative_{picture.pk}": "1"}
    assert send(client, topic, **going).status_code == 302
    assert topic.posts.get(number=2).files.get().is_decorative is True


def test_a_file_is_taken_out_and_the_words_stay(topic: Topic, celle: User, as_: Any) -> None:
    client = as_(celle)
    send(client, topic, "anhaengen", files=[one(), one("Notiz.txt", b"Notiz")])
    plan = PostFile.objects.get(title="Ablaufplan")
    page = send(client, topic, entfernen=str(plan.pk))
    assert (kept(page), attached(page)) == (True, ["Notiz"])


def test_attaching_asks_for_no_words_yet(topic: Topic, celle: User, as_: Any) -> None:
    page = send(as_(celle), topic, "anhaengen", text="", files=[one()])
    assert (attached(page), page.context["form"].errors, errors(page)) == (["Ablaufplan"], {}, [])
    page = send(as_(celle), topic, text="", file=str(PostFile.objects.get().pk))
    assert page.context["form"].errors["text"] == [
        "Schreiben Sie etwas, bevor Sie veröffentlichen."
    ]
    assert attached(page) == ["Ablaufplan"]


# S38, S39, S40: refused with a sentence; the words and the good files stay.
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leer.pdf", b"", f"„leer.pdf“: {EMPTY}"),
        ("seite.html", b"<p>", "„seite.html“: Dateien mit der Endung „.html“ nimmt das Portal"),
        ("seite.pdf", b"<script>", "„seite.pdf“: Der Inhalt der Datei passt nicht zur Endung"),
        ("bild.svg", b"<svg/>", "„bild.svg“: Dateien mit der Endung „.svg“ nimmt das Portal"),
        ("x" * 300 + ".exe", b"MZ", f"„{'x' * 60}“: Dateien mit der Endung „.exe“"),
        ("bild.png", files.huge_png(), "„bild.png“: Das Bild hat zu viele Bildpunkte"),
        ("b.docx", files.bombs()["zip.docx"], "„b.docx“: Die Datei enthält ausgepackt"),
        ("../../a\0b.html", b"x", "nimmt das Portal nicht an"),
    ],
)
def test_what_is_refused_says_why_and_the_rest_stays(
    name: str, content: bytes, sentence: str, topic: Topic, celle: User, as_: Any
) -> None:
    for act in ("anhaengen", ""):
        page = send(as_(celle), topic, act, files=[one(), one(name, content)])
        assert (page.status_code, kept(page), attached(page)) == (200, True, ["Ablaufplan"])
        (said,) = errors(page)
        assert sentence in said
        assert topic.posts.count() == 1


# S39
@pytest.mark.parametrize("name", ["ä" * 300 + ".pdf", "../../../etc/pass.wd.pdf", "\u202efdp.pdf"])
def test_names_are_shown_and_never_used(name: str, topic: Topic, celle: User, as_: Any) -> None:
    send(as_(celle), topic, files=[one(name)])
    file = topic.posts.get(number=2).files.get()
    assert re.fullmatch(r"forum/[0-9a-f]{32}\.pdf", str(file.file.name))
    assert not set(file.title) & {"/", "\u202e"}
    assert len(file.title) <= 160
    assert as_(celle).get(file.get_absolute_url()).status_code == 200


def test_the_seventh_file_is_one_too_many(topic: Topic, celle: User, as_: Any) -> None:
    def notes(*numbers: int) -> list[SimpleUploadedFile]:
        return [one(f"{number}.txt", f"Notiz {number}".encode()) for number in numbers]

    client = as_(celle)
    # More than six at once no form of the portal sends.
    assert send(client, topic, "anhaengen", files=notes(*range(7))).status_code == 400
    send(client, topic, "anhaengen", files=notes(0, 1, 2, 3))
    page = send(client, topic, "anhaengen", files=notes(3, 4, 5, 6))
    assert attached(page) == [str(number) for number in range(6)]
    assert errors(page) == ["Es gehen höchstens 6 Dateien. Entfernen Sie vorher eine."]


# S39
def test_what_did_not_arrive_whole_is_refused_and_the_words_stay(
    topic: Topic, celle: User, as_: Any
) -> None:
    page = as_(celle).post(
        address_of(topic, "antworten/"), {"text": TEXT, "token": str(uuid4()), "files": [one()]}
    )
    assert errors(page) == ["Die Übertragung brach ab. Wählen Sie die Datei bitte noch einmal."]
    assert (kept(page), topic.posts.count(), PostFile.objects.count()) == (True, 1, 0)


def test_a_topic_closed_while_a_file_is_sent_keeps_words_and_earlier_files(
    topic: Topic, celle: User, as_: Any
) -> None:
    client = as_(celle)
    send(client, topic, "anhaengen", files=[one()])
    Topic.objects.update(state=TopicState.CLOSED)
    page = send(client, topic, files=[one("Notiz.txt", b"Notiz")])
    assert (page.status_code, kept(page), attached(page)) == (409, True, ["Ablaufplan"])
    assert PostFile.objects.get().get_absolute_url() in page.text
    answer = client.post(address_of(topic, "dateien/"), {"files": [one()], "end": "1"})
    assert (answer.status_code, "geschlossen" in answer.text) == (409, True)
    assert (topic.posts.count(), Draft.objects.get().text) == (1, TEXT)


# S30
def test_files_of_others_neither_go_nor_leave(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    foreign = factories.make_draft_file(lippe, place_of(topic), title="Sperberplan")
    published = factories.make_post_file(topic.posts.get())
    names: dict[str, Any] = {"file": [str(foreign.pk), str(published.pk)], f"alt_{foreign.pk}": "x"}
    page = send(as_(celle), topic, "entfernen", **names, entfernen=str(foreign.pk))
    assert ("Sperberplan" in page.text, attached(page)) == (False, [])
    send(as_(celle), topic, **names)
    foreign.refresh_from_db()
    assert (foreign.post, foreign.alt, topic.posts.get(number=2).files.count()) == (None, "", 0)


@pytest.mark.parametrize("strange", ["x", "-1", "9" * 40, "", "²"])
def test_strange_ids_break_nothing(strange: str, topic: Topic, celle: User, as_: Any) -> None:
    names = {"file": strange, f"alt_{strange}": "x"}
    assert send(as_(celle), topic, "entfernen", entfernen=strange, **names).status_code == 200
    assert send(as_(celle), topic, **names).status_code == 302


# S36, S37
@pytest.mark.parametrize("text", ["", " \n", "a\0b", "x" * 1_000_000, ">" * 5000, "\u202e\u200b😀"])
def test_strange_words_with_a_file_never_break_the_page(
    text: str, topic: Topic, celle: User, as_: Any
) -> None:
    for act in ("anhaengen", "vorschau", ""):
        page = send(as_(celle), topic, act, text=text, files=[one()])
        assert page.status_code in {200, 302}
    assert PostFile.objects.count() == 1


def test_a_picture_says_what_fits_on_a_line(topic: Topic, celle: User, as_: Any) -> None:
    send(as_(celle), topic, "anhaengen", files=[photo()])
    picture = PostFile.objects.get()
    data = {f"alt_{picture.pk}": "Ein\0 Bus\r\n\u202efährt " + "x" * 400, "text": TEXT}
    answer = as_(celle).post(address_of(topic, "entwurf/"), data)
    picture.refresh_from_db()
    assert (answer.status_code, picture.alt[:16], len(picture.alt)) == (
        200,
        "Ein Bus fährt xx",
        250,
    )


# ---- With a script -------------------------------------------------------------------------------


def test_the_script_gets_the_list_of_files_alone(topic: Topic, celle: User, as_: Any) -> None:
    client = as_(celle)
    place = address_of(topic, "dateien/")
    page = client.post(place, {"files": [photo()], "end": "1"})
    picture = PostFile.objects.get()
    assert "<html" not in page.text
    assert f'name="file" value="{picture.pk}"' in page.text
    page = client.post(place, {"entfernen": str(picture.pk), f"alt_{picture.pk}": "Bus"})
    assert (page.text.strip(), PostFile.objects.count()) == ("", 0)
    page = client.post(place, {"files": [one("a.exe", b"MZ")], "end": "1"})
    assert "„a.exe“: Dateien mit der Endung „.exe“ nimmt das Portal nicht an." in page.text
    assert client.get(place).url == f"{address_of(topic)}#antwort"


# ---- Asking --------------------------------------------------------------------------------------


def test_a_question_takes_files_along(room: Room, lippe: User, as_: Any) -> None:
    client = as_(lippe)
    data = {"title": "Dari?", "text": TEXT, "room": room.slug, "token": str(uuid4()), "end": "1"}
    page = client.post("/austausch/frage/", data | {"anhaengen": "1", "files": [one(), photo()]})
    assert (kept(page), attached(page)) == (True, ["Ablaufplan", "Gruppe"])
    assert 'value="Dari?"' in page.text
    assert Draft.objects.get().place == NEW_TOPIC
    plan, picture = PostFile.objects.all()
    again = client.get("/austausch/frage/")
    assert (kept(again), attached(again)) == (True, ["Ablaufplan", "Gruppe"])
    going: dict[str, Any] = {"file": [str(plan.pk), str(picture.pk)]}
    page = client.post("/austausch/frage/", data | going)
    assert (len(errors(page)), attached(page), Topic.objects.count()) == (1, attached(again), 0)
    going |= {f"alt_{picture.pk}": "Neun Menschen"}
    sent = [client.post("/austausch/frage/", data | going | {"files": [one()]}) for _ in range(2)]
    begun = Topic.objects.get()
    assert [led(answer) for answer in sent] == [begun.get_absolute_url()] * 2
    assert [file.title for file in begun.posts.get().files.all()] == ["Ablaufplan", "Gruppe"]
    assert (Draft.objects.count(), Post.objects.count()) == (0, 1)
    page = client.post("/austausch/frage/dateien/", {"files": [one()], "end": "1"})
    assert "<b>Ablaufplan</b>" in page.text


def test_a_question_to_an_archived_room_keeps_its_files(room: Room, lippe: User, as_: Any) -> None:
    other = factories.make_room()
    data = {"title": "Dari?", "text": TEXT, "room": room.slug, "token": str(uuid4()), "end": "1"}
    as_(lippe).post("/austausch/frage/", data | {"anhaengen": "1", "files": [one()]})
    Room.objects.filter(pk=room.pk).update(archived_at="2026-01-01T00:00Z")
    going = {"file": str(PostFile.objects.get().pk)}
    page = as_(lippe).post("/austausch/frage/", data | going)
    assert (kept(page), attached(page), Topic.objects.count()) == (True, ["Ablaufplan"], 0)
    as_(lippe).post("/austausch/frage/", data | going | {"room": other.slug})
    assert Topic.objects.get().posts.get().files.get().title == "Ablaufplan"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_draft_with_files_costs_one_query_more(
    rows: int, topic: Topic, celle: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        factories.make_draft_file(celle, place_of(topic))
    client = as_(celle)
    client.get(address_of(topic))
    # Person, topic with how far it was read, posts, draft, its files.
    with queries(5):
        page = client.get(address_of(topic))
    assert len(page.context["attached"]) == rows
