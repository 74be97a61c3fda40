"""Reports in the admin: no wider than on the page, and the acts go through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.models import Record
from content.services import record
from forum.choices import Act, RoomKind
from forum.models import Decision, OpenReport, Report, RoomLock, Topic
from forum.services import Ruling, erase_topics, remove_topic
from members.choices import Role
from tests import factories
from tests.forum.moderating import REASON, lines_of, report, rule

if TYPE_CHECKING:
    from forum.models import Post
    from members.models import User

REPORTS = "/verwaltung/forum/report/"


def act(client: Any, action: str, *things: Any, reason: str = REASON, where: str = REPORTS) -> str:
    data = {"action": action, "_selected_action": [one.pk for one in things], "reason": reason}
    return str(client.post(where, data, follow=True).text)


def test_the_list_shows_who_wrote_it_and_what_was_decided(
    post: Post, lippe: User, moderator: User, as_: Any
) -> None:
    report(post, lippe)
    page = as_(moderator).get(REPORTS).text
    shown = ("Falkenberg", post.author_name, "Landkreis Celle", "Einzelne Ratsuchende")
    assert [word in page for word in shown] == [True] * 4
    outcome = '<td class="field-outcome">{}</td>'
    assert outcome.format("offen") in page
    rule(post, Act.LEAVE, moderator)
    decided = outcome.format(f"Beitrag bleibt stehen, {moderator.name}")
    assert decided in as_(moderator).get(REPORTS).text


def test_an_act_needs_a_reason_and_tells_the_author(
    post: Post, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    reported, client = report(post, lippe), as_(moderator)
    assert "Schreiben Sie eine Begründung dazu." in act(client, "hide", reported, reason=" ")
    assert Decision.objects.count() == 0
    assert "Beitrag ausgeblendet: 1" in act(client, "hide", reported)
    post.refresh_from_db()
    assert (post.hidden_reason, lines_of(celle)[-1][1]) == (REASON, "Ihr Beitrag ist ausgeblendet")


def test_reports_of_one_post_are_one_decision(
    post: Post, lippe: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    reports = [report(post, person) for person in (lippe, lippe_deputy)]
    act(as_(moderator), "leave", *reports)
    assert Decision.objects.count() == 1
    assert {row.decision for row in Report.objects.all()} == {Decision.objects.get()}


# S73
def test_who_comes_second_reads_who_was_first(
    post: Post, lippe: User, moderator: User, as_: Any
) -> None:
    reported, other = report(post, lippe), factories.make_person(Role.MODERATOR)
    rule(post, Act.LEAVE, moderator)
    said = act(as_(other), "hide", reported)
    assert f"Bereits erledigt von {moderator.name}: Beitrag bleibt stehen." in said
    assert Decision.objects.count() == 1


# S29, S62
def test_a_moderator_sees_nothing_of_rooms_he_does_not_read(
    lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    topic = factories.make_topic(room, by=celle, title="Habichtfrage")
    hidden = factories.make_post(topic, by=celle, text="Milanwort")
    reported = report(hidden, lippe)
    rule(hidden, Act.HIDE, lippe)
    again = report(topic.posts.get(number=1), lippe)
    client = as_(moderator)
    for name in ("report", "decision", "hiddenpost", "roomlock"):
        page = client.get(f"/verwaltung/forum/{name}/").text
        assert [word for word in ("Habichtfrage", "Milanwort", room.name) if word in page] == []
    for thing in (reported, again):
        act(client, "hide", thing)
        act(client, "leave", thing)
        address = f"/verwaltung/forum/report/{thing.pk}/change/"
        assert client.get(address).status_code == 302
    assert Decision.objects.count() == 1
    trail = client.get("/verwaltung/content/record/").text
    assert ("post.hidden" in trail, "post.reported" in trail) == (False, False)


# S29, S62
def test_what_happened_in_a_closed_room_stays_hidden_when_it_is_erased(
    lippe: User, celle: User, moderator: User, admin: User, as_: Any
) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    topic = factories.make_topic(room, by=celle)
    rule(topic.posts.get(), Act.HIDE, lippe, reason="Nennt Frau Falkenberg.")
    seen = Decision.objects.get().pk
    remove_topic(topic, Ruling(by=lippe, reason="Wegen Frau Falkenberg.", seen=seen))
    trail = "/verwaltung/content/record/"
    assert "Falkenberg" not in as_(moderator).get(trail).text
    Topic.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    assert erase_topics(timezone.now()) == 1
    assert [word for word in HIDDEN if word in as_(moderator).get(trail).text] == []
    assert [word for word in HIDDEN if word in as_(admin).get(trail).text] == HIDDEN


HIDDEN = ["Falkenberg", "topic.deleted", "post.hidden", "topic.erased"]


def test_nobody_reads_who_reported_his_own_post(
    topic: Topic, lippe: User, moderator: User, as_: Any
) -> None:
    other = factories.make_person(Role.MODERATOR)
    post = factories.make_topic(topic.room, by=moderator).posts.get()
    report(post, lippe)
    rule(post, Act.LEAVE, other, reason="Falkenberg hat sich geirrt.")
    for person, known in ((other, True), (moderator, False)):
        client = as_(person)
        trail = client.get("/verwaltung/content/record/").text
        decided = client.get("/verwaltung/forum/decision/").context["cl"].result_count
        page = client.get(f"/austausch/thema/{post.topic_id}/moderieren/").text
        told = ("post.reported" in trail, decided == 1, "Falkenberg" in page)
        assert told == (known, known, known)


# S68
def test_technical_administration_opens_a_report_on_record_and_decides_nothing(
    post: Post, lippe: User, admin: User, as_: Any
) -> None:
    reported, client = report(post, lippe), as_(admin)
    assert "Falkenberg" not in client.get(REPORTS).text
    page = client.get(f"{REPORTS}{reported.pk}/change/").text
    assert "Falkenberg" in page
    assert Record.objects.get(act="report.read_in_admin").by_id == admin.pk
    assert "Darüber entscheidet, wer den Raum moderiert." in act(client, "hide", reported)
    assert Decision.objects.count() == 0


# S29: a list that is gone stands in the trail for who may know of the room, and for nobody else.
def test_what_was_opened_in_the_former_queue_stays_in_words_and_hidden(
    post: Post, lippe: User, celle: User, moderator: User, admin: User, as_: Any
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    hidden = factories.make_topic(closed, by=celle).posts.get()
    for one in (post, hidden):
        opened = OpenReport.objects.get(pk=report(one, lippe).pk)
        record("openreport.read_in_admin", opened, by=admin)
    said = "offene Meldung: in der Verwaltung gelesen"
    trails = [as_(one).get("/verwaltung/content/record/").text for one in (admin, moderator)]
    assert [trail.count(said) for trail in trails] == [2 + 1, 1 + 1]  # the filter says it, too


# S68: whoever reads the room is told, nobody else.
def test_the_room_says_when_the_technical_administration_opened_something(
    lippe: User, celle: User, admin: User, as_: Any
) -> None:
    rooms = [factories.make_room(RoomKind.CLOSED, hosts=[lippe]) for _ in range(2)]
    topic = factories.make_topic(rooms[0], by=lippe)
    post = factories.make_post(topic, by=lippe)
    file = factories.make_post_file(post)
    rule(post, Act.HIDE, lippe)
    things = {"room": rooms[0], "topic": topic, "post": post, "hiddenpost": post, "postfile": file}
    things |= {"decision": Decision.objects.get(), "roommember": rooms[0].memberships.get()}
    client = as_(admin)
    for model, thing in things.items():
        assert client.get(f"/verwaltung/forum/{model}/{thing.pk}/change/").status_code == 200
    pages = [as_(lippe).get(f"{room.get_absolute_url()}wer-liest-mit/") for room in rooms]
    assert [len(page.context["opened"]) for page in pages] == [len(things), 0]
    assert [admin.name in page.text for page in pages] == [True, False]


def test_hidden_posts_are_shown_again_and_locks_lifted(
    post: Post, celle: User, moderator: User, as_: Any
) -> None:
    rule(post, Act.HIDE, moderator)
    rule(post, Act.LOCK, moderator)
    client = as_(moderator)
    act(client, "show_again", post, where="/verwaltung/forum/hiddenpost/")
    act(client, "lift", RoomLock.objects.get(), where="/verwaltung/forum/roomlock/")
    post.refresh_from_db()
    assert (post.hidden_at, RoomLock.objects.count()) == (None, 0)
    assert [text for _, text, _ in lines_of(celle)] == [
        "Ihr Beitrag ist ausgeblendet",
        "Sie sind in einem Raum gesperrt",
        "Ihr Beitrag ist wieder eingeblendet",
        "Ihre Sperre in einem Raum ist aufgehoben",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_at_any_length(
    rows: int, topic: Topic, lippe: User, celle: User, moderator: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        post = factories.make_post(topic, by=celle)
        rule(post, Act.HIDE, moderator)
        other = factories.make_post(topic, by=celle)
        report(other, lippe)
    client = as_(moderator)
    costs = {}
    for name, cost in COSTS.items():
        client.get(f"/verwaltung/forum/{name}/")
        with queries(cost):
            page = client.get(f"/verwaltung/forum/{name}/")
        costs[name] = page.context["cl"].result_count
    assert costs == dict.fromkeys(COSTS, rows)


# Person, rows counted and fetched; where there is one, the hierarchy of days.
COSTS = {"report": 5, "decision": 5, "hiddenpost": 5}
