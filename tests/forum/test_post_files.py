"""Files and pictures of posts: bound to what is written, and to the right of its readers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from content.attachments import TooManyFilesError
from content.chores import forget_files
from content.drafts import drop_draft, save_draft
from content.models import Draft
from content.purging import purge_all
from content.uploads import check_attachment
from forum.drafts import NEW_TOPIC, finish_draft, keep_draft, place_of, place_of_edit
from forum.models import PostFile, PostVersion, Room, Topic
from forum.services import (
    FileChanges,
    UndescribedError,
    attach_file,
    delete_post,
    describe_files,
    detach_file,
    edit_post,
    start_topic,
    write_post,
)
from search.finding import search
from tests import factories
from tests.content import files

if TYPE_CHECKING:
    from content.uploads import Upload
    from forum.models import Post
    from members.models import User

NIGHT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)  # 1:15 in Berlin


def checked(name: str = "Ablaufplan.pdf", content: bytes = files.PDF) -> Upload:
    return check_attachment(SimpleUploadedFile(name, content))


def text_file(number: int) -> Upload:
    return checked(f"Notiz {number}.txt", f"Notiz {number}".encode())


def photo() -> Upload:
    return checked("Gruppe.jpg", files.photo())


def answer(topic: Topic, by: User, chosen: list[PostFile], text: str = "Im Anhang.") -> Post:
    return write_post(topic, by=by, text=text, token=uuid4(), files=[one.pk for one in chosen])


def titles(post: Post) -> list[str]:
    return [file.title for file in post.files.all()]


# ---- Choosing and publishing --------------------------------------------------------------------


def test_a_file_goes_from_the_draft_to_the_post(topic: Topic, lippe: User) -> None:
    place = place_of(topic)
    plan, picture = (attach_file(place, by=lippe, upload=one) for one in (checked(), photo()))
    assert describe_files(place, {picture.pk: ("Neun  Menschen\nam Tisch", False)}, by=lippe)
    post = answer(topic, lippe, [plan, picture])
    assert (titles(post), post.file_count) == (["Ablaufplan", "Gruppe"], 2)
    picture.refresh_from_db()
    assert (picture.draft, picture.alt, picture.content_type, picture.position) == (
        None,
        "Neun Menschen am Tisch",
        "image/webp",
        1,
    )
    # Turned upright, as it was taken; place and device are gone with the rewriting (S41).
    assert (picture.width, picture.height) == (48, 64)
    assert not Draft.objects.exists()


def test_the_stored_words_show_files_by_their_addresses(topic: Topic, lippe: User) -> None:
    place = place_of(topic)
    chosen = [attach_file(place, by=lippe, upload=one) for one in (checked(), photo())]
    describe_files(place, {chosen[1].pk: ("„Tisch“ & <b>", False)}, by=lippe)
    post = answer(topic, lippe, chosen)
    post.refresh_from_db()
    plan, picture = (f"/austausch/datei/{one.pk}/" for one in chosen)
    assert f'<a class="title" href="{plan}" download>Ablaufplan</a>' in post.fragment
    assert "PDF, 1 KB" in post.fragment
    assert f'src="{picture}" alt="„Tisch“ &amp; &lt;b&gt;" width="48" height="64"' in post.fragment
    assert 'loading="lazy"' in post.fragment
    # Stored for years: no address of a release, none that tells what the file is called.
    assert "/static/" not in post.fragment
    assert "Ablaufplan" not in plan


def test_what_decorates_has_no_words_and_leads_nowhere(topic: Topic, lippe: User) -> None:
    place = place_of(topic)
    picture = attach_file(place, by=lippe, upload=photo())
    describe_files(place, {picture.pk: ("", True)}, by=lippe)
    post = answer(topic, lippe, [picture])
    assert 'alt=""' in post.fragment
    assert f'href="{picture.get_absolute_url()}"' not in post.fragment


def test_a_picture_nobody_described_is_not_published(topic: Topic, lippe: User) -> None:
    picture = attach_file(place_of(topic), by=lippe, upload=photo())
    with pytest.raises(UndescribedError):
        answer(topic, lippe, [picture])
    assert (topic.posts.count(), PostFile.objects.get().post) == (1, None)
    with pytest.raises(IntegrityError, match="post_picture_described"), transaction.atomic():
        PostFile.objects.update(post=topic.posts.get(), draft=None)


def test_files_begin_a_topic(room: Room, lippe: User) -> None:
    plan = attach_file(NEW_TOPIC, by=lippe, upload=checked())
    elsewhere = attach_file("thema 1", by=lippe, upload=text_file(1))
    begun = start_topic(
        room,
        by=lippe,
        text="Wie?",
        token=uuid4(),
        values={"title": "Bus"},
        files=[plan.pk, elsewhere.pk],
    )
    assert titles(begun.posts.get()) == ["Ablaufplan"]


# S71
def test_a_file_and_a_post_sent_twice_are_one(topic: Topic, lippe: User) -> None:
    place, token = place_of(topic), uuid4()
    first, second = (attach_file(place, by=lippe, upload=checked()) for _ in range(2))
    assert first == second
    sent = [
        write_post(topic, by=lippe, text="So.", token=token, files=[first.pk]) for _ in range(2)
    ]
    assert (sent[0], titles(sent[1])) == (sent[1], ["Ablaufplan"])


# S30
def test_a_file_of_somebody_else_goes_along_with_nobody(
    topic: Topic, lippe: User, celle: User
) -> None:
    foreign = attach_file(place_of(topic), by=lippe, upload=checked())
    published = factories.make_post_file(topic.posts.get())
    post = answer(topic, celle, [foreign, published])
    assert (titles(post), post.file_count) == ([], 0)
    assert detach_file(foreign.pk, place_of(topic), by=celle) is False
    assert describe_files(place_of(topic), {foreign.pk: ("x", True)}, by=celle) is False
    foreign.refresh_from_db()
    assert (foreign.post, foreign.alt) == (None, "")


def test_six_files_are_the_most(topic: Topic, lippe: User) -> None:
    place = place_of(topic)
    chosen = [attach_file(place, by=lippe, upload=text_file(number)) for number in range(6)]
    with pytest.raises(TooManyFilesError):
        attach_file(place, by=lippe, upload=text_file(6))
    assert detach_file(chosen[1].pk, place, by=lippe) is True
    chosen[1] = attach_file(place, by=lippe, upload=text_file(7))
    positions = list(Draft.objects.get().post_files.values_list("position", flat=True))
    assert positions == list(range(6))
    with pytest.raises(IntegrityError, match="post_files_at_most"), transaction.atomic():
        factories.make_draft_file(lippe, place)
    post = answer(topic, lippe, chosen)
    with pytest.raises(TooManyFilesError):
        attach_file(place_of_edit(post), by=lippe, upload=text_file(8), post=post)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_an_empty_draft_stays_as_long_as_a_file_waits_in_it(topic: Topic, lippe: User) -> None:
    place = place_of(topic)
    save_draft(lippe, place, "Angefangen")
    kept = attach_file(place, by=lippe, upload=checked())
    left = attach_file(place, by=lippe, upload=text_file(1))
    keep_draft(lippe, place, "  ")
    assert (Draft.objects.get().text, PostFile.objects.count()) == ("", 2)
    answer(topic, lippe, [kept])
    finish_draft(lippe, place)
    assert list(Draft.objects.get().post_files.all()) == [left]
    detach_file(left.pk, place, by=lippe)
    assert not Draft.objects.exists()


def test_who_throws_a_draft_away_throws_its_files_away(topic: Topic, lippe: User) -> None:
    attach_file(place_of(topic), by=lippe, upload=checked())
    drop_draft(lippe, place_of(topic))
    assert not PostFile.objects.exists()


# ---- Editing ------------------------------------------------------------------------------------


def test_an_edit_adds_takes_away_and_describes_and_the_history_says_so(
    topic: Topic, lippe: User
) -> None:
    post = factories.make_post(topic, by=lippe)
    plan = factories.make_post_file(post, title="Alter Plan")
    picture = factories.make_post_file(post, title="Bild", alt="Ein Bus", width=4, height=3)
    place = place_of_edit(post)
    new = attach_file(place, by=lippe, upload=checked("Neuer Plan.pdf"), post=post)
    changes = FileChanges(
        added=[new.pk], removed=[plan.pk], described={picture.pk: ("Ein roter Bus", False)}
    )
    assert edit_post(post, by=lippe, text=post.text, version=1, files=changes) is True
    post.refresh_from_db()
    assert (titles(post), post.file_count, post.version) == (["Bild", "Neuer Plan"], 2, 2)
    assert [file.position for file in post.files.all()] == [0, 1]
    assert ("Ein roter Bus" in post.fragment, "Alter Plan" in post.fragment) == (True, False)
    assert PostVersion.objects.get().files == "Alter Plan (TXT, 1 KB)\nBild (WEBP, 1 KB)"
    assert search(lippe, "Alter").hits == []
    assert edit_post(post, by=lippe, text=post.text, version=2, files=changes) is False
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_an_edit_cannot_take_the_description_off_a_picture(topic: Topic, lippe: User) -> None:
    post = topic.posts.get()
    picture = factories.make_post_file(post, alt="Ein Bus", width=4, height=3)
    changes = FileChanges(described={picture.pk: (" ", False)})
    with pytest.raises(UndescribedError):
        edit_post(post, by=lippe, text="Anders", version=1, files=changes)
    post.refresh_from_db()
    assert (post.text, post.files.get().alt) == ("Was hat geholfen?", "Ein Bus")


# S30
def test_an_edit_touches_no_files_of_other_posts(topic: Topic, lippe: User, celle: User) -> None:
    post = topic.posts.get()
    foreign = factories.make_post_file(factories.make_post(topic, by=celle))
    waiting = factories.make_draft_file(celle, place_of_edit(post))
    changes = FileChanges(added=[foreign.pk, waiting.pk], removed=[foreign.pk])
    assert edit_post(post, by=lippe, text=post.text, version=1, files=changes) is False
    assert (PostFile.objects.count(), post.files.count()) == (2, 0)


# ---- Forgetting ---------------------------------------------------------------------------------


def test_files_of_a_draft_nobody_went_on_with_are_forgotten(
    topic: Topic, lippe: User, celle: User
) -> None:
    published = factories.make_post_file(topic.posts.get())
    for person, text in ((lippe, "Angefangen"), (celle, "")):
        factories.make_draft_file(person, place_of(topic))
        Draft.objects.filter(person=person).update(text=text)
    Draft.objects.update(saved_at=NIGHT - timedelta(days=31))
    fresh = factories.make_draft_file(lippe, NEW_TOPIC)
    Draft.objects.filter(place=NEW_TOPIC).update(saved_at=NIGHT - timedelta(days=29))
    for _ in range(2):
        purge_all(NIGHT)
    assert set(PostFile.objects.all()) == {published, fresh}
    # The words stay.
    assert set(Draft.objects.values_list("text", flat=True)) == {"Angefangen", ""}


def test_what_is_stored_stays_as_long_as_a_post_or_a_draft_names_it(
    topic: Topic, lippe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = factories.make_post_file(topic.posts.get())
    waiting = factories.make_draft_file(lippe, place_of(topic))
    names = [str(file.file.name) for file in (published, waiting)]
    monkeypatch.setattr("content.chores._PATIENCE", timedelta(seconds=-1))

    def left() -> list[bool]:
        forget_files(NIGHT + timedelta(hours=1))
        return [default_storage.exists(name) for name in names]

    assert left() == [True, True]
    waiting.delete()
    assert left() == [True, False]
    # In the bin, a post keeps its files.
    delete_post(topic.posts.get(), by=lippe)
    assert left() == [True, False]


# ---- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_files_cost_a_topic_nothing(
    rows: int, topic: Topic, celle: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        file = factories.make_post_file(topic.posts.get())
    client = as_(celle)
    client.get(topic.get_absolute_url())
    with queries(4):  # person, topic with how far it was read, posts, draft
        client.get(topic.get_absolute_url())
    with queries(2):  # person, file with the right of its post
        client.get(file.get_absolute_url())
