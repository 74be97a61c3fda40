"""Reports: once per person and post, read by who moderates the room and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.models import Record
from content.queues import waiting_for
from content.tasks import tasks_for
from forum.choices import Act, ReportCause, RoomKind
from forum.models import Report
from forum.services import delete_post, lock_out, report_post
from members.choices import Role
from tests import factories
from tests.forum.moderating import lines_of, place_of, report, rule
from tests.forum.talking import at_once
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from forum.models import Post, Room, Topic
    from members.models import User


def test_a_report_reaches_the_office_and_its_mail_holds_only_the_link(
    post: Post, lippe: User, moderator: User, celle: User
) -> None:
    report(post, lippe)
    reported = [row for row in told() if row[0] == "meldung"]
    assert reported == [("meldung", moderator.email, "", "sofort")]
    (mail,) = mailed_to(moderator)
    assert mail.subject == "Gemeldet: ein Beitrag im Austausch"
    hidden = ("Falkenberg", "Da steht", post.topic.title, "Katrin", celle.last_name, "Celle")
    assert [word for word in hidden if word in mail.text + mail.html] == []
    assert place_of(post) in mail.text
    record = Record.objects.get(act="post.reported")
    assert (record.key, record.by_id, "Da steht" in str(record.details)) == (
        str(post.pk),
        lippe.pk,
        False,
    )


def test_the_office_is_asked_to_decide_and_told_since_when(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    def asked() -> tuple[int, int]:
        (reports,) = [one for one in waiting_for(moderator) if one.queue.name == "meldungen"]
        return reports.count, reports.days

    assert asked() == (0, 0)
    posts = [factories.make_post(topic, by=celle) for _ in range(2)]
    first = report(posts[0], lippe)
    Report.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=9))
    for post in posts:
        report(post, factories.make_person())
    assert asked() == (2, 9)
    assert "das Älteste seit 9 Tagen" in as_(moderator).get("/").text
    rule(posts[0], Act.LEAVE, moderator)
    assert asked() == (1, 0)


# S71
@pytest.mark.django_db(transaction=True)
def test_a_report_sent_ten_times_at_once_is_one(post: Post, lippe: User, moderator: User) -> None:
    def send(number: int) -> bool:
        return report_post(post, by=lippe, cause=ReportCause.TONE, text=f"Nummer {number}")

    assert sorted(map(str, at_once(10, send))) == ["False"] * 9 + ["True"]
    assert (Report.objects.count(), moderator.notices.count()) == (1, 1)


def test_what_was_reported_first_stands(post: Post, lippe: User) -> None:
    report(post, lippe, "Erste Meldung")
    assert report_post(post, by=lippe, cause=ReportCause.TONE, text="Zweite") is False
    assert list(Report.objects.values_list("text", flat=True)) == ["Erste Meldung"]


def test_what_is_gone_and_what_one_wrote_is_not_reported(
    post: Post, lippe: User, celle: User, moderator: User
) -> None:
    assert report_post(post, by=celle, cause=ReportCause.TONE) is False
    rule(post, Act.HIDE, moderator)
    assert report_post(post, by=lippe, cause=ReportCause.TONE) is False
    delete_post(post, by=celle)
    assert report_post(post, by=lippe, cause=ReportCause.TONE) is False
    assert Report.objects.count() == 0


# ---- Who gets them ------------------------------------------------------------------------------


def _closed(lippe: User, celle: User, programme: User) -> Post:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle, programme])
    topic = factories.make_topic(room, by=celle)
    return factories.make_post(topic, by=programme, text="Falkenberg")


# S29
def test_in_a_closed_room_reports_go_to_its_hosts_and_not_to_the_office(
    lippe: User, celle: User, programme: User, moderator: User, as_: Any
) -> None:
    post = _closed(lippe, celle, programme)
    report(post, celle)
    assert [row for row in told() if row[0] == "meldung"] == [
        ("meldung", lippe.email, "", "sofort")
    ]
    assert list(Report.objects.visible_to(moderator)) == []
    assert list(Report.objects.visible_to(lippe)) == list(Report.objects.all())
    assert tasks_for(moderator) == []
    page = as_(moderator).get("/austausch/meldungen/")
    assert (page.status_code, post.topic.title in page.text) == (404, False)
    factories.make_room()
    page = as_(moderator).get("/austausch/meldungen/")
    assert (page.status_code, "Alles erledigt" in page.text) == (200, True)
    assert as_(moderator).get(place_of(post)).status_code == 404
    lists = as_(moderator).get("/verwaltung/forum/report/").text
    assert [word for word in ("Falkenberg", post.topic.title) if word in lists] == []


def test_a_moderator_named_in_a_closed_room_gets_them_too(
    lippe: User, celle: User, moderator: User
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle, moderator])
    post = factories.make_topic(room, by=celle).posts.get()
    report(post, factories.make_person())
    report(post, lippe)
    getting = {row[1] for row in told() if row[0] == "meldung"}
    assert getting == {lippe.email, moderator.email}


def test_nobody_hears_of_a_report_of_his_own_post(
    room: Room, moderator: User, lippe: User, as_: Any
) -> None:
    other = factories.make_person(Role.MODERATOR)
    post = factories.make_topic(room, by=moderator).posts.get()
    report(post, lippe)
    assert [row[1] for row in told() if row[0] == "meldung"] == [other.email]
    assert list(Report.objects.visible_to(moderator)) == []
    assert [one.post for one in Report.objects.visible_to(other)] == [post]
    page = as_(moderator).get(place_of(post))
    assert (page.status_code, "Da steht" in page.text) == (403, False)
    assert "Da steht" not in as_(moderator).get("/austausch/meldungen/").text


def test_who_moderates_alone_decides_nothing_about_himself_and_the_form_says_so(
    lippe: User, celle: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    post = factories.make_topic(room, by=lippe).posts.get()
    address = place_of(post, "melden")
    page = as_(celle).get(address)
    assert "kann gerade niemand darüber entscheiden" in page.text
    as_(celle).post(address, {"cause": "ton"})
    assert Report.objects.count() == 0


def test_whoever_loses_the_room_loses_its_reports(
    lippe: User, celle: User, programme: User
) -> None:
    post = _closed(lippe, celle, programme)
    factories.make_person()
    room = post.topic.room
    second = factories.make_person()
    room.memberships.create(person=second, is_host=True)
    report(post, celle)
    assert [kind for kind, *_ in lines_of(second)] == ["meldung"]
    lock_out(room, second, by=lippe, reason="Weitererzählt")
    assert [kind for kind, *_ in lines_of(second)] == ["moderation"]
    assert list(Report.objects.visible_to(second)) == []


# ---- The page -----------------------------------------------------------------------------------


def test_a_reader_reports_a_post_and_reads_what_becomes_of_it(
    post: Post, lippe: User, moderator: User, as_: Any
) -> None:
    client, address = as_(lippe), place_of(post, "melden")
    page = client.get(address)
    assert ("Falkenberg" in page.text, moderator.name in page.text) == (True, True)
    assert "Fehler:" in client.post(address, {"cause": "anderes", "text": " "}).text
    assert "Fehler:" in client.post(address, {"text": "Zu hart."}).text
    for _ in range(2):
        assert client.post(address, {"cause": "ton", "text": "Zu hart."}).url == address
    assert "Noch nicht entschieden" in client.get(address).text
    rule(post, Act.HIDE, moderator)
    page = client.get(address)
    assert "Der Beitrag ist ausgeblendet" in page.text
    assert ("Falkenberg" in page.text, "Bitte ohne Namen." in page.text) == (False, False)
    assert lines_of(lippe)[-1] == (
        "meldung-entschieden",
        "Ihre Meldung: Der Beitrag ist ausgeblendet",
        post.topic.title,
    )


@pytest.mark.parametrize("text", ["\0", "x" * 1001, "x" * 1_000_000])
def test_what_cannot_be_reported_is_answered(text: str, post: Post, lippe: User, as_: Any) -> None:
    page = as_(lippe).post(place_of(post, "melden"), {"cause": "ton", "text": text})
    assert (page.status_code, "Fehler:" in page.text, Report.objects.count()) == (200, True, 0)


# S31
def test_celle_cannot_report_what_it_does_not_read_or_wrote_itself(
    post: Post, lippe: User, celle: User, programme: User, liaison: User, as_: Any
) -> None:
    other = factories.make_person()
    closed = _closed(lippe, factories.make_person(), programme)
    answers = [
        as_(person).post(place_of(thing, "melden"), {"cause": "ton"}).status_code
        for person, thing in ((celle, closed), (other, closed), (liaison, post), (celle, post))
    ]
    assert (answers, Report.objects.count()) == ([404, 404, 404, 403], 0)


# S29: of rooms he does not read, the office is asked nothing; their hosts are.
def test_the_start_page_asks_hosts_of_what_was_reported_in_their_room(
    lippe: User, celle: User, moderator: User, liaison: User
) -> None:
    host = factories.make_person()
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe, host], named=[celle])
    topic = factories.make_topic(room, by=lippe)
    report(factories.make_post(topic, by=host), celle)
    report(factories.make_post(topic, by=lippe), celle)
    report(factories.make_post(topic, by=celle), lippe)
    counts = {}
    for person in (lippe, host, celle, moderator, liaison):
        asked = [task for task in tasks_for(person) if task.url == "/austausch/meldungen/"]
        counts[person] = [task.title for task in asked]
    two = ["2 gemeldete Beiträge prüfen"]
    assert list(counts.values()) == [two, two, [], [], []]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_deciders(
    rows: int, post: Post, lippe: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        factories.make_person(Role.MODERATOR)
    client = as_(lippe)
    client.get(place_of(post, "melden"))
    with queries(4):  # person, post with topic and room, own report, deciders
        page = client.get(place_of(post, "melden"))
    assert len(page.context["deciding"]) == rows + 1  # who opened the room moderates too
