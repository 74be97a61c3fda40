"""„Konto löschen“: asked for, handed over, taken back, done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from content.choices import Words
from content.models import Record
from content.people import FORMER, held_by
from events.models import EventOrganiser, MinutesTask
from forum.choices import RoomKind
from forum.models import RoomMember
from members.chores import erase_who_left
from members.models import Deputyship, User
from members.services import LastLeadError, close_access, make_lead
from members.services.erasing import erase_person
from members.services.leaving import ask_to_leave, hand_over, take_back_leaving
from notices.models import OutgoingMail
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("home")
LEAVE, STAY, HANDOVER = "/konto/loeschen/", "/konto/bleiben/", "/konto/uebergeben/"
SURE = {"words": Words.KEEP.value, "certain": "on"}


def signed_in(person: User) -> Client:
    """Sign in and confirm the password: nobody asks for it again soon."""
    client = Client()
    client.post("/konto/anmelden/", {"login": person.email, "password": factories.PASSWORD})
    client.post("/konto/bestaetigen/", {"password": factories.PASSWORD})
    return client


def _page(client: Client, address: str = LEAVE) -> Any:
    return client.get(address)


# S12
def test_nobody_deletes_an_account_on_an_open_screen(lippe_deputy: User, as_: Any) -> None:
    client = as_(lippe_deputy)
    answers = [client.get(LEAVE), client.post(LEAVE, SURE)]
    assert [answer.url.split("?")[0] for answer in answers] == ["/konto/bestaetigen/"] * 2
    lippe_deputy.refresh_from_db()
    assert lippe_deputy.leaves_at is None


def test_a_person_leaves_in_fourteen_days(lippe_deputy: User) -> None:
    client = signed_in(lippe_deputy)
    before = timezone.now()
    pages = [client.post(LEAVE, SURE, follow=True) for _ in range(2)]
    lippe_deputy.refresh_from_db()
    assert lippe_deputy.leaves_at is not None
    assert before + timedelta(days=14) <= lippe_deputy.leaves_at
    day = f"{timezone.localtime(lippe_deputy.leaves_at):%d.%m.%Y}"
    assert [f"Ihr Konto wird am {day} gelöscht." in page.text for page in pages] == [True, True]
    acts = Record.objects.values_list("act", "by", "details")
    assert list(acts) == [("person.leaving_asked", lippe_deputy.pk, {"posts": "keep"})]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (lippe_deputy.email, f"Ihr Konto wird am {day} gelöscht")
    assert "http://localhost:8000/konto/loeschen/" in mail.text


def test_who_does_not_confirm_stays(lippe_deputy: User) -> None:
    client = signed_in(lippe_deputy)
    page = client.post(LEAVE, {"words": "keep"})
    assert page.context["form"].errors == {
        "certain": ["Bestätigen Sie, dass Ihr Konto gelöscht werden soll."]
    }
    assert client.post(LEAVE, {"words": "alles", "certain": "on"}).context["form"].errors
    lippe_deputy.refresh_from_db()
    assert lippe_deputy.leaves_at is None


def test_every_page_offers_the_way_back(lippe_deputy: User, celle: User) -> None:
    ask_to_leave(lippe_deputy, words=Words.DELETE)
    client = signed_in(lippe_deputy)
    pages = [client.get(address).text for address in ("/", "/praxis/", "/kreise/", "/konto/")]
    assert ["Doch bleiben" in page for page in pages] == [True] * 4
    assert "Doch bleiben" not in signed_in(celle).get("/").text
    answers = [client.post(STAY, follow=True).text for _ in range(2)]
    assert ["Schön, dass Sie bleiben." in page for page in answers] == [True, False]
    lippe_deputy.refresh_from_db()
    assert (lippe_deputy.leaves_at, lippe_deputy.leaving_words) == (None, "")
    acts = Record.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["person.leaving_asked", "person.leaving_taken_back"]


def test_the_admin_says_it_as_well(moderator: User, as_: Any) -> None:
    client = as_(moderator)
    said = "Ihr Konto wird am"
    assert said not in client.get("/verwaltung/").text
    ask_to_leave(moderator, words=Words.KEEP)
    assert said in client.get("/verwaltung/").text


def test_the_banner_costs_no_query(lippe_deputy: User, as_: Any, queries: Any) -> None:
    client = as_(lippe_deputy)
    client.get("/hilfe/")
    with queries(2):  # the person, the page
        client.get("/hilfe/")
    ask_to_leave(lippe_deputy, words=Words.KEEP)
    with queries(2):
        assert "Doch bleiben" in client.get("/hilfe/").text


def test_the_chore_erases_who_is_due_and_nobody_else(
    lippe: User, lippe_deputy: User, celle: User
) -> None:
    ask_to_leave(lippe_deputy, words=Words.KEEP)
    now = timezone.now()
    for days, name in ((13, "Jonas Behrens"), (15, FORMER), (16, FORMER)):
        erase_who_left(now + timedelta(days=days))
        assert User.objects.get(pk=lippe_deputy.pk).name == name
    assert User.objects.filter(erased_at__isnull=True).count() == 2
    assert Record.objects.filter(act="person.erased").count() == 1


def test_one_that_cannot_be_erased_keeps_no_other_from_it(
    lippe: User, lippe_deputy: User, celle: User, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_person(kreis=celle.kreis, is_lead=True)
    for person in (lippe_deputy, celle):
        ask_to_leave(person, words=Words.KEEP)

    def failing(pk: int, *args: Any, **named: Any) -> bool:
        if pk == lippe_deputy.pk:
            raise OSError
        return erase_person(pk, *args, **named)

    monkeypatch.setattr("members.chores.erase_person", failing)
    with pytest.raises(RuntimeError):
        erase_who_left(timezone.now() + timedelta(days=15))
    erased = User.objects.filter(erased_at__isnull=False).values_list("pk", flat=True)
    assert list(erased) == [celle.pk]


def test_the_only_lead_is_told_to_name_another_first(lippe: User, lippe_deputy: User) -> None:
    client = signed_in(lippe)
    assert "Sie sind die einzige Leitung Ihres Kreises." in _page(client).text
    page = client.post(LEAVE, SURE)
    assert "Sie sind die einzige Leitung Ihres Kreises." in page.text
    with pytest.raises(LastLeadError):
        ask_to_leave(lippe, words=Words.KEEP)
    make_lead(lippe_deputy, by=lippe)
    assert client.post(LEAVE, SURE).status_code == 302
    # The other is the last one now, whoever wants to end it.
    with pytest.raises(LastLeadError):
        ask_to_leave(lippe_deputy, words=Words.KEEP)
    with pytest.raises(LastLeadError):
        close_access(lippe_deputy, by=lippe, reason="Wechsel")
    assert take_back_leaving(lippe) is True
    assert ask_to_leave(lippe_deputy, words=Words.KEEP) is True


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_want_to_leave_at_once_one_stays(lippe: User, lippe_deputy: User) -> None:
    make_lead(lippe_deputy, by=lippe)

    def leave(person: User) -> bool:
        try:
            return ask_to_leave(person, words=Words.KEEP)
        except LastLeadError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        asked = list(pool.map(leave, [lippe, lippe_deputy], timeout=60))
    assert sorted(asked) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_taking_it_back_in_the_second_of_the_chore_is_one_or_the_other(
    lippe: User, lippe_deputy: User
) -> None:
    ask_to_leave(lippe_deputy, words=Words.KEEP)
    due = timezone.now() + timedelta(days=15)

    def run(act: str) -> bool:
        try:
            if act == "stay":
                return take_back_leaving(lippe_deputy)
            return erase_person(lippe_deputy.pk, Words.KEEP, due=due)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        stayed, erased = pool.map(run, ("stay", "erase"), timeout=60)
    lippe_deputy.refresh_from_db()
    assert (stayed, erased) in {(True, False), (False, True)}
    assert lippe_deputy.is_active is stayed


def test_the_only_technical_administration_stays(admin: User) -> None:
    client = signed_in(admin)
    assert "Sie sind die einzige technische Verwaltung." in client.post(LEAVE, SURE).text
    factories.make_person("", email="zweite@forum.example", is_superuser=True)
    assert client.post(LEAVE, SURE).status_code == 302


# ---- Handing over --------------------------------------------------------------------------------


def _held(person: User, other: User) -> list[str]:
    practice = factories.make_practice(kreis=person.kreis, contact_person=person)
    event = factories.make_event(organisers=[person], kreis=person.kreis)
    over = factories.make_event(starts_in=-3, organisers=[person, other])
    task = factories.make_task(factories.make_minutes(over), person)
    factories.make_task(factories.make_minutes(factories.make_event(starts_in=-9)), other)
    room = factories.make_room(RoomKind.CLOSED, hosts=[person], named=[other])
    factories.make_room(RoomKind.CLOSED, hosts=[person, other])
    deputyship = factories.make_deputyship(other, person)
    return [
        f"vertretung-{deputyship.pk}",
        f"ansprechperson-{practice.pk}",
        f"termin-{event.pk}",
        f"aufgabe-{task.pk}",
        f"raum-{room.pk}",
    ]


def test_what_rests_on_a_person_is_handed_to_a_colleague(
    lippe: User, lippe_deputy: User, celle: User
) -> None:
    keys = _held(lippe_deputy, lippe)
    assert [held.key for held in held_by(lippe_deputy)] == keys
    client = signed_in(lippe_deputy)
    page = _page(client, HANDOVER)
    assert [key in page.text for key in keys] == [False, True, True, True, True]
    assert "5</b> Sachen liegen" in _page(client).text
    # Shown, nothing is given: a template calls what it is handed.
    assert [held.key for held in held_by(lippe_deputy)] == keys
    said = client.post(HANDOVER, dict.fromkeys(keys, str(lippe.pk)), follow=True).text
    assert "Übergeben: 4." in said
    assert [held.key for held in held_by(lippe_deputy)] == keys[:1]
    assert MinutesTask.objects.filter(owner=lippe).count() == 2
    assert EventOrganiser.objects.filter(person=lippe).count() == 2
    assert RoomMember.objects.filter(person=lippe, is_host=True).count() == 2
    again = client.post(HANDOVER, dict.fromkeys(keys, str(lippe.pk)), follow=True).text
    assert "Übergeben wurde nichts." in again


def test_the_page_costs_the_same_for_one_thing_of_each_sort_and_for_three(
    lippe: User, lippe_deputy: User, as_: Any, queries: Any
) -> None:
    client = as_(lippe_deputy)
    _held(lippe_deputy, lippe)
    client.get(HANDOVER)
    # The person; deputyships; of practices, events and tasks the things and the
    # colleagues, of tasks the organisers and who came; rooms and who is named in them.
    with queries(12):
        client.get(HANDOVER)
    for _ in range(2):
        Deputyship.objects.all().delete()
        _held(lippe_deputy, lippe)
    with queries(12):
        page = client.get(HANDOVER)
    assert page.text.count("<select") == 12


# S30: a taker that the page did not offer.
def test_nothing_is_handed_to_another_kreis(lippe: User, lippe_deputy: User, celle: User) -> None:
    keys = _held(lippe_deputy, lippe)
    client = signed_in(lippe_deputy)
    page = client.post(HANDOVER, dict.fromkeys(keys, str(celle.pk)))
    assert sorted(page.context["form"].errors) == sorted(keys[1:])
    assert hand_over(lippe_deputy, dict.fromkeys(keys, celle)) == 0
    assert EventOrganiser.objects.filter(person=celle).exists() is False


def test_somebody_else_hands_over_nothing_of_theirs(lippe: User, lippe_deputy: User) -> None:
    keys = _held(lippe_deputy, lippe)
    client = signed_in(lippe)
    client.post(HANDOVER, dict.fromkeys(keys, str(lippe.pk)))
    assert [held.key for held in held_by(lippe_deputy)] == keys


# ---- At once, by the technical administration ----------------------------------------------------


def test_the_technical_administration_erases_at_once_with_a_reason(
    admin: User, lippe: User
) -> None:
    client = signed_in(admin)
    data = {"action": "erase", "_selected_action": [lippe.pk]}
    address = f"/konto/personen/{lippe.pk}/loeschen/"
    assert client.post("/verwaltung/members/user/", data)["Location"] == address
    named = client.post(address, {"words": "delete", "reason": "Antrag von Frau VOGT"})
    assert "Der Grund nennt die Person." in named.text
    client.post(address, {"words": "delete", "reason": "Antrag nach Art. 17 DSGVO"})
    assert User.objects.get(pk=lippe.pk).name == FORMER
    entry = Record.objects.get(act="person.erased")
    assert (entry.by, entry.reason) == (admin, "Antrag nach Art. 17 DSGVO")
    assert client.get(address).status_code == 404


def test_whoever_erases_the_last_lead_reads_so_before(
    admin: User, lippe: User, lippe_deputy: User
) -> None:
    client = signed_in(admin)
    addresses = [f"/konto/personen/{one.pk}/loeschen/" for one in (lippe, lippe_deputy)]
    warned = [
        "Das ist die einzige Leitung: Kreis Lippe." in client.get(one).text for one in addresses
    ]
    assert warned == [True, False]
    factories.make_person(kreis=lippe.kreis, is_lead=True)
    assert "Das ist die einzige Leitung" not in client.get(addresses[0]).text


def test_nobody_else_erases_anybody(lippe: User, moderator: User, celle: User) -> None:
    for person in (moderator, celle, lippe):
        client = signed_in(person)
        address = f"/konto/personen/{celle.pk}/loeschen/"
        answer = client.post(address, {"words": "delete", "reason": "weg"})
        assert answer.status_code == 404
    data = {"action": "erase", "_selected_action": [celle.pk]}
    page = signed_in(moderator).post("/verwaltung/members/user/", data)
    assert f"/konto/personen/{celle.pk}/" not in page.get("Location", "")
    assert User.objects.filter(erased_at__isnull=False).exists() is False


def test_the_technical_administration_does_not_erase_itself_by_mistake(admin: User) -> None:
    client = signed_in(admin)
    answer = client.post(
        f"/konto/personen/{admin.pk}/loeschen/", {"words": "keep", "reason": "weg"}
    )
    assert answer.status_code == 404
    admin.refresh_from_db()
    assert admin.is_active
