"""`visible_to` and `can_read` agree about rooms and what stands in them, for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from django.core.management import call_command

from forum.access import (
    can_read_post,
    can_read_post_file,
    can_read_room,
    can_read_topic,
    may_decide,
    may_moderate,
)
from forum.choices import RoomKind
from forum.models import Post, PostFile, Report, Room, RoomLock, RoomMember, Topic
from forum.readers import people_deciding, people_moderating, readers_of
from members.models import User
from search.finding import search
from tests import factories


@pytest.fixture
def rooms(readers: list[Any]) -> list[Room]:
    """Rooms of every kind: nobody, everybody named; nobody, everybody locked out; archived."""
    people = [one for one in readers if one.is_authenticated]
    writer = factories.make_person()
    made = []
    for kind, named, locked in product(RoomKind, (False, True), (False, True)):
        room = factories.make_room(
            kind, hosts=[writer], named=people if named else (), locked=people if locked else ()
        )
        topic = factories.make_topic(room, by=writer)
        factories.make_post(topic, by=writer)
        gone = factories.make_post(topic, by=writer)
        Post.objects.filter(pk=gone.pk).update(deleted_at=datetime.now(UTC))
        absent = factories.make_topic(room, by=writer)
        Topic.objects.filter(pk=absent.pk).update(deleted_at=datetime.now(UTC))
        made.append(room)
    Room.objects.filter(pk__in=[room.pk for room in made[::2]]).update(
        archived_at=datetime.now(UTC)
    )
    return list(Room.objects.order_by("pk"))


def test_sql_and_python_agree_on_rooms(readers: list[Any], rooms: list[Room]) -> None:
    counts = []
    for reader in readers:
        in_sql = set(Room.objects.visible_to(reader))
        assert in_sql == {room for room in rooms if can_read_room(reader, room)}, reader
        members = set(RoomMember.objects.visible_to(reader))
        assert members == set(RoomMember.objects.filter(room__in=in_sql)), reader
        counts.append(len(in_sql))
    # public; coordinators; programme, in its rooms and where named; nobody else but the office
    assert counts == [0, 5, 5, 5, 4, 0, 5, 0, 0, 0]


def test_sql_and_python_agree_on_topics_and_posts(readers: list[Any], rooms: list[Room]) -> None:
    topics = list(Topic.objects.select_related("room"))
    posts = list(Post.objects.select_related("topic__room"))
    assert (len(topics), len(posts)) == (24, 48)
    for reader in readers:
        in_sql = set(Topic.objects.visible_to(reader))
        assert in_sql == {topic for topic in topics if can_read_topic(reader, topic)}, reader
        words = set(Post.objects.visible_to(reader))
        assert words == {post for post in posts if can_read_post(reader, post)}, reader
        assert len(words) == 3 * len(in_sql) == 3 * Room.objects.visible_to(reader).count()


@pytest.fixture
def moderated(readers: list[Any], rooms: list[Room]) -> list[Room]:
    """In these rooms every second post is hidden, one of them a reader's, who hosts where named.

    One room locked everybody out until yesterday.
    """
    lippe, _, celle = readers[1:4]
    Post.objects.filter(number=2).update(hidden_at=datetime.now(UTC), author=celle)
    RoomMember.objects.filter(person=lippe).update(is_host=True)
    over = factories.make_room(locked=[one for one in readers if one.is_authenticated])
    over.locks.update(until=date(2025, 1, 1))
    factories.make_topic(over, by=celle)
    return [*rooms, over]


def test_sql_and_python_agree_on_who_moderates(readers: list[Any], moderated: list[Room]) -> None:
    everybody = User.objects.with_access()
    counts = []
    for reader in readers:
        in_sql = set(Room.objects.moderated_by(reader))
        assert in_sql == {room for room in moderated if may_moderate(reader, room)}, reader
        counts.append(len(in_sql))
    # A host moderates the closed room that names him, the office the rooms it reads.
    assert counts == [0, 1, 0, 0, 0, 0, 6, 0, 0, 0]
    for room in moderated:
        people = {one for one in everybody if room in Room.objects.moderated_by(one)}
        assert set(people_moderating(room)) == people, room.kind


def test_sql_and_python_agree_on_reports_and_locks(
    readers: list[Any], moderated: list[Room]
) -> None:
    posts = Post.objects.select_related("topic__room")
    for post in posts:
        Report.objects.create(post=post, cause="ton")
    reports = list(Report.objects.select_related("post__topic__room"))
    locks = list(RoomLock.objects.select_related("room"))
    assert (len(reports), len(locks)) == (49, 63)
    for reader in readers:
        in_sql = set(Report.objects.visible_to(reader))
        deciding = {
            one
            for one in reports
            if one.post.topic.deleted_at is None and may_decide(reader, one.post)
        }
        assert in_sql == deciding, reader
        lifting = {lock for lock in locks if may_moderate(reader, lock.room)}
        assert set(RoomLock.objects.visible_to(reader)) == lifting, reader
    assert {post for post in posts if people_deciding(post).filter(posts=post).exists()} == set()


def test_sql_and_python_agree_on_files_of_posts(readers: list[Any], moderated: list[Room]) -> None:
    for post in Post.objects.select_related("topic__room"):
        factories.make_post_file(post)
    for person in readers[1:]:
        factories.make_draft_file(person, "neue Frage")
    files = list(PostFile.objects.select_related("post__topic__room", "draft"))
    assert len(files) == 49 + len(readers) - 1
    for reader in readers:
        in_sql = set(PostFile.objects.visible_to(reader))
        assert in_sql == {file for file in files if can_read_post_file(reader, file)}, reader
        own = [file for file in in_sql if file.draft_id is not None]
        assert {file.uploaded_by_id for file in own} <= {getattr(reader, "pk", None)}


def test_those_who_read_along_are_those_who_read(readers: list[Any], rooms: list[Room]) -> None:
    factories.make_person(kreis=factories.make_kreis(member_until="2025-12-31"))
    everybody = User.objects.with_access()
    for room in rooms:
        reading = {one for one in everybody if room in Room.objects.visible_to(one)}
        people = readers_of(room).people
        assert (set(people), len(people)) == (reading, len(reading)), room.kind


def test_the_index_agrees_on_topics_and_answers(readers: list[Any], rooms: list[Room]) -> None:
    call_command("reindex", verbosity=0)
    for reader in readers:
        topics = {int(hit.key) for hit in search(reader, "", kind="thema", size=100).hits}
        assert topics == {topic.pk for topic in Topic.objects.visible_to(reader)}, reader
        answers = {int(hit.key) for hit in search(reader, "", kind="beitrag", size=100).hits}
        living = Post.objects.visible_to(reader).filter(number__gt=1, deleted_at__isnull=True)
        assert answers == {post.pk for post in living}, reader
