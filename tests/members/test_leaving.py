from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from content.choices import Audience
from content.models import Record
from content.tasks import tasks_for
from members.models import User
from members.services import (
    LastLeadError,
    begin_membership,
    close_access,
    end_membership,
    make_lead,
)
from practices.choices import State
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis


def _address(person: User, act: str) -> str:
    return f"/kreise/{person.kreis_id}/team/{person.pk}/{act}/"


# S15
def test_who_is_offboarded_is_out_on_the_next_click_everywhere(
    lippe: User, lippe_deputy: User, as_: Any
) -> None:
    devices = [as_(lippe_deputy), as_(lippe_deputy)]
    assert [device.get("/konto/").status_code for device in devices] == [200, 200]
    data = {"reason": "Aufgabe abgegeben"}
    page = as_(lippe).post(_address(lippe_deputy, "beenden"), data, follow=True)
    assert "Der Zugang von Jonas Behrens ist beendet." in page.text
    assert [device.get("/konto/").status_code for device in devices] == [302, 302]
    signed_in = as_(None).post(
        "/konto/anmelden/", {"login": lippe_deputy.email, "password": factories.PASSWORD}
    )
    assert signed_in.url != "/"
    entry = Record.objects.get(act="person.access_closed")
    assert (entry.by, entry.key, entry.reason) == (lippe, str(lippe_deputy.pk), data["reason"])


def test_an_access_is_not_ended_without_a_reason(lippe: User, lippe_deputy: User, as_: Any) -> None:
    page = as_(lippe).post(_address(lippe_deputy, "beenden"), {"reason": " "}, follow=True)
    lippe_deputy.refresh_from_db()
    assert ("Nennen Sie den Grund" in page.text, lippe_deputy.is_active) == (True, True)


def test_the_last_lead_needs_a_successor(
    lippe: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    client = as_(moderator)
    data = {"reason": "Wechselt das Amt"}
    page = client.post(_address(lippe, "beenden"), data, follow=True)
    assert "Katrin Vogt ist die einzige Leitung." in page.text
    client.post(_address(lippe_deputy, "leitung"))
    client.post(_address(lippe, "beenden"), data)
    people = {person.pk: person for person in User.objects.filter(kreis_id=lippe.kreis_id)}
    assert (people[lippe.pk].is_active, people[lippe_deputy.pk].is_lead) == (False, True)


def test_nobody_ends_the_own_access(lippe: User, lippe_deputy: User, as_: Any) -> None:
    make_lead(lippe_deputy, by=lippe)
    as_(lippe).post(_address(lippe, "beenden"), {"reason": "Versehen"})
    lippe.refresh_from_db()
    assert lippe.is_active


@pytest.mark.django_db(transaction=True)
def test_two_leads_leaving_at_once_leave_one(lippe: User, lippe_deputy: User) -> None:
    make_lead(lippe_deputy, by=lippe)

    def leave(person: User) -> bool:
        try:
            return close_access(person, by=lippe, reason="Wechsel")
        except LastLeadError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        left = list(pool.map(leave, [lippe, lippe_deputy]))
    assert sorted(left) == [False, True]
    assert User.objects.filter(is_lead=True, is_active=True).count() == 1


# S30: a person of another Kreis under this Kreis's address does not exist.
def test_a_lead_reaches_nobody_of_another_kreis(lippe: User, celle: User, as_: Any) -> None:
    address = f"/kreise/{lippe.kreis_id}/team/{celle.pk}/beenden/"
    assert as_(lippe).post(address, {"reason": "x"}).status_code == 404
    celle.refresh_from_db()
    assert celle.is_active


# S15, S3
def test_with_the_membership_ends_the_access_and_the_practices_stay(
    lippe: User, celle: User, moderator: User, kreis_lippe: Kreis, as_: Any
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    client = as_(lippe)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert end_membership(kreis_lippe, by=moderator, on=yesterday, reason="Austritt") is True
    assert client.get("/konto/").status_code == 302
    page = as_(celle).get(f"/kreise/{kreis_lippe.pk}/").text
    assert ("ehemals" in page, lippe.name in page) == (True, False)
    assert as_(celle).get(practice.get_absolute_url()).status_code == 200
    assert begin_membership(kreis_lippe, by=moderator, on=timezone.localdate()) is True
    assert as_(lippe).get("/konto/").status_code == 200
    acts = Record.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["kreis.membership_ended", "kreis.membership_began"]


def test_a_city_cannot_join(moderator: User) -> None:
    city = factories.make_kreis("03101", name="Braunschweig", is_landkreis=False, member_since=None)
    assert begin_membership(city, by=moderator, on=timezone.localdate()) is False


def test_moderators_begin_memberships_in_the_admin(moderator: User, as_: Any) -> None:
    outside = factories.make_kreis("01051", name="Kreis Dithmarschen", member_since=None)
    data = {"action": "begin_memberships", "_selected_action": [outside.pk]}
    as_(moderator).post("/verwaltung/members/kreis/", data)
    outside.refresh_from_db()
    assert (outside.member_since, outside.member_until) == (timezone.localdate(), None)


END = "/kreise/05766/mitgliedschaft-beenden/"


def test_a_membership_ends_with_a_day_and_a_reason(
    moderator: User, kreis_lippe: Kreis, as_: Any
) -> None:
    last = timezone.localdate() + timedelta(days=30)
    client = as_(moderator)
    data = {"action": "end_membership", "_selected_action": [kreis_lippe.pk]}
    assert client.post("/verwaltung/members/kreis/", data)["Location"] == END
    form = {"on": last.isoformat(), "reason": "Austritt erklärt"}
    pages = [client.post(END, form, follow=True).text for _ in range(2)]
    said = f"Die Mitgliedschaft von Kreis Lippe endet am {last:%d.%m.%Y}."
    assert [said in page for page in pages] == [True, False]
    kreis_lippe.refresh_from_db()
    assert (kreis_lippe.member_until, kreis_lippe.is_member) == (last, True)
    entry = Record.objects.get()
    assert (entry.act, entry.by, entry.reason, entry.details) == (
        "kreis.membership_ended",
        moderator,
        "Austritt erklärt",
        {"on": last.isoformat()},
    )


def test_a_membership_does_not_end_without_reason_or_before_it_began(
    moderator: User, kreis_lippe: Kreis, as_: Any
) -> None:
    page = as_(moderator).post(END, {"on": "2024-12-31", "reason": ""})
    assert page.context["form"].errors == {
        "on": ["Die Mitgliedschaft begann erst am 01.01.2025."],
        "reason": ["Füllen Sie dieses Feld aus."],
    }
    kreis_lippe.refresh_from_db()
    assert (kreis_lippe.member_until, Record.objects.count()) == (None, 0)


def test_the_admin_ends_one_membership_at_a_time(
    moderator: User, kreis_lippe: Kreis, kreis_celle: Kreis, as_: Any
) -> None:
    data = {"action": "end_membership", "_selected_action": [kreis_lippe.pk, kreis_celle.pk]}
    page = as_(moderator).post("/verwaltung/members/kreis/", data, follow=True)
    assert "Wählen Sie genau einen Mitgliedskreis" in page.text
    assert Record.objects.count() == 0


# ---- What passes to the Kreis -------------------------------------------------------------------


def test_a_draft_and_the_tasks_pass_to_the_colleagues(
    lippe: User, lippe_deputy: User, moderator: User, celle: User, as_: Any
) -> None:
    draft = factories.make_practice(kreis=lippe.kreis, state=State.DRAFT, title="Halber Kurs")
    (task,) = tasks_for(lippe)
    make_lead(lippe_deputy, by=moderator)
    close_access(lippe, by=moderator, reason="Aufgabe abgegeben")
    client = as_(User.objects.get(pk=lippe_deputy.pk))
    page = client.get("/")
    assert "Halber Kurs" in page.text
    assert page.context["tasks"] == [task]
    assert "Halber Kurs" in client.get(draft.get_absolute_url()).text
    assert as_(celle).get(draft.get_absolute_url()).status_code == 404


def test_who_left_is_called_so_wherever_named(
    lippe: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    factories.make_invitation(kreis=lippe.kreis, invited_by=lippe_deputy)
    close_access(lippe_deputy, by=lippe, reason="Aufgabe abgegeben")
    addresses = {
        "/kreise/05766/team/": "ehemals, Zugang beendet",
        "/konto/einladungen/": "eingeladen von Jonas Behrens (ehemals)",
        "/verwaltung/members/invitation/": "Jonas Behrens (ehemals)",
    }
    client = as_(moderator)
    said = {address: words in client.get(address).text for address, words in addresses.items()}
    assert said == dict.fromkeys(addresses, True)


def test_a_practice_of_a_former_member_says_so(
    kreis_lippe: Kreis, kreis_celle: Kreis, as_: Any
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    kreis_celle.member_until = yesterday
    kreis_celle.save()
    for kreis in (kreis_lippe, kreis_celle):
        practice = factories.make_practice(kreis=kreis, audience=Audience.PUBLIC)
    client = as_(None)
    words = ("Kreis Lippe (ehemals", "Landkreis Celle (ehemals Mitglied)")
    pages = [client.get(address).text for address in ("/", "/praxis/", "/praxis/?q=Celle")]
    assert [[word in page for word in words] for page in pages] == [[False, True]] * 3
    page = client.get(practice.get_absolute_url()).text
    assert "Landkreis Celle</a> (ehemals Mitglied)" in page
