"""Posts and topics: numbers without a gap, one thing of a form sent twice, nothing overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from content.models import Record
from content.services import OutdatedError
from forum.choices import TopicState
from forum.models import Post, PostVersion, Room, Topic
from forum.services import (
    ClosedError,
    archive_room,
    delete_post,
    edit_post,
    mark_best_answer,
    pin_topic,
    restore_post,
    say_helpful,
    set_topic_state,
    start_topic,
    summarise_topic,
    write_post,
)
from tests import factories
from tests.forum.talking import at_once

if TYPE_CHECKING:
    from members.models import User


@pytest.fixture
def topic(lippe: User) -> Topic:
    return factories.make_topic(by=lippe)


# ---- Numbers ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_at_once_get_numbers_without_a_gap(lippe: User, celle: User) -> None:
    topic = factories.make_topic(by=lippe)
    writers = (lippe, celle)

    def write(number: int) -> int:
        by = writers[number % 2]
        return write_post(topic, by=by, text=f"Nummer {number}", token=uuid4()).number

    assert sorted(map(int, map(str, at_once(50, write)))) == list(range(2, 52))
    topic.refresh_from_db()
    assert (topic.post_count, topic.kreis_count) == (51, 2)
    assert list(topic.posts.values_list("number", flat=True)) == list(range(1, 52))


# S71
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_ten_times_at_once_makes_one_topic_and_one_post(lippe: User) -> None:
    room, tokens = factories.make_room(), (uuid4(), uuid4())
    values = {"title": "Sprachmittlung"}

    def begin(number: int) -> int:
        return start_topic(room, by=lippe, text="Wie?", token=tokens[0], values=values).pk

    begun = at_once(10, begin)
    topic = Topic.objects.get()
    assert begun == [topic.pk] * 10

    def answer(number: int) -> int:
        return write_post(topic, by=lippe, text="So.", token=tokens[1]).number

    assert at_once(10, answer) == [2] * 10
    room.refresh_from_db()
    assert (room.topic_count, Post.objects.count()) == (1, 2)


# S71
@pytest.mark.django_db(transaction=True)
def test_one_token_sent_to_two_topics_at_once_fails_for_nobody(lippe: User) -> None:
    topics = [factories.make_topic(by=lippe) for _ in range(2)]
    token = uuid4()

    def answer(number: int) -> str:
        return write_post(topics[number % 2], by=lippe, text="So.", token=token).text

    assert at_once(8, answer) == ["So."] * 8
    assert Post.objects.filter(number=2).count() == 2


# S30
def test_a_token_of_somebody_else_is_of_no_use(topic: Topic, lippe: User, celle: User) -> None:
    token = uuid4()
    first = write_post(topic, by=lippe, text="Von Lippe", token=token)
    second = write_post(topic, by=celle, text="Von Celle", token=token)
    assert [(post.number, post.author, post.text) for post in (first, second)] == [
        (2, lippe, "Von Lippe"),
        (3, celle, "Von Celle"),
    ]


def test_the_token_of_a_topic_serves_no_answer(lippe: User) -> None:
    token, room = uuid4(), factories.make_room()
    topic = start_topic(room, by=lippe, text="Wie?", token=token, values={"title": "Bus"})
    assert write_post(topic, by=lippe, text="So.", token=token).number == 2


def test_author_and_kreis_stay_with_what_was_written(topic: Topic, celle: User) -> None:
    post = factories.make_post(topic, by=celle)
    celle.first_name, celle.kreis = "Anders", factories.make_kreis()
    celle.save()
    post.refresh_from_db()
    assert (post.author_name, post.author_kreis) == ("Kim " + celle.last_name, "Landkreis Celle")


# ---- Editing, taking away -----------------------------------------------------------------------


# S72
def test_an_edit_from_an_older_version_is_refused(topic: Topic, lippe: User) -> None:
    post = topic.posts.get()
    assert edit_post(post, by=lippe, text="Neu", version=1) is True
    with pytest.raises(OutdatedError) as refused:
        edit_post(post, by=lippe, text="Älter", version=1)
    assert refused.value.current.text == "Neu"
    post.refresh_from_db()
    versions = list(PostVersion.objects.values_list("text", flat=True))
    assert (post.text, post.version, versions) == ("Neu", 2, ["Wie macht ihr das?"])
    assert "Neu" in post.fragment
    assert "bearbeitet" in post.fragment


def test_the_same_words_are_no_edit(topic: Topic, lippe: User) -> None:
    post = topic.posts.get()
    assert edit_post(post, by=lippe, text=post.text, version=1) is False
    post.refresh_from_db()
    assert (post.version, post.edited_at, Record.objects.count()) == (1, None, 0)


def test_a_deleted_post_leaves_a_note_and_comes_back(topic: Topic, lippe: User) -> None:
    post = factories.make_post(topic, by=lippe, text="Geheimwort")
    assert [delete_post(post, by=lippe) for _ in range(2)] == [True, False]
    post.refresh_from_db()
    assert ("Geheimwort" in post.fragment, "gelöscht" in post.fragment) == (False, True)
    with pytest.raises(OutdatedError):
        edit_post(post, by=lippe, text="Doch", version=1)
    assert [restore_post(post, by=lippe) for _ in range(2)] == [True, False]
    post.refresh_from_db()
    assert ("Geheimwort" in post.fragment, "gelöscht" in post.fragment) == (True, False)
    acts = Record.objects.order_by("pk").values_list("act", "key")
    assert list(acts) == [("post.deleted", str(post.pk)), ("post.restored", str(post.pk))]


# Writing, editing, deleting lock the topic first: whoever brings a post back stands in that line.
@pytest.mark.django_db(transaction=True)
def test_a_post_comes_back_after_who_writes_in_the_topic_now(lippe: User) -> None:
    topic = factories.make_topic(by=lippe)
    post = topic.posts.get()
    delete_post(post, by=lippe)

    def bring_back(_: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '100ms'")
        return restore_post(post, by=lippe)

    with transaction.atomic():
        Topic.objects.select_for_update().get(pk=topic.pk)
        (refused,) = at_once(1, bring_back)
    assert isinstance(refused, OperationalError)
    assert at_once(1, bring_back) == [True]


# S66
def test_the_trail_holds_no_words_of_a_post(topic: Topic, lippe: User) -> None:
    post = factories.make_post(topic, by=lippe, text="Geheimwort")
    edit_post(post, by=lippe, text="Geheimwort, anders", version=1)
    delete_post(post, by=lippe)
    summarise_topic(topic, by=lippe, summary="Geheimwort", version=1)
    assert not [row for row in Record.objects.values() if "Geheimwort" in str(row)]


# ---- Helpful, best answer, closed ----------------------------------------------------------------


def test_helpful_is_said_once_by_a_person_and_not_of_oneself(
    topic: Topic, lippe: User, celle: User, moderator: User
) -> None:
    post = factories.make_post(topic, by=celle)
    said = [say_helpful(post, by=one, helpful=True) for one in (lippe, lippe, moderator, celle)]
    post.refresh_from_db()
    assert (said, post.helpful_count) == ([True, False, True, False], 2)
    back = [say_helpful(post, by=one, helpful=False) for one in (lippe, lippe, celle)]
    post.refresh_from_db()
    assert (back, post.helpful_count) == ([True, False, False], 1)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_are_twenty(lippe: User) -> None:
    post = factories.make_topic(by=lippe).posts.get()
    people = [factories.make_person() for _ in range(20)]
    assert at_once(20, lambda n: say_helpful(post, by=people[n], helpful=True)) == [True] * 20
    post.refresh_from_db()
    assert post.helpful_count == 20


def test_the_best_answer_answers_the_topic(topic: Topic, lippe: User, celle: User) -> None:
    post = factories.make_post(topic, by=celle)
    assert [mark_best_answer(topic, post, by=lippe) for _ in range(2)] == [True, False]
    topic.refresh_from_db()
    assert (topic.best_answer, topic.state) == (post, TopicState.ANSWERED)
    assert mark_best_answer(topic, None, by=lippe) is True
    topic.refresh_from_db()
    assert (topic.best_answer, topic.state) == (None, TopicState.OPEN)


def test_a_topic_whose_best_answer_is_deleted_is_open_again(
    topic: Topic, lippe: User, celle: User
) -> None:
    post = factories.make_post(topic, by=celle)
    mark_best_answer(topic, post, by=lippe)
    delete_post(post, by=celle)
    topic.refresh_from_db()
    assert (topic.best_answer, topic.state) == (None, TopicState.OPEN)


# S30
def test_only_a_living_post_of_the_topic_is_its_best_answer(
    topic: Topic, lippe: User, celle: User
) -> None:
    elsewhere = factories.make_post(factories.make_topic(by=celle), by=lippe)
    deleted = factories.make_post(topic, by=celle)
    delete_post(deleted, by=celle)
    assert [mark_best_answer(topic, post, by=lippe) for post in (elsewhere, deleted)] == [False] * 2
    topic.refresh_from_db()
    assert (topic.best_answer, topic.state) == (None, TopicState.OPEN)


def test_a_closed_topic_and_an_archived_room_take_no_words(
    topic: Topic, lippe: User, moderator: User
) -> None:
    assert set_topic_state(topic, TopicState.CLOSED, by=moderator, reason="Erledigt") is True
    assert set_topic_state(topic, TopicState.CLOSED, by=moderator) is False
    with pytest.raises(ClosedError):
        write_post(topic, by=lippe, text="Doch", token=uuid4())
    open_one = factories.make_topic(topic.room, by=lippe)
    archive_room(topic.room, by=moderator, reason="Abgeschlossen")
    with pytest.raises(ClosedError):
        write_post(open_one, by=lippe, text="Doch", token=uuid4())
    with pytest.raises(ClosedError):
        start_topic(topic.room, by=lippe, text="Wie?", token=uuid4(), values={"title": "Neu"})
    assert Post.objects.count() == 2


@pytest.mark.parametrize("what", ["closed", "archived", "deleted"])
def test_where_nothing_is_written_nothing_is_edited(what: str, topic: Topic, lippe: User) -> None:
    post = topic.posts.get()
    now = timezone.now()
    if what == "archived":
        Room.objects.update(archived_at=now)
    else:
        change = {"state": TopicState.CLOSED} if what == "closed" else {"deleted_at": now}
        Topic.objects.update(**change)
    with pytest.raises(ClosedError):
        edit_post(post, by=lippe, text="Anders", version=1)


# S71: what was sent is answered as before, though the topic was closed meanwhile.
def test_a_post_sent_again_after_the_topic_closed_is_the_post(topic: Topic, lippe: User) -> None:
    token = uuid4()
    post = write_post(topic, by=lippe, text="So.", token=token)
    Topic.objects.update(state=TopicState.CLOSED)
    assert write_post(topic, by=lippe, text="So.", token=token) == post


# S72
def test_a_summary_from_an_older_version_is_refused(topic: Topic, moderator: User) -> None:
    assert summarise_topic(topic, by=moderator, summary="Der **Bus**.", version=1) is True
    with pytest.raises(OutdatedError):
        summarise_topic(topic, by=moderator, summary="Die Bahn.", version=1)
    topic.refresh_from_db()
    assert (topic.summary, "<strong>Bus</strong>" in topic.summary_as_html) == (
        "Der **Bus**.",
        True,
    )
    assert summarise_topic(topic, by=moderator, summary="Der **Bus**.", version=2) is False


def test_pinning_is_noted_once(topic: Topic, moderator: User) -> None:
    assert [pin_topic(topic, by=moderator, pinned=True) for _ in range(2)] == [True, False]
    assert list(Record.objects.values_list("act", "by_id")) == [("topic.pinned", moderator.pk)]
