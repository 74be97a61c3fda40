"""Whole topics are taken away, brought back within 30 days, and gone for good after that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.drafts import save_draft
from content.models import Draft, Record
from forum.choices import Act, RoomKind
from forum.drafts import place_of, place_of_edit
from forum.models import Decision, Post, Report, Room, Topic
from forum.services import (
    AnsweredError,
    DecidedError,
    Ruling,
    delete_post,
    delete_topic,
    erase_topics,
    remove_topic,
    restore_topic,
)
from members.choices import Role
from notices.chores import BERLIN
from notices.jobs import tick
from search.finding import search
from search.models import Entry
from tests import factories
from tests.forum.moderating import REASON, lines_of, report, rule, sent
from tests.forum.talking import address_of
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from members.models import User


@pytest.fixture
def topic(lippe: User) -> Topic:
    return factories.make_topic(by=lippe, title="Habichtfrage", text="Milan")


def counted(topic: Topic) -> int:
    return Room.objects.get(pk=topic.room_id).topic_count


def test_who_asked_takes_the_question_back_while_nobody_answered(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    client = as_(lippe)
    assert "Thema löschen" in client.get(address_of(topic, "bearbeiten/")).text
    page = client.post(address_of(topic, "loeschen/"), follow=True)
    assert ("Habichtfrage" in page.text, "Das Thema ist gelöscht." in page.text) == (True, True)
    assert as_(celle).get(address_of(topic)).status_code == 404
    assert (search(celle, "Milan").total, counted(topic)) == (0, 0)
    assert client.post(address_of(topic, "zurueckholen/")).url == address_of(topic)
    assert (search(celle, "Milan").total, counted(topic)) == (1, 1)
    acts = list(Record.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["topic.deleted", "topic.restored"]
    assert (lines_of(lippe), Decision.objects.count()) == ([], 0)


def test_an_answered_question_is_not_its_authors_alone(
    topic: Topic, lippe: User, celle: User, as_: Any
) -> None:
    post = factories.make_post(topic, by=celle)
    with pytest.raises(AnsweredError):
        delete_topic(topic, by=lippe)
    assert as_(lippe).post(address_of(topic, "loeschen/")).status_code == 403
    assert "Thema löschen" not in as_(lippe).get(address_of(topic, "bearbeiten/")).text
    delete_post(post, by=celle)
    assert [delete_topic(topic, by=lippe) for _ in range(2)] == [True, False]


def test_the_office_deletes_with_a_reason_and_settles_what_was_reported(
    topic: Topic, lippe: User, celle: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    post = factories.make_post(topic, by=celle, text="Bussard")
    reported = report(post, lippe_deputy)
    address = address_of(topic, "moderieren/")
    assert as_(moderator).post(address, sent("geloescht")).url == "/austausch/papierkorb/"
    reported.refresh_from_db()
    decision = Decision.objects.get()
    assert (decision.act, decision.person, reported.decision) == (Act.DELETE, lippe, decision)
    assert [search(celle, word).total for word in ("Bussard", "Milan")] == [0, 0]
    assert lines_of(lippe)[-1] == ("moderation", "Ihr Thema ist gelöscht", "Austausch")
    assert lines_of(lippe_deputy) == [
        (
            "meldung-entschieden",
            "Ihre Meldung: Das Thema ist gelöscht",
            "ein gelöschtes Thema",
        )
    ]
    page = as_(lippe).get(decision.get_absolute_url())
    assert (REASON in page.text, "Habichtfrage" in page.text) == (True, False)
    # Its author does not bring back what the office took away; the office does.
    assert "Habichtfrage" not in as_(lippe).get("/austausch/papierkorb/").text
    assert as_(lippe).post(address_of(topic, "zurueckholen/")).status_code == 404
    assert "Habichtfrage" in as_(moderator).get("/austausch/papierkorb/").text
    as_(moderator).post(address_of(topic, "zurueckholen/"))
    # The answers are found when the job has analysed them.
    assert [search(celle, word).total for word in ("Bussard", "Milan")] == [0, 1]
    run_jobs("upkeep")
    assert [search(celle, word).total for word in ("Bussard", "Milan")] == [1, 1]
    assert lines_of(lippe)[-1] == ("moderation", "Ihr Thema ist zurückgeholt", "Habichtfrage")


def test_nobody_deletes_the_topic_in_which_his_own_post_is_reported(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    reported = report(factories.make_post(topic, by=moderator), celle)
    client, other = as_(moderator), as_(factories.make_person(Role.MODERATOR))
    address = address_of(topic, "moderieren/")
    refused = client.post(address, sent("geloescht"))
    reported.refresh_from_db()
    assert (refused.status_code, reported.decision) == (403, None)
    # What there is to delete, he is not told; that it was refused, tells him of a report anyway.
    assert other.post(address, sent("geloescht")).status_code == 302
    reported.refresh_from_db()
    assert (reported.decision == Decision.objects.get(), Decision.objects.get().act) == (
        True,
        Act.DELETE,
    )


# S80
def test_with_the_topic_go_the_drafts_of_its_posts(topic: Topic, lippe: User, celle: User) -> None:
    post = factories.make_post(topic, by=celle, text="Milan")
    elsewhere = factories.make_topic(topic.room, by=lippe)
    for person, place in (
        (celle, place_of_edit(post)),
        (lippe, place_of(topic)),
        (lippe, place_of(elsewhere)),
    ):
        save_draft(person, place, "Milan, angefangen")
    factories.make_draft_file(celle, place_of_edit(post))
    Topic.objects.filter(pk=topic.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    erase_topics(timezone.now())
    assert [draft.place for draft in Draft.objects.all()] == [place_of(elsewhere)]


# S73
def test_a_second_moderator_deletes_nothing_after_a_decision(
    topic: Topic, moderator: User, celle: User
) -> None:
    rule(topic.posts.get(), Act.CLOSE, moderator)
    with pytest.raises(DecidedError):
        remove_topic(topic, Ruling(by=celle, reason=REASON))
    topic.refresh_from_db()
    assert topic.deleted_at is None


def test_after_30_days_nothing_comes_back(topic: Topic, lippe: User, as_: Any) -> None:
    delete_topic(topic, by=lippe)
    late = timezone.now() - timedelta(days=30, minutes=1)
    Topic.objects.update(deleted_at=late)
    assert restore_topic(topic, by=lippe) is False
    assert "Habichtfrage" not in as_(lippe).get("/austausch/papierkorb/").text
    assert as_(lippe).post(address_of(topic, "zurueckholen/")).status_code == 404


def test_at_night_what_is_older_is_deleted_for_good(
    topic: Topic, lippe: User, celle: User, moderator: User
) -> None:
    post = factories.make_post(topic, by=celle)
    report(post, lippe)
    decision = rule(post, Act.QUERY, moderator)
    kept = factories.make_topic(topic.room, by=lippe)
    for one in (topic, kept):
        remove_topic(one, Ruling(by=moderator, reason=REASON))
    Topic.objects.filter(pk=topic.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    tomorrow = timezone.localtime(timezone.now(), BERLIN) + timedelta(days=1)
    for hour in (12, 1):
        assert Topic.objects.filter(pk=topic.pk).exists()
        tick(int(tomorrow.replace(hour=hour, minute=0).timestamp()))
    assert list(Topic.objects.all()) == [kept]
    assert (Post.objects.count(), Report.objects.count()) == (1, 0)
    decision.refresh_from_db()
    assert (decision.post, decision.reason) == (None, REASON)
    assert Record.objects.filter(act="topic.erased", key=str(topic.pk)).count() == 1
    assert erase_topics(timezone.now()) == 0


def test_erasing_asks_again_whether_it_was_brought_back(topic: Topic, lippe: User) -> None:
    delete_topic(topic, by=lippe)
    restore_topic(topic, by=lippe)
    assert erase_topics(datetime(2100, 1, 1, tzinfo=BERLIN)) == 0
    assert Entry.objects.filter(kind="thema").count() == 1


# S29, S30, S31
def test_celle_cannot_delete_or_bring_back(
    topic: Topic, lippe: User, celle: User, programme: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[programme])
    hidden = factories.make_topic(closed, by=lippe, title="Sperberfrage")
    cases = [(celle, topic, 403), (moderator, hidden, 404), (celle, hidden, 404)]
    for person, thing, status in cases:
        answer = as_(person).post(address_of(thing, "loeschen/"))
        assert answer.status_code == status
        acting = as_(person).post(address_of(thing, "moderieren/"), sent("geloescht"))
        assert acting.status_code == status
    delete_topic(hidden, by=lippe)
    for person in (celle, moderator, programme):
        assert "Sperberfrage" not in as_(person).get("/austausch/papierkorb/").text
        assert as_(person).post(address_of(hidden, "zurueckholen/")).status_code == 404
    hidden.refresh_from_db()
    topic.refresh_from_db()
    assert (topic.deleted_at, hidden.deleted_by) == (None, lippe)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_bin_costs_the_same_at_any_length(
    rows: int, topic: Topic, lippe: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        delete_topic(factories.make_topic(topic.room, by=lippe), by=lippe)
    client = as_(lippe)
    client.get("/austausch/papierkorb/")
    with queries(2):  # person, topics
        page = client.get("/austausch/papierkorb/")
    assert page.text.count("Zurückholen") == rows
