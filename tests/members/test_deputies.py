from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from content.models import Record
from members.chores import hand_over_tasks
from members.models import Deputyship, User
from members.services import (
    close_access,
    end_deputyship,
    name_deputy,
)
from members.tasks import deputising
from notices.models import OutgoingMail
from practices.choices import State
from practices.services import send_query
from tests import factories
from tests.telling import mailed_to, told

OWN = "/konto/vertretung/"
NAMED = "Die Vertretung ist eingetragen; beide erhalten Nachricht."


def _day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _form(deputy: User, start: int = 0, end: int = 6) -> dict[str, str]:
    days = {"starts_on": _day(start).isoformat(), "ends_on": _day(end).isoformat()}
    return {"deputy": str(deputy.pk), **days}


def _of_team(person: User) -> str:
    return f"/kreise/{person.kreis_id}/team/{person.pk}/vertretung/"


# ---- Naming and ending --------------------------------------------------------------------------


def test_a_person_names_a_deputy_who_is_told(lippe: User, lippe_deputy: User, as_: Any) -> None:
    page = as_(lippe).post(OWN, _form(lippe_deputy), follow=True)
    assert NAMED in page.text
    (mail,) = mailed_to(lippe_deputy)
    assert mail.subject == (
        "Vertretung benannt: Jonas Behrens für Katrin Vogt, "
        f"{_day(0):%d.%m.%Y} bis {_day(6):%d.%m.%Y}"
    )
    entry = Record.objects.get()
    assert (entry.act, entry.by, entry.details) == (
        "deputyship.named",
        lippe,
        {
            "person": lippe.pk,
            "deputy": lippe_deputy.pk,
            "starts_on": _day(0).isoformat(),
            "ends_on": _day(6).isoformat(),
        },
    )
    assert "<b>Jonas Behrens</b> vertritt Sie" in as_(lippe).get("/konto/").text
    assert "Sie vertreten <b>Katrin Vogt</b>" in as_(lippe_deputy).get("/konto/").text


def test_the_lead_names_for_the_team_and_both_are_told(
    lippe: User, lippe_deputy: User, as_: Any
) -> None:
    colleague = factories.make_person(kreis=lippe.kreis)
    page = as_(lippe).post(_of_team(lippe_deputy), _form(colleague), follow=True)
    assert (NAMED in page.text, page.redirect_chain[0][0]) == (True, _of_team(lippe_deputy))
    told = OutgoingMail.objects.values_list("to", flat=True)
    assert sorted(told) == sorted([lippe_deputy.email, colleague.email])


def test_both_are_told_when_a_deputyship_ends_early(
    lippe: User, lippe_deputy: User, moderator: User
) -> None:
    end_deputyship(factories.make_deputyship(lippe, lippe_deputy), by=moderator)
    assert told() == [
        ("vertretung", lippe_deputy.email, "", "sofort"),
        ("vertretung", lippe.email, "", "sofort"),
    ]


def test_a_deputy_hears_of_what_was_asked_before_the_days_began(
    lippe: User, lippe_deputy: User, moderator: User
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis, state=State.SUBMITTED, changed_by=lippe)
    send_query(practice, by=moderator, remarks={"goals": "Bis wann?"})
    factories.make_deputyship(lippe, lippe_deputy, starts_in=1)
    for days in (0, 1, 1):
        hand_over_tasks(timezone.now() + timedelta(days=days))
    assert told() == [
        ("rueckfrage", lippe.email, "", "sofort"),
        ("rueckfrage", lippe_deputy.email, lippe.email, "sofort"),
    ]


def test_the_same_form_sent_twice_names_once(lippe: User, lippe_deputy: User, as_: Any) -> None:
    for _ in range(2):
        assert as_(lippe).post(OWN, _form(lippe_deputy)).status_code == 302
    assert (Deputyship.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (3, 1, "Das Ende der Vertretung liegt vor ihrem Beginn."),
        (-9, -2, "Dieser Tag ist schon vorbei."),
        (6, 9, "In dieser Zeit gibt es schon eine Vertretung."),
    ],
)
def test_days_that_cannot_be_get_a_sentence(
    start: int, end: int, sentence: str, lippe: User, lippe_deputy: User, as_: Any
) -> None:
    factories.make_deputyship(lippe, lippe_deputy, lasts=7)
    page = as_(lippe).post(OWN, _form(lippe_deputy, start, end))
    assert (page.status_code, sentence in page.text) == (200, True)
    assert f'value="{_day(start).isoformat()}"' in page.text
    assert Deputyship.objects.count() == 1


def test_the_day_after_one_ends_the_next_may_begin(lippe: User, lippe_deputy: User) -> None:
    factories.make_deputyship(lippe, lippe_deputy, lasts=7)
    days = {"starts_on": _day(7), "ends_on": _day(8)}
    assert name_deputy(lippe, deputy=lippe_deputy, by=lippe, **days) is True


@pytest.mark.parametrize("who", ["oneself", "another Kreis", "closed", "moderator"])
def test_only_a_colleague_with_access_deputises(
    who: str, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    people = {
        "oneself": lippe,
        "another Kreis": celle,
        "closed": factories.make_person(kreis=lippe.kreis, is_active=False),
        "moderator": moderator,
    }
    factories.make_person(kreis=lippe.kreis)
    page = as_(lippe).post(OWN, _form(people[who]))
    assert list(page.context["form"].errors) == ["deputy"]
    with pytest.raises(ValidationError):
        name_deputy(lippe, deputy=people[who], starts_on=_day(0), ends_on=_day(1), by=lippe)
    assert Deputyship.objects.count() == 0


# Rule 17: whatever writes, the database refuses.
@pytest.mark.parametrize("name", ["ends_after_it_began", "by_somebody_else", "one_at_a_time"])
def test_the_database_refuses_what_cannot_be(name: str, lippe: User, lippe_deputy: User) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    wrong: dict[str, dict[str, Any]] = {
        "ends_after_it_began": {"starts_in": 30, "lasts": 0},
        "by_somebody_else": {"deputy": lippe, "starts_in": 30},
        "one_at_a_time": {"starts_in": 6},
    }
    with pytest.raises(IntegrityError, match=f"deputyship_{name}"), transaction.atomic():
        factories.make_deputyship(lippe, **{"deputy": lippe_deputy} | wrong[name])


@pytest.mark.django_db(transaction=True)
def test_of_two_named_at_once_for_the_same_days_one_is(lippe: User, lippe_deputy: User) -> None:
    other = factories.make_person(kreis=lippe.kreis)

    def name(deputy: User) -> bool:
        try:
            days = {"starts_on": _day(0), "ends_on": _day(6)}
            return name_deputy(lippe, deputy=deputy, by=lippe, **days)
        except ValidationError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        named = list(pool.map(name, [lippe_deputy, other]))
    assert (sorted(named), Deputyship.objects.count()) == ([False, True], 1)


def test_a_deputyship_is_ended_early_once(lippe: User, lippe_deputy: User, as_: Any) -> None:
    deputyship = factories.make_deputyship(lippe, lippe_deputy)
    address = f"{OWN}{deputyship.pk}/beenden/"
    pages = [as_(lippe).post(address, follow=True).text for _ in range(2)]
    said = "Die Vertretung durch Jonas Behrens ist beendet."
    assert [said in page for page in pages] == [True, False]
    assert list(Record.objects.values_list("act", flat=True)) == ["deputyship.ended"]
    assert deputising(lippe_deputy) == []
    # The days are free again.
    assert as_(lippe).post(OWN, _form(lippe_deputy)).status_code == 302


def test_a_deputy_does_not_end_it(lippe: User, lippe_deputy: User, as_: Any) -> None:
    deputyship = factories.make_deputyship(lippe, lippe_deputy)
    answer = as_(lippe_deputy).post(f"{OWN}{deputyship.pk}/beenden/")
    assert (answer.status_code, Deputyship.objects.current().count()) == (403, 1)


def test_a_lead_reaches_nobody_of_another_kreis(lippe: User, celle: User, as_: Any) -> None:
    colleague = factories.make_person(kreis=celle.kreis)
    deputyship = factories.make_deputyship(celle, colleague)
    address = f"/kreise/{lippe.kreis_id}/team/{celle.pk}/vertretung/"
    client = as_(lippe)
    answers = [client.post(address, _form(colleague)), client.post(_of_team(celle))]
    answers.append(client.post(f"{OWN}{deputyship.pk}/beenden/"))
    assert [answer.status_code for answer in answers] == [404, 403, 404]
    assert list(Deputyship.objects.current()) == [deputyship]


@pytest.mark.parametrize("leaving", ["person", "deputy"])
def test_with_an_access_its_deputyships_end(
    leaving: str, lippe: User, lippe_deputy: User, moderator: User
) -> None:
    other = factories.make_person(kreis=lippe.kreis, is_lead=True)
    gone = factories.make_deputyship(lippe, lippe_deputy)
    kept = factories.make_deputyship(other, factories.make_person(kreis=lippe.kreis))
    who = {"person": lippe, "deputy": lippe_deputy}[leaving]
    assert close_access(who, by=moderator, reason="Wechsel") is True
    assert list(Deputyship.objects.current()) == [kept]
    acts = Record.objects.order_by("pk").values_list("act", "key")
    assert list(acts) == [
        ("deputyship.ended", str(gone.pk)),
        ("person.access_closed", str(who.pk)),
    ]


# ---- Pages --------------------------------------------------------------------------------------


def test_the_team_page_says_who_deputises_until_when(
    lippe: User, lippe_deputy: User, as_: Any
) -> None:
    factories.make_deputyship(lippe, lippe_deputy)
    factories.make_deputyship(lippe_deputy, lippe, starts_in=10, lasts=2)
    page = as_(lippe).get("/kreise/05766/team/").text
    assert f"vertreten durch Jonas Behrens bis {_day(6):%d.%m.%Y}" in page
    later = f"ab {_day(10):%d.%m.%Y} vertreten durch Katrin Vogt bis {_day(11):%d.%m.%Y}"
    assert later in page


def test_who_is_alone_is_told_what_is_missing(lippe: User, as_: Any) -> None:
    page = as_(lippe).get(OWN).text
    assert "Für Kreis Lippe ist noch niemand sonst im Forum." in page
    assert 'name="deputy"' not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_at_any_length(
    rows: int, lippe: User, lippe_deputy: User, as_: Any, queries: Any
) -> None:
    for number in range(rows):
        factories.make_deputyship(lippe, lippe_deputy, starts_in=10 * number)
        # Several people of the team are away today.
        factories.make_deputyship(factories.make_person(kreis=lippe.kreis), lippe)
    client = as_(lippe)
    client.get(OWN)
    with queries(4):  # person with Kreis, deputyships, whether and which colleagues
        client.get(OWN)
    with queries(4):  # person with Kreis, Kreis, people, deputyships
        client.get("/kreise/05766/team/")
    with queries(2):  # person with Kreis, deputyships
        client.get("/konto/")
    # As without deputyships, see tests/portal/test_start.py; and whose.
    with queries(6):
        client.get("/")


def test_nobody_without_a_kreis_is_asked_for_a_deputy(
    programme: User, moderator: User, as_: Any
) -> None:
    pages = [as_(person).get("/konto/").text for person in (programme, moderator)]
    assert ["Vertretung" in page for page in pages] == [False, False]
