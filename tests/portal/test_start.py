from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from content.choices import Audience
from content.models import Theme
from experts.choices import Stage
from experts.models import Contribution
from experts.news.questions import OPENED
from forum.choices import RoomKind
from forum.services import watch_themes
from members.models import AccessRequest, Deputyship
from members.services.deputies import tell
from notices.choices import Channel
from notices.kinds import kinds_for
from notices.services import set_preferences
from practices.choices import State
from practices.services import recount_adoptions
from practices.tasks import newest_practices, practices_of_kreis
from tests import factories
from tests.experts.making import make_consultation, make_release
from tests.forum.moderating import report

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
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "Praxisbeispiele 1 veröffentlicht, 1 in Arbeit" in text
    assert f"Ansprechpersonen {lippe.name}, {lippe_deputy.name} Angaben" in text
    assert [task.title for task in page.context["tasks"]] == [
        "Angaben zu Ihrem Kreis bestätigen: Kreis Lippe"
    ]


def test_a_deputy_sees_no_task_that_only_a_lead_can_do(lippe_deputy: User, as_: Any) -> None:
    page = as_(lippe_deputy).get("/")
    assert page.context["tasks"] == []
    assert "Nichts offen." in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_keeps_its_budget(rows: int, lippe: User, as_: Any, queries: Any) -> None:
    absent = factories.make_person(kreis=lippe.kreis)
    for _ in range(rows):
        factories.make_practice(kreis=lippe.kreis)
        factories.make_person(kreis=lippe.kreis)
        factories.make_adoption(kreis=lippe.kreis)
        factories.make_registration(factories.make_event(), lippe)
        factories.make_task(factories.make_minutes(), lippe)
        asked = make_consultation(stage=Stage.OPEN)
        tell([lippe], OPENED, asked.pk, happening="geöffnet")
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[absent])
    for _ in range(rows):
        report(factories.make_post(factories.make_topic(room, by=absent), by=absent), lippe)
    client = as_(lippe)
    client.get("/")
    # Person with Kreis, own events, tasks of adoptions, minutes, consultations and reports, own
    # and newest practices, topics, colleagues, the bell; for who deputises, for whom.
    with queries(7):
        page = client.get("/")
    assert len(page.context["tasks"]) == 2 + 3 * rows
    today = localdate()
    Deputyship.objects.create(person=absent, deputy=lippe, starts_on=today, ends_on=today)
    with queries(8):
        page = client.get("/").text
    assert f"Sie vertreten heute {absent.name}" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_of_the_office_keeps_its_budget(
    rows: int, moderator: User, as_: Any, queries: Any
) -> None:
    for number in range(rows):
        since = timezone.now() - timedelta(days=5)
        factories.make_practice(state=State.SUBMITTED, submitted_at=since)
        factories.make_practice()
        for stage in (Stage.ASKED, Stage.SYNTHESIS, Stage.AGREEMENT):
            make_consultation(stage=stage)
        AccessRequest.objects.create(
            email=f"neu{number}@forum.example",
            first_name="Nina",
            last_name="Neu",
            function="Leitung",
            kreis=factories.make_kreis(),
        )
    client = as_(moderator)
    client.get("/")
    # Person, tasks of minutes, what waits, questions of the Landkreistag, topics, newest.
    with queries(6):
        page = client.get("/")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert f"Praxisbeispiele zu prüfen das Älteste seit 5 Tagen {rows} offen" in text
    assert f"Zugangsanfragen seit heute {rows} offen" in text
    assert "Gescheiterte E-Mails" not in text


def test_the_office_reads_that_nothing_waits(moderator: User, lippe: User, as_: Any) -> None:
    assert "Nichts wartet." in as_(moderator).get("/").text
    assert "Warteschlange" not in as_(lippe).get("/").text


def test_the_page_says_what_is_mailed_by_the_readers_own_choice(
    lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    def said(person: User) -> str:
        client = as_(person)
        client.get("/")
        with queries(5):
            page = client.get("/").text
        (line,) = re.findall(r'<p class="small soft">([^<]*)<a href="/mitteilungen/einst', page)
        return " ".join(line.split())

    week = "Wochenüberblick per E-Mail: montags um 8:00 Uhr, wenn etwas war."
    day = "Tagesüberblick per E-Mail: täglich um 8:00 Uhr, wenn etwas war."
    assert said(lippe) == f"{week} {day}"
    names = [kind.name for kind in kinds_for(lippe)]
    some, others = names[:1], names[1:]
    told = {}
    for one, all_others in (
        (Channel.WEEKLY, Channel.OFF),
        (Channel.DAILY, Channel.AT_ONCE),
        (Channel.AT_ONCE, Channel.PORTAL),
        (Channel.PORTAL, Channel.OFF),
    ):
        chosen = dict.fromkeys(others, all_others) | dict.fromkeys(some, one)
        set_preferences(lippe, chosen)
        told[one] = said(lippe)
    assert told == {
        Channel.WEEKLY: week,
        Channel.DAILY: f"{day} Einen Wochenüberblick bekommen Sie nicht.",
        Channel.AT_ONCE: "Eine E-Mail bekommen Sie sofort, wenn etwas war, "
        "einen Wochenüberblick nicht.",
        Channel.PORTAL: "E-Mails über Neues bekommen Sie nicht.",
    }
    assert said(celle) == f"{week} {day}"


def test_nothing_is_said_of_mail_to_who_is_told_of_nothing(
    lippe: User, moderator: User, programme: User, liaison: User, as_: Any
) -> None:
    people = (lippe, moderator, programme, liaison, factories.make_person(""))
    said = ["Mail-Einstellungen ändern" in as_(one).get("/").text for one in people]
    assert said == [True, True, True, True, False]


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


def test_a_card_names_the_kreis_and_whether_it_left(lippe: User, as_: Any) -> None:
    left = factories.make_kreis(member_until=localdate() - timedelta(days=1))
    for kreis in (left, lippe.kreis):
        factories.make_practice(kreis=kreis)
    said = re.findall(r'<p class="small soft">([^<]* · [^<]*)</p>\s*<h3>', as_(lippe).get("/").text)
    lands = [f"{left.name} (ehemals Mitglied) · {left.get_land_display()}"]
    lands.append(f"Kreis Lippe · {lippe.kreis.get_land_display()}")  # type: ignore[union-attr]
    assert sorted(said) == sorted(lands)


def test_practices_on_own_themes_come_first(
    lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    housing = factories.make_theme("wohnen")
    part = Theme.objects.create(key="wohnen/umzug", label="Umzug", parent=housing)
    today = localdate()
    for ago in range(5):
        factories.make_practice(checked_on=today - timedelta(days=ago))
    old = today - timedelta(days=400)
    fits = factories.make_practice(themes=[part], title="Umzugslotsen", checked_on=old)
    factories.make_practice(themes=[housing], kreis=lippe.kreis, title="Eigene Lotsen")
    factories.make_practice(themes=[housing], state=State.DRAFT, title="Fremder Entwurf")
    client = as_(lippe)
    assert "Zuletzt geprüfte Praxis" in client.get("/").text
    watch_themes([housing], by=lippe)
    page = client.get("/")
    assert "passend zu Ihren Themen" in page.text
    assert [practice.pk for practice in page.context["newest"]] == [fits.pk]
    assert "Fremder Entwurf" not in page.text
    assert "Zuletzt geprüfte Praxis" in as_(celle).get("/").text


def test_the_question_of_the_landkreistag_says_how_far_it_is(lippe: User, as_: Any) -> None:
    asked = make_consultation(stage=Stage.OPEN)
    asked.answered_count, asked.asked_count = 2, 3
    asked.save(update_fields=["answered_count", "asked_count"])
    said = "2 von 3 Kreisen haben geantwortet"
    (task,) = [one for one in as_(lippe).get("/").context["tasks"] if asked.title in one.title]
    assert task.detail == said
    assert lippe.kreis is not None
    Contribution.objects.create(consultation=asked, kreis=lippe.kreis)
    (task,) = [one for one in as_(lippe).get("/").context["tasks"] if asked.title in one.title]
    assert task.detail == f"{said} · Entwurf gespeichert"


def test_what_is_due_within_a_week_stands_out(lippe: User, as_: Any) -> None:
    for days in (7, 8):
        make_consultation(stage=Stage.OPEN, deadline=localdate() + timedelta(days=days))
    dues = re.findall(r'class="(due[^"]*)">bis', as_(lippe).get("/").text)
    assert dues == ["due soon", "due"]


def test_the_liaison_finds_own_questions_and_what_was_released(
    liaison: User, lippe: User, as_: Any, queries: Any
) -> None:
    asked = make_consultation(stage=Stage.OPEN, title="Wohnsitzauflage")
    done = make_consultation(stage=Stage.RELEASED, title="Kursplätze")
    make_release(done)
    client = as_(liaison)
    page = client.get("/").text
    assert [asked.title in page, done.title in page] == [True, True]
    assert "Neueste Auswertungen" not in as_(lippe).get("/").text
    make_consultation(stage=Stage.OPEN)
    # Person, tasks of minutes, newest practices, questions, releases.
    with queries(5):
        client.get("/")


def test_the_programme_team_finds_what_is_new_by_theme_and_kreis(
    programme: User, lippe: User, as_: Any
) -> None:
    today = timezone.now()
    theme = factories.make_theme("wohnen")
    practices: dict[str, dict[str, Any]] = {
        "Neu": {"published_at": today, "themes": [theme]},
        "Alt": {"published_at": today - timedelta(days=120), "themes": [theme]},
        "Vertraulich": {"published_at": today, "audience": Audience.MEMBERS},
        "Entwurf": {"published_at": None, "state": State.DRAFT},
    }
    for title, values in practices.items():
        factories.make_practice(title=title, kreis=lippe.kreis, **values)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", as_(programme).get("/").text))
    assert "Nach Themenfeld Wohnen 1 neu Nach Kreis Kreis Lippe 1 neu" in page
    assert "Nach Themenfeld" not in as_(lippe).get("/").text
