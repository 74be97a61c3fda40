from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.timezone import localdate

from content.choices import Audience
from forum.choices import RoomKind
from members.models import AccessRequest, Deputyship
from practices.choices import State
from practices.services import recount_adoptions
from practices.tasks import newest_practices, practices_of_kreis
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User


def test_the_public_reads_what_the_forum_is_and_no_people(
    lippe: User, as_: Any, kreis_lippe: Kreis
) -> None:
    factories.make_practice(title="Offener Kurs", audience=Audience.PUBLIC, kreis=kreis_lippe)
    factories.make_practice(title="Interner Kurs", audience=Audience.PARTNERS, kreis=kreis_lippe)
    page = as_(None).get("/").text
    seen = [word in page for word in ("Kreis Lippe", "Offener Kurs", "Interner Kurs", lippe.name)]
    assert seen == [True, True, False, False]


def test_a_coordinator_finds_tasks_and_the_own_kreis(
    lippe: User, lippe_deputy: User, kreis_lippe: Kreis, as_: Any
) -> None:
    factories.make_practice(title="Fertiger Kurs", kreis=kreis_lippe)
    factories.make_practice(title="Halber Kurs", kreis=kreis_lippe, state=State.DRAFT)
    page = as_(lippe).get("/")
    assert "Guten Tag, Katrin Vogt" in page.text
    assert "Kreis Lippe im Forum" in page.text
    assert (page.context["published"], page.context["drafts"]) == (1, 1)
    assert list(page.context["colleagues"]) == [lippe, lippe_deputy]
    assert [task.title for task in page.context["tasks"]] == [
        "Angaben zu Ihrem Kreis bestätigen: Kreis Lippe"
    ]


def test_a_deputy_sees_no_task_that_only_a_lead_can_do(lippe_deputy: User, as_: Any) -> None:
    page = as_(lippe_deputy).get("/")
    assert page.context["tasks"] == []
    assert "Nichts offen." in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_keeps_its_budget(rows: int, lippe: User, as_: Any, queries: Any) -> None:
    for _ in range(rows):
        factories.make_practice(kreis=lippe.kreis)
        factories.make_person(kreis=lippe.kreis)
        factories.make_adoption(kreis=lippe.kreis)
        factories.make_registration(factories.make_event(), lippe)
    client = as_(lippe)
    client.get("/")
    # Session, person with Kreis, own events, own and newest practices, adoptions without outcome,
    # what the Landkreistag asks, topics, colleagues; for who deputises, for whom, and tasks of
    # minutes that are theirs.
    with queries(8):
        client.get("/")
    absent = factories.make_person(kreis=lippe.kreis)
    today = localdate()
    Deputyship.objects.create(person=absent, deputy=lippe, starts_on=today, ends_on=today)
    with queries(10):
        page = client.get("/").text
    assert f"Sie vertreten heute {absent.name}" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_of_the_office_keeps_its_budget(
    rows: int, moderator: User, as_: Any, queries: Any
) -> None:
    for number in range(rows):
        factories.make_practice(state=State.SUBMITTED)
        factories.make_practice()
        AccessRequest.objects.create(
            email=f"neu{number}@forum.example",
            first_name="Nina",
            last_name="Neu",
            function="Leitung",
            kreis=factories.make_kreis(),
        )
    client = as_(moderator)
    client.get("/")
    # Session, person, failed mails, requests, submitted practices, reported posts, questions of the
    # Landkreistag, topics, newest.
    with queries(9):
        page = client.get("/")
    titles = [task.title for task in page.context["tasks"]]
    some = {1: "", 3: "n"}[rows]
    assert titles[0].endswith(f"Zugangsanfrage{some} beantworten")
    assert len(titles) == 2


def test_a_digest_is_promised_only_to_who_can_get_one(
    lippe: User, moderator: User, programme: User, liaison: User, as_: Any
) -> None:
    people = (lippe, moderator, programme, liaison, factories.make_person(""))
    promised = ["Wochenüberblick per E-Mail" in as_(one).get("/").text for one in people]
    assert promised == [True, True, True, True, False]


# S25, S29: the start page tells of no room but those its reader reads.
def test_new_topics_stand_on_the_start_pages_of_who_reads_their_room(
    lippe: User, celle: User, moderator: User, programme: User, liaison: User, as_: Any
) -> None:
    rooms = {
        "Offenes Thema": factories.make_room(),
        "Programmthema": factories.make_room(RoomKind.PROGRAMME),
        "Geheimes Thema": factories.make_room(RoomKind.CLOSED, hosts=[lippe]),
        "Gesperrtes Thema": factories.make_room(locked=[lippe, celle, moderator]),
    }
    for title, room in rooms.items():
        factories.make_topic(room, by=lippe, title=title)
    seen = {}
    for person in (lippe, celle, moderator, programme, liaison):
        page = as_(person).get("/").text
        seen[person.email] = [title for title in rooms if title in page]
        assert ("Neu im Austausch" in page) == bool(seen[person.email])
    assert seen == {
        lippe.email: ["Offenes Thema", "Programmthema", "Geheimes Thema"],
        celle.email: ["Offenes Thema", "Programmthema"],
        moderator.email: ["Offenes Thema", "Programmthema"],
        programme.email: ["Programmthema"],
        liaison.email: [],
    }


def test_what_others_took_over_stands_with_the_own_kreis(lippe: User, as_: Any) -> None:
    practice = factories.make_practice(kreis=lippe.kreis, title="Welcome-Center")
    assert "Übernommen von anderen Kreisen" not in as_(lippe).get("/").text
    for _ in range(2):
        factories.make_adoption(practice)
    recount_adoptions(practice.pk)
    page = re.sub(r"<[^>]+>", "", as_(lippe).get("/").text)
    assert "Übernommen von anderen KreisenWelcome-Center: 2 Kreise" in page


def test_own_and_newest_practices_are_told_apart(
    lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    today = localdate()
    own = factories.make_practice(kreis=lippe.kreis, checked_on=today - timedelta(days=900))
    draft = factories.make_practice(kreis=lippe.kreis, state=State.DRAFT)
    factories.make_practice(kreis=celle.kreis, state=State.DRAFT)
    days = [today - timedelta(days=ago) for ago in (1, 3, 2, 4, 5)]
    for day in days:
        factories.make_practice(kreis=celle.kreis, checked_on=day)
    lippe.answers = {}  # as of the session's person: what one page asked is asked once
    with queries(1):
        newest, ours = newest_practices(lippe), practices_of_kreis(lippe)
    assert [practice.checked_on for practice in newest] == sorted(days, reverse=True)[:4]
    assert {practice.pk for practice in ours} == {own.pk, draft.pk}
    assert [practice.pk for practice in newest_practices(celle)] == [one.pk for one in newest]
