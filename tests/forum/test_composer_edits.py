"""Editing a post with its files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from content.models import Draft
from forum.models import Post, PostFile, Topic
from tests import factories
from tests.forum.composing import TEXT, attached, errors, kept, one, photo
from tests.forum.talking import address_of

if TYPE_CHECKING:
    from members.models import User


def edit(client: Any, post: Post, act: str = "", **more: Any) -> Any:
    data = {"text": TEXT, "version": "1", "end": "1"} | ({act: "1"} if act else {})
    return client.post(address_of(post.topic, f"{post.number}/bearbeiten/"), data | more)


def test_an_edit_attaches_removes_and_shows_it_first(topic: Topic, celle: User, as_: Any) -> None:
    post, client = factories.make_post(topic, by=celle), as_(celle)
    old = factories.make_post_file(post, title="Alter Plan")
    page = edit(client, post, "anhaengen", files=[photo()], remove=str(old.pk))
    assert (kept(page), attached(page)) == (True, ["Gruppe"])
    assert f'name="remove" value="{old.pk}" checked' in page.text
    picture = PostFile.objects.get(title="Gruppe")
    going = {
        "file": str(picture.pk),
        f"alt_{picture.pk}": "Neun Menschen",
        "remove": str(old.pk),
    }
    page = edit(client, post, "vorschau", **going)
    preview = page.text.partition('aria-label="Vorschau"')[2].partition("<form")[0]
    assert ('alt="Neun Menschen"' in preview, "Alter Plan" in preview) == (True, False)
    # Nothing is published yet: readers see the old file, and only that.
    assert [file.title for file in post.files.all()] == ["Alter Plan"]
    again = client.get(address_of(topic, "2/bearbeiten/"))
    assert (kept(again), attached(again)) == (True, ["Gruppe"])
    assert edit(client, post, **going).url == post.get_absolute_url()
    assert [file.title for file in post.files.all()] == ["Gruppe"]
    assert not Draft.objects.exists()
    history = client.get(address_of(topic, "2/verlauf/")).text
    assert "Dateien: Alter Plan (TXT, 1 KB)" in history


def test_a_conflict_keeps_words_and_files(topic: Topic, celle: User, as_: Any) -> None:
    post, client = factories.make_post(topic, by=celle), as_(celle)
    assert edit(client, post, text="Zuerst").status_code == 302
    page = edit(client, post, files=[one()])
    assert (page.status_code, kept(page), attached(page)) == (409, True, ["Ablaufplan"])
    file = PostFile.objects.get()
    assert edit(client, post, version="2", file=str(file.pk)).status_code == 302
    assert [file.title for file in post.files.all()] == ["Ablaufplan"]


def test_a_picture_that_stays_keeps_its_words(topic: Topic, celle: User, as_: Any) -> None:
    post, client = factories.make_post(topic, by=celle), as_(celle)
    picture = factories.make_post_file(post, title="Bus", alt="Ein Bus", width=4, height=3)
    empty = {f"alt_{picture.pk}": ""}
    page = edit(client, post, **empty)
    assert errors(page) == ["Sagen Sie in einem Satz, was auf dem Bild „Bus“ zu sehen ist."]
    assert (kept(page), post.files.get().alt) == (True, "Ein Bus")
    page = client.post(address_of(topic, "2/dateien/"), {"files": [one()], "end": "1"} | empty)
    assert f'name="remove" value="{picture.pk}"' in page.text
    assert edit(client, post, **empty, remove=str(picture.pk)).status_code == 302
    assert post.files.count() == 0


def test_a_post_has_six_files_with_those_it_had(topic: Topic, celle: User, as_: Any) -> None:
    post, client = factories.make_post(topic, by=celle), as_(celle)
    for _ in range(5):
        old = factories.make_post_file(post)
    page = edit(client, post, files=[one(), one("Notiz.txt", b"Notiz")])
    assert errors(page) == ["Es gehen höchstens 6 Dateien. Entfernen Sie vorher eine."]
    assert (kept(page), attached(page)) == (True, ["Ablaufplan"])
    going = {"file": str(PostFile.objects.get(post=None).pk), "remove": str(old.pk)}
    assert edit(client, post, **going).status_code == 302
    assert post.files.count() == 5


def test_an_edit_that_is_begun_lies_on_the_server_too(topic: Topic, celle: User, as_: Any) -> None:
    post, client = factories.make_post(topic, by=celle), as_(celle)
    place = address_of(topic, "2/entwurf/")
    said = client.post(place, {"text": TEXT, "version": "1"}).json()["said"]
    assert re.fullmatch(r"Entwurf auf dem Server gespeichert, \d\d:\d\d Uhr", said)
    assert kept(as_(celle).get(address_of(topic, "2/bearbeiten/")))
    post.refresh_from_db()
    assert post.text == "Mit einem Bus."
    edit(client, post, text="Zuerst")
    answer = client.post(place, {"text": TEXT, "version": "1"})
    assert (answer.status_code, "anderer Stelle" in answer.json()["said"]) == (409, True)
    client.post(place, {"text": TEXT, "version": "2"})
    client.post(place, {"verwerfen": "1"})
    page = client.get(address_of(topic, "2/bearbeiten/"))
    assert (page.context["form"].initial["text"], Draft.objects.count()) == ("Zuerst", 0)
