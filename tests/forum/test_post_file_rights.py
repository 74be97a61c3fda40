"""Files of posts have the right of their post, at the moment of delivery (S27)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.uploads import check_attachment
from forum.choices import RoomKind
from forum.drafts import place_of
from forum.models import PostFile, Room, Topic
from forum.services import (
    delete_post,
    lock_out,
    restore_post,
)
from members.choices import Role
from search.finding import search
from tests import factories
from tests.content import files

if TYPE_CHECKING:
    from content.uploads import Upload
    from members.models import User


def checked(name: str = "Ablaufplan.pdf", content: bytes = files.PDF) -> Upload:
    return check_attachment(SimpleUploadedFile(name, content))


def photo() -> Upload:
    return checked("Gruppe.jpg", files.photo())


def fetched(as_: Any, person: User | None, file: PostFile) -> int:
    status: int = as_(person).get(file.get_absolute_url()).status_code
    return status


# S38, S56
def test_no_browser_runs_or_keeps_a_file(topic: Topic, celle: User, as_: Any) -> None:
    post = topic.posts.get()
    html = factories.make_post_file(post, b"<script>alert(1)</script>", title="Kurs\u201c; plan")
    picture = factories.make_post_file(
        post, alt="Bus", width=4, height=3, content_type="image/webp"
    )
    answers = [as_(celle).get(file.get_absolute_url()) for file in (html, picture)]
    for one in answers:
        assert one["Cache-Control"] == "private, no-store"
        assert one["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert one["X-Content-Type-Options"] == "nosniff"
        assert "ETag" not in one
    assert [one["Content-Disposition"].split(";")[0] for one in answers] == [
        "attachment",
        "inline",
    ]
    assert [one["Content-Type"] for one in answers] == ["text/plain", "image/webp"]
    assert b"".join(answers[0].streaming_content) == b"<script>alert(1)</script>"


# S27, S28
def test_a_file_follows_its_post_at_once(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    post = factories.make_post(topic, by=celle)
    file = factories.make_post_file(post)
    people = (None, celle, lippe, moderator)

    def seen() -> list[int]:
        return [fetched(as_, person, file) for person in people]

    assert seen() == [302, 200, 200, 200]
    delete_post(post, by=celle)
    assert seen() == [302, 404, 404, 404]
    restore_post(post, by=celle)
    assert seen() == [302, 200, 200, 200]
    Topic.objects.update(room=factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle]))
    assert seen() == [302, 200, 200, 404]
    lock_out(topic.room, celle, by=lippe, reason="Streit")  # the former room: nothing changes
    assert seen() == [302, 200, 200, 404]
    topic.refresh_from_db()
    lock_out(topic.room, celle, by=lippe, reason="Streit")
    assert seen() == [302, 404, 200, 404]
    Topic.objects.update(deleted_at=timezone.now())
    assert seen() == [302, 404, 404, 404]


# S15
def test_a_lost_role_takes_the_files_with_it(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    file = factories.make_post_file(topic.posts.get())
    own = factories.make_draft_file(celle, place_of(topic))
    client = as_(celle)

    def seen() -> list[int]:
        return [client.get(one.get_absolute_url()).status_code for one in (file, own)]

    assert seen() == [200, 200]
    type(celle).objects.filter(pk=celle.pk).update(role=Role.LIAISON, kreis=None, is_lead=False)
    assert seen() == [404, 404]
    type(celle).objects.filter(pk=celle.pk).update(is_active=False)
    assert seen() == [302, 302]


def test_what_is_not_published_is_its_writers_alone(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    file = factories.make_draft_file(lippe, place_of(topic), title="Sperberplan")
    assert [fetched(as_, one, file) for one in (None, lippe, celle, moderator)] == [
        302,
        200,
        404,
        404,
    ]
    listed = as_(moderator).get("/verwaltung/forum/postfile/").text
    assert "Sperberplan" not in listed


def test_files_are_found_by_whoever_reads_the_post(
    room: Room, lippe: User, celle: User, liaison: User
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    found = {}
    for name, where in (("open", room), ("closed", closed)):
        topic = factories.make_topic(where, by=lippe)
        factories.make_post_file(topic.posts.get(), title="Weihenplan")
        post = factories.make_post(topic, by=lippe)
        factories.make_post_file(post, title="x", alt="Falkenbild", width=4, height=3)
        found[name] = {topic.get_absolute_url(), post.get_absolute_url()}
    both = found["open"] | found["closed"]
    for person, expected in ((lippe, both), (celle, found["open"]), (liaison, set())):
        hits = [search(person, word).hits for word in ("Weihenplan", "Falkenbild")]
        assert {hit.url for some in hits for hit in some} == expected
    delete_post(post, by=lippe)
    assert len(search(lippe, "Falkenbild").hits) == 1
