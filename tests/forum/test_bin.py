"""Deleted posts: thirty days to bring them back, then nothing is left of them but a number."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from content.chores import keep_periods
from content.drafts import save_draft
from content.models import Draft, Record
from content.purging import purge
from content.retention import period_named
from forum.choices import RoomKind, TopicState
from forum.drafts import place_of_edit
from forum.models import Helpful, Post, PostVersion, Topic
from forum.services import (
    delete_post,
    edit_post,
    erase_posts,
    restore_post,
    say_helpful,
    set_topic_state,
)
from search.models import Entry
from tests import factories
from tests.forum.talking import at_once

if TYPE_CHECKING:
    from members.models import User

PAGE = "/austausch/papierkorb/beitraege/"
WORD = "Milanantwort"
OLD = timedelta(days=31)
YOUNG = timedelta(days=29)


def deleted(topic: Topic, by: User, *, ago: timedelta = OLD, text: str = WORD) -> Post:
    post = factories.make_post(topic, by=by, text=text)
    delete_post(post, by=by)
    Post.objects.filter(pk=post.pk).update(deleted_at=timezone.now() - ago)
    return Post.objects.get(pk=post.pk)


@pytest.fixture
def topic(lippe: User) -> Topic:
    return factories.make_topic(by=lippe)


def everywhere(word: str) -> list[str]:
    """Name the tables of the forum and the search that hold a word."""
    models = (Post, PostVersion, Draft, Entry, Record, Topic)
    return [one.__name__ for one in models if word in str(list(one._default_manager.values()))]


def test_after_thirty_days_nothing_is_left_but_the_number(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    post = factories.make_post(topic, by=lippe, text=f"{WORD}, erste Fassung")
    edit_post(post, by=lippe, text=f"{WORD}, zweite Fassung", version=1)
    say_helpful(post, by=celle, helpful=True)
    save_draft(lippe, place_of_edit(post), f"{WORD}, angefangen")
    delete_post(post, by=lippe)
    after = factories.make_post(topic, by=celle, text="Danach")
    assert everywhere(WORD) == ["Post", "PostVersion", "Draft"]
    assert erase_posts(timezone.now() + YOUNG) == 0
    assert everywhere(WORD) == ["Post", "PostVersion", "Draft"]
    assert [erase_posts(timezone.now() + OLD) for _ in range(2)] == [1, 0]
    assert everywhere(WORD) == []
    post.refresh_from_db()
    assert (post.number, post.text, post.html, post.helpful_count) == (2, "", "", 0)
    assert (Helpful.objects.count(), after.number) == (0, 3)
    page = as_(celle).get(topic.get_absolute_url()).text
    assert ("Dieser Beitrag wurde am" in page, WORD in page) == (True, False)
    assert (
        "Der Beitrag wurde nie geändert."
        in as_(lippe).get(f"{topic.get_absolute_url()}2/verlauf/").text
    )
    acts = Record.objects.filter(act="post.erased").values_list("key", "by_id", "details")
    assert [str(act) for act in acts] == [str((str(post.pk), None, {}))]


def test_what_is_erased_does_not_come_back(topic: Topic, lippe: User, as_: Any) -> None:
    post = deleted(topic, lippe)
    erase_posts(timezone.now())
    assert restore_post(post, by=lippe) is False
    as_(lippe).post(f"{topic.get_absolute_url()}2/loeschen/", {"zurueck": "1"})
    post.refresh_from_db()
    assert (post.deleted_at is not None, post.text) == (True, "")


def test_files_go_with_the_post(topic: Topic, lippe: User) -> None:
    kept, gone = deleted(topic, lippe, ago=YOUNG), deleted(topic, lippe)
    for post in (kept, gone):
        values = {"title": "Plan", "size": 1, "content_type": "text/plain", "sha256": "0" * 64}
        post.files.create(file="forum/plan.txt", **values)
    erase_posts(timezone.now())
    assert [post.files.count() for post in (kept, gone)] == [1, 0]


def test_the_night_erases_and_the_day_does_not(topic: Topic, lippe: User) -> None:
    post = deleted(topic, lippe, ago=timedelta())
    day = (timezone.now() + OLD).astimezone(ZoneInfo("Europe/Berlin")).replace(hour=14)
    for hour, left in ((14, WORD), (0, WORD), (1, "")):
        keep_periods(day.replace(hour=hour))
        post.refresh_from_db()
        assert post.text == left, hour


def test_the_bin_is_counted_before_it_is_emptied(topic: Topic, lippe: User) -> None:
    deleted(topic, lippe)
    deleted(topic, lippe, ago=YOUNG)
    period = period_named("forum.bin")
    assert period is not None
    counts = [purge(period, timezone.now(), dry_run=dry).count for dry in (True, True, False, True)]
    assert counts == [1, 1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_brought_back_in_the_last_moment_nothing_is_lost_or_all_is_gone() -> None:
    person = factories.make_person()
    post = deleted(factories.make_topic(by=person), person)

    def act(number: int) -> object:
        return restore_post(post, by=person) if number else erase_posts(timezone.now())

    erased, restored = at_once(2, act)
    post.refresh_from_db()
    outcomes = {(1, False): ("", True), (0, True): (WORD, False)}
    assert (post.text, post.deleted_at is not None) == outcomes[int(str(erased)), bool(restored)]


# ---- The page -----------------------------------------------------------------------------------


def test_the_bin_shows_the_own_deleted_posts_and_brings_them_back(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    mine, older = deleted(topic, lippe, ago=YOUNG), deleted(topic, lippe, ago=timedelta(days=3))
    deleted(topic, celle, ago=YOUNG, text="Fremdwort")
    client = as_(lippe)
    page = client.get(PAGE)
    assert [post.pk for post, _ in page.context["posts"]] == [older.pk, mine.pk]
    assert ("Fremdwort" in page.text, WORD in page.text) == (False, True)
    assert mine.kept_until is not None
    assert f"bis {timezone.localtime(mine.kept_until):%d.%m.%Y} im Papierkorb" in page.text
    client.post(f"{topic.get_absolute_url()}{mine.number}/loeschen/", {"zurueck": "1"})
    assert [post.pk for post, _ in client.get(PAGE).context["posts"]] == [older.pk]
    erase_posts(timezone.now() + OLD)
    assert "Der Papierkorb ist leer" in client.get(PAGE).text


def test_what_cannot_be_brought_back_says_why(
    topic: Topic, lippe: User, moderator: User, as_: Any
) -> None:
    deleted(topic, lippe, ago=YOUNG)
    set_topic_state(topic, TopicState.CLOSED, by=moderator)
    page = as_(lippe).get(PAGE).text
    assert ("Zurückholen<" in page, "Das Thema ist geschlossen" in page) == (False, True)


# S28
def test_the_bin_knows_no_room_one_lost(lippe: User, celle: User, as_: Any) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle], name="Sperberrunde")
    deleted(factories.make_topic(room, by=celle), celle, ago=YOUNG)
    assert "Sperberrunde" in as_(celle).get(PAGE).text
    room.memberships.filter(person=celle).delete()
    page = as_(celle).get(PAGE).text
    assert ("Sperberrunde" in page, WORD in page) == (False, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_bin_costs_the_same_at_any_length(
    rows: int, topic: Topic, lippe: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        deleted(topic, lippe, ago=YOUNG)
    client = as_(lippe)
    client.get(PAGE)
    with queries(2):  # person, posts
        page = client.get(PAGE)
    assert len(page.context["posts"]) == rows
