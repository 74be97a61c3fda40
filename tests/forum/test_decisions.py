"""Decisions about posts: one of several moderators decides, the author is told and answers once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.utils import timezone

from content.models import Record
from content.tasks import tasks_for
from forum.choices import Act, RoomKind, TopicState
from forum.models import Decision, Report, RoomLock
from forum.services import (
    DecidedError,
    LastHostError,
    NotPossibleError,
    Ruling,
    answer_decision,
    decide,
    lock_out,
)
from members.choices import Role
from tests import factories
from tests.forum.moderating import REASON, lines_of, place_of, report, rule, sent
from tests.forum.talking import at_once
from tests.telling import mailed_to

if TYPE_CHECKING:
    from forum.models import Post, Topic
    from members.models import User


def decisions() -> list[tuple[str, int | None]]:
    return list(Decision.objects.order_by("pk").values_list("act", "person_id"))


# ---- What each decision does --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "told", "outcome"),
    [
        (Act.LEAVE, [], "Der Beitrag bleibt stehen"),
        (Act.HIDE, ["Ihr Beitrag ist ausgeblendet"], "Der Beitrag ist ausgeblendet"),
        (Act.QUERY, ["Rückfrage der Moderation"], "Die Moderation hat nachgefragt"),
        (Act.LOCK, ["Sie sind in einem Raum gesperrt"], "Die Moderation hat gehandelt"),
    ],
)
def test_author_and_reporter_are_told_what_concerns_each(
    act: Act, told: list[str], outcome: str, post: Post, lippe: User, celle: User, moderator: User
) -> None:
    report(post, lippe)
    rule(post, act, moderator)
    assert [text for kind, text, _ in lines_of(celle) if kind == "moderation"] == told
    reporter = [text for kind, text, _ in lines_of(lippe) if kind == "meldung-entschieden"]
    assert reporter == [f"Ihre Meldung: {outcome}"]
    assert [kind for kind, *_ in lines_of(moderator)] == []  # what was asked is done
    assert tasks_for(moderator) == []


def test_closing_is_told_to_who_began_the_topic(
    post: Post, lippe: User, celle: User, moderator: User
) -> None:
    rule(post, Act.CLOSE, moderator)
    post.topic.refresh_from_db()
    assert (post.topic.state, decisions()) == (TopicState.CLOSED, [("geschlossen", lippe.pk)])
    assert [text for kind, text, _ in lines_of(lippe) if kind == "moderation"] == [
        "Ihr Thema ist geschlossen"
    ]
    assert [kind for kind, *_ in lines_of(celle) if kind == "moderation"] == []


def test_every_decision_is_recorded_with_its_reason(
    post: Post, moderator: User, celle: User
) -> None:
    for act in (Act.LEAVE, Act.HIDE, Act.SHOW, Act.QUERY, Act.CLOSE, Act.LOCK):
        rule(post, act, moderator)
    acts = Record.objects.order_by("pk").values_list("act", "reason", "by_id")
    assert list(acts) == [
        (act, REASON, moderator.pk)
        for act in (
            *("post.left_standing", "post.hidden", "post.shown", "post.asked"),
            *("topic.state", "room.locked_out"),
        )
    ]


def test_the_mail_to_the_author_holds_the_link_alone(
    post: Post, celle: User, moderator: User
) -> None:
    decision = rule(post, Act.HIDE, moderator)
    (mail,) = mailed_to(celle)
    assert mail.subject == "Austausch: eine Nachricht der Moderation"
    assert decision.get_absolute_url() in mail.text
    hidden = (REASON, "Falkenberg", post.topic.title, moderator.name, post.topic.room.name)
    assert [word for word in hidden if word in mail.text + mail.html] == []


def test_a_later_decision_settles_what_was_only_asked(
    post: Post, lippe: User, celle: User, moderator: User
) -> None:
    reported = report(post, lippe)
    asked = rule(post, Act.QUERY, moderator)
    answer_decision(asked, by=celle, text="Es ist ein Deckname.")
    left = rule(post, Act.LEAVE, moderator)
    reported.refresh_from_db()
    asked.refresh_from_db()
    assert (reported.decision, asked.noted_by) == (left, moderator)
    assert [text for kind, text, _ in lines_of(lippe) if kind == "meldung-entschieden"] == [
        "Ihre Meldung: Der Beitrag bleibt stehen",
        "Ihre Meldung: Der Beitrag bleibt stehen",
    ]


def test_several_reports_of_a_post_are_settled_together_and_a_later_one_stays(
    post: Post, lippe: User, lippe_deputy: User, programme: User, moderator: User
) -> None:
    first, second = report(post, lippe), report(post, lippe_deputy)
    late = Report.objects.create(post=post, reporter=programme, cause="ton")
    rule(post, Act.LEAVE, moderator, known=second.pk)
    undecided = list(Report.objects.undecided())
    assert (undecided, Report.objects.filter(decision__isnull=False).count()) == ([late], 2)
    assert first.pk < second.pk < late.pk


# ---- Two at once --------------------------------------------------------------------------------


# S73
@pytest.mark.django_db(transaction=True)
def test_of_three_moderators_at_once_one_decides(
    post: Post, lippe: User, celle: User, moderator: User
) -> None:
    office = [moderator, *(factories.make_person(Role.MODERATOR) for _ in range(2))]
    reported = report(post, lippe)
    acts = (Act.LEAVE, Act.HIDE, Act.QUERY)

    def judge(number: int) -> object:
        ruling = Ruling(by=office[number], reason=f"Grund {number}", known=reported.pk)
        return decide(post, acts[number], ruling)

    answers = at_once(3, judge)
    made = [one for one in answers if isinstance(one, Decision)]
    late = [one.decision for one in answers if isinstance(one, DecidedError)]
    assert (len(made), late) == (1, made * 2)
    assert Decision.objects.count() == 1
    reported.refresh_from_db()
    assert reported.decision == made[0]
    assert celle.notices.filter(kind="moderation").count() == (made[0].act != Act.LEAVE)


# S73
def test_who_comes_second_reads_who_was_first_and_loses_no_word(
    post: Post, lippe: User, moderator: User, as_: Any
) -> None:
    report(post, lippe)
    other = factories.make_person(Role.MODERATOR)
    form = sent("ausgeblendet")  # what the page showed before
    rule(post, Act.LEAVE, moderator)
    page = as_(other).post(place_of(post), form | {"reason": "Zu viele Namen."})
    assert page.status_code == 409
    assert f"Bereits erledigt von {moderator.name}, " in page.text
    assert "Beitrag bleibt stehen. Was Sie geschrieben haben" in page.text
    assert "Zu viele Namen.</textarea>" in page.text
    post.refresh_from_db()
    assert (post.hidden_at, Decision.objects.count()) == (None, 1)


# S71
def test_a_decision_sent_twice_is_one(post: Post, moderator: User, as_: Any) -> None:
    form = sent("rueckfrage")
    answers = [as_(moderator).post(place_of(post), form).status_code for _ in range(2)]
    assert (answers, decisions()) == ([302, 302], [("rueckfrage", post.author_id)])


def test_the_token_of_one_moderator_serves_no_other(post: Post, moderator: User) -> None:
    token = UUID("1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11")
    other = factories.make_person(Role.MODERATOR)
    rule(post, Act.QUERY, moderator, token=token)
    rule(post, Act.LEAVE, other, token=token)
    assert [act for act, _ in decisions()] == ["rueckfrage", "belassen"]


# ---- Locking out from a post --------------------------------------------------------------------


def test_an_author_is_locked_out_until_a_day(post: Post, celle: User, moderator: User) -> None:
    until = timezone.localdate() + timedelta(days=7)
    decision = rule(post, Act.LOCK, moderator, until=until)
    lock = RoomLock.objects.get()
    assert (lock.person, lock.until, lock.reason) == (celle, until, REASON)
    assert (decision.post, decision.until, decision.person) == (post, until, celle)


def test_nobody_is_locked_out_who_does_not_read_there(post: Post, moderator: User) -> None:
    rule(post, Act.LOCK, moderator)
    with pytest.raises(NotPossibleError):
        rule(post, Act.LOCK, moderator)
    assert Decision.objects.count() == 1


def test_the_last_host_is_not_locked_out_from_a_post(lippe: User, moderator: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[moderator])
    post = factories.make_topic(room, by=lippe).posts.get()
    with pytest.raises(LastHostError):
        rule(post, Act.LOCK, moderator)
    assert (RoomLock.objects.count(), Decision.objects.count()) == (0, 0)


# ---- The pages ----------------------------------------------------------------------------------


def test_a_decision_leads_to_the_next_report_the_oldest_first(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    posts = [factories.make_post(topic, by=celle, text=f"Wort {n}") for n in range(3)]
    for post in (posts[1], posts[0], posts[2]):
        report(post, lippe)
    client = as_(moderator)
    page = client.get("/austausch/meldungen/")
    assert [one.post for one in page.context["reports"]] == [posts[1], posts[0], posts[2]]
    assert [f"Wort {n}" in page.text for n in range(3)] == [True] * 3
    for post, following in ((posts[1], posts[0]), (posts[0], posts[2])):
        assert client.post(place_of(post), sent("belassen")).url == place_of(following)
    assert client.post(place_of(posts[2]), sent("belassen")).url == "/austausch/meldungen/"
    assert "Alles erledigt" in client.get("/austausch/meldungen/").text
    done = client.get("/austausch/meldungen/?ansicht=erledigt")
    assert [one.post for one in done.context["reports"]] == [posts[2], posts[0], posts[1]]


def test_a_decision_without_a_report_leads_back_to_the_post(
    post: Post, moderator: User, as_: Any
) -> None:
    answer = as_(moderator).post(place_of(post), sent("ausgeblendet"))
    assert answer.url == post.get_absolute_url()


def test_a_query_begins_with_words_that_can_be_changed(
    post: Post, lippe: User, moderator: User, as_: Any
) -> None:
    report(post, lippe)
    page = as_(moderator).get(place_of(post))
    (query,) = [form for form in page.context["forms"] if form.act == Act.QUERY]
    assert query.initial["reason"].startswith(f"Guten Tag {post.author_name},\n\n")
    assert "Einzelne Ratsuchende könnten" in query.initial["reason"]
    assert "Da steht" not in query.initial["reason"]


@pytest.mark.parametrize("act", ["", "verschoben", "geloescht", "entsperrt", "x", "\0"])
def test_what_cannot_be_decided_at_a_post_is_refused(
    act: str, post: Post, moderator: User, as_: Any
) -> None:
    assert as_(moderator).post(place_of(post), sent(act)).status_code == 400
    assert Decision.objects.count() == 0


def test_every_decision_asks_for_a_reason(post: Post, moderator: User, as_: Any) -> None:
    client = as_(moderator)
    for act in ("belassen", "ausgeblendet", "rueckfrage", "geschlossen", "gesperrt"):
        page = client.post(place_of(post), sent(act, reason=" "))
        assert ("Schreiben Sie, warum." in page.text, page.status_code) == (True, 200)
    past = sent("gesperrt", until=str(date(2020, 1, 1)))
    assert "Dieser Tag ist schon vorbei." in client.post(place_of(post), past).text
    assert Decision.objects.count() == 0


def test_the_queue_pages_by_key(topic: Topic, lippe: User, moderator: User, as_: Any) -> None:
    people = [factories.make_person(kreis=lippe.kreis) for _ in range(21)]
    for person in people:
        report(factories.make_post(topic, by=person), lippe)
    client = as_(moderator)
    page = client.get("/austausch/meldungen/")
    rest = client.get("/austausch/meldungen/", {"ab": page.context["more"]})
    counts = [len(one.context["reports"]) for one in (page, rest)]
    assert (counts, rest.context["more"]) == ([20, 1], None)
    for key in ("x", "9" * 30, "-1"):
        assert client.get("/austausch/meldungen/", {"ab": key}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_and_page_cost_the_same_at_any_length(
    rows: int, topic: Topic, lippe: User, celle: User, moderator: User, as_: Any, queries: Any
) -> None:
    posts = [factories.make_post(topic, by=celle) for _ in range(rows)]
    for post in posts:
        for person in (lippe, *(factories.make_person() for _ in range(rows))):
            report(post, person)
        answer_decision(rule(post, Act.QUERY, moderator), by=celle, text="Nein.")
        report(post, factories.make_person())
    moderator.notices.all().delete()
    client = as_(moderator)
    client.get(place_of(posts[0]))
    # Person, whether there are rooms, two counts, the page of the view.
    for view in ("", "antworten", "erledigt"):
        with queries(5):
            page = client.get("/austausch/meldungen/", {"ansicht": view})
        assert page.status_code == 200
    # Person, post, reports, decisions, quotes; three times who is locked out of its room.
    with queries(COST_OF_A_POST):
        page = client.get(place_of(posts[0]))
    assert len(page.context["reports"]) == rows + 2


COST_OF_A_POST = 8


# S29, S31
@pytest.mark.parametrize("act", ["belassen", "ausgeblendet", "geschlossen", "gesperrt"])
def test_celle_cannot_moderate(
    act: str, topic: Topic, lippe: User, celle: User, programme: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[programme])
    hidden = factories.make_topic(closed, by=programme).posts.get()
    mine = topic.posts.get()
    cases = [
        (moderator, hidden, 404),  # does not read the room
        (celle, hidden, 404),
        (programme, hidden, 403),  # reads it, hosts it not; his own
        (celle, mine, 403),
        (lippe, mine, 403),
    ]
    for person, post, status in cases:
        assert as_(person).post(place_of(post), sent(act)).status_code == status, person
        assert as_(person).get(place_of(post)).status_code == status, person
    assert (Decision.objects.count(), RoomLock.objects.count()) == (0, 0)


def test_the_office_stays_in_open_rooms(topic: Topic, moderator: User, as_: Any) -> None:
    other = factories.make_person(Role.MODERATOR)
    post = factories.make_post(topic, by=other)
    page = as_(moderator).get(place_of(post))
    assert Act.LOCK not in [form.act for form in page.context["forms"]]
    assert as_(moderator).post(place_of(post), sent("gesperrt")).status_code == 403
    assert lock_out(topic.room, moderator, by=other, reason="x") is True  # the service asks nobody
