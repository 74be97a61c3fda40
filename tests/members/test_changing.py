from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from content.models import Record
from members.access import can_be_accepted
from members.models import Deputyship, Invitation, User
from members.services import LastLeadError, change_kreis, change_role, close_access, make_lead
from notices.models import OutgoingMail
from practices.choices import State
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis

DATA = {"kreis": "03351", "reason": "Neue Stelle"}


def _address(person: User) -> str:
    return f"/kreise/{person.kreis_id}/team/{person.pk}/wechseln/"


def _now(person: User) -> tuple[str | None, bool, bool]:
    current = User.objects.get(pk=person.pk)
    return current.kreis_id, current.is_lead, current.is_active


# S15: rights follow at once, words stay.
def test_a_moderator_moves_a_person_to_another_kreis(
    lippe: User, lippe_deputy: User, kreis_celle: Kreis, moderator: User, as_: Any
) -> None:
    draft = factories.make_practice(kreis=lippe_deputy.kreis, state=State.DRAFT)
    client = as_(lippe_deputy)
    assert client.get(draft.get_absolute_url()).status_code == 200
    page = as_(moderator).post(_address(lippe_deputy), DATA, follow=True)
    assert "Jonas Behrens ist jetzt für Landkreis Celle im Forum." in page.text
    assert page.redirect_chain == [("/kreise/03351/team/", 302)]
    assert _now(lippe_deputy) == ("03351", False, True)
    # The session goes on, with the rights of the new Kreis.
    answers = [client.get(address).status_code for address in ("/", draft.get_absolute_url())]
    assert answers == [200, 404]
    draft.refresh_from_db()
    assert draft.kreis_id == "05766"
    entry = Record.objects.get()
    assert (entry.act, entry.by, entry.key, entry.reason, entry.details) == (
        "person.kreis_changed",
        moderator,
        str(lippe_deputy.pk),
        "Neue Stelle",
        {"before": "05766", "after": "03351"},
    )
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (
        lippe_deputy.email,
        "Sie sind jetzt für Landkreis Celle im Forum",
    )


def test_the_lead_stays_behind_and_with_it_what_hung_on_it(
    lippe: User, lippe_deputy: User, kreis_celle: Kreis, moderator: User
) -> None:
    make_lead(lippe_deputy, by=moderator)
    invitation = factories.make_invitation(kreis=lippe.kreis, invited_by=lippe)
    factories.make_deputyship(lippe, lippe_deputy)
    assert can_be_accepted(invitation) is True
    assert change_kreis(lippe, kreis=kreis_celle, by=moderator, reason="Neue Stelle") is True
    assert _now(lippe) == ("03351", False, True)
    assert can_be_accepted(Invitation.objects.get()) is False
    # Also once the person leads the new Kreis.
    make_lead(User.objects.get(pk=lippe.pk), by=moderator)
    assert can_be_accepted(Invitation.objects.get()) is False
    assert list(Deputyship.objects.current()) == []


def test_the_last_lead_needs_a_successor_before_moving(
    lippe: User, lippe_deputy: User, kreis_celle: Kreis, moderator: User, as_: Any
) -> None:
    page = as_(moderator).post(_address(lippe), DATA)
    assert (page.status_code, "Katrin Vogt ist die einzige Leitung." in page.text) == (200, True)
    assert _now(lippe) == ("05766", True, True)
    make_lead(lippe_deputy, by=moderator)
    as_(moderator).post(_address(lippe), DATA)
    assert _now(lippe) == ("03351", False, True)


@pytest.mark.parametrize("target", ["outside", "left", "own"])
def test_only_another_member_kreis_is_a_target(
    target: str, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    kreise = {
        "outside": factories.make_kreis(member_since=None),
        "left": factories.make_kreis(member_until=yesterday),
        "own": lippe_deputy.kreis,
    }
    kreis = kreise[target]
    assert kreis is not None
    page = as_(moderator).post(_address(lippe_deputy), DATA | {"kreis": kreis.pk})
    assert list(page.context["form"].errors) == ["kreis"]
    assert change_kreis(lippe_deputy, kreis=kreis, by=moderator, reason="x") is False
    assert (_now(lippe_deputy)[0], Record.objects.count()) == ("05766", 0)


def test_a_closed_access_and_other_roles_do_not_move(
    kreis_lippe: Kreis, kreis_celle: Kreis, programme: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_person(kreis=kreis_lippe, is_active=False)
    assert as_(moderator).post(_address(closed), DATA).status_code == 403
    moved = [
        change_kreis(person, kreis=kreis_celle, by=moderator, reason="x")
        for person in (closed, programme)
    ]
    assert moved == [False, False]


def test_a_lead_cannot_move_anybody(lippe: User, celle: User, as_: Any) -> None:
    colleague = factories.make_person(kreis=lippe.kreis)
    foreign = f"/kreise/05766/team/{celle.pk}/wechseln/"
    client = as_(lippe)
    page = client.post(_address(colleague), DATA)
    assert (page.status_code, client.post(foreign, DATA).status_code) == (403, 404)
    assert "Den Wechsel in einen anderen Kreis stellt die Moderation ein." in page.text
    assert (_now(colleague)[0], _now(celle)[0]) == ("05766", "03351")
    assert "Kreis wechseln" not in client.get("/kreise/05766/team/").text


# S71
def test_a_form_sent_twice_moves_once(
    lippe_deputy: User, kreis_celle: Kreis, moderator: User, as_: Any
) -> None:
    address = _address(lippe_deputy)
    answers = [as_(moderator).post(address, DATA) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/kreise/03351/team/"] * 2
    assert (Record.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_one_moving_and_one_leaving_one_stays(
    lippe: User, lippe_deputy: User, kreis_celle: Kreis, moderator: User
) -> None:
    make_lead(lippe_deputy, by=lippe)

    def move() -> bool:
        return change_kreis(lippe, kreis=kreis_celle, by=moderator, reason="Neue Stelle")

    def leave() -> bool:
        return close_access(lippe_deputy, by=moderator, reason="Wechsel")

    def attempt(act: Any) -> bool:
        try:
            return bool(act())
        except LastLeadError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, [move, leave]))
    assert sorted(done) == [False, True]
    leads = User.objects.filter(kreis_id="05766", is_lead=True, is_active=True)
    assert leads.count() == 1


def test_another_role_takes_a_person_out_of_the_team(
    lippe: User, lippe_deputy: User, admin: User
) -> None:
    make_lead(lippe_deputy, by=admin)
    factories.make_deputyship(lippe, lippe_deputy)
    assert change_role(lippe, role="programme", kreis=None, by=admin) is True
    assert change_role(lippe, role="programme", kreis=None, by=admin) is False
    lippe.refresh_from_db()
    assert (lippe.role, lippe.kreis, lippe.is_lead) == ("programme", None, False)
    assert list(Deputyship.objects.current()) == []
    with pytest.raises(LastLeadError):
        change_role(lippe_deputy, role="programme", kreis=None, by=admin)
