from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from content.models import Record
from content.queues import waiting_for
from content.tasks import tasks_for
from members.choices import Role
from members.models import AccessRequest, Invitation, User
from members.services import accept_invitation, invite, resend_invitation
from members.services.invitations import DeadInvitationError
from notices.models import OutgoingMail
from tests import factories
from tests.telling import mailed_to, told

if TYPE_CHECKING:
    from members.models import Kreis

TOKEN = "t" * 43
LINK = f"/konto/einladung/{TOKEN}/"
ANSWERS = {
    "first_name": "Ayşe",
    "last_name": "Demir",
    "function": "Integrationsbeauftragte",
    "password": "sieben blaue Boote im Hafen",
    "acknowledged": "on",
}


def _token_mailed_to(address: str) -> str:
    mail = OutgoingMail.objects.filter(to=address).latest("pk")
    found = re.search(r"/konto/einladung/([\w-]+)/", mail.text)
    assert found
    return found[1]


def test_a_lead_invites_and_the_invited_person_comes_in(
    lippe: User, kreis_lippe: Kreis, as_: Any
) -> None:
    page = as_(lippe).post("/konto/einladungen/", {"email": "Neu@forum.example"}, follow=True)
    assert "Die Einladung an neu@forum.example ist unterwegs." in page.text
    mail = OutgoingMail.objects.get()
    assert (mail.to, "Katrin Vogt (Kreis Lippe)" in mail.text) == ("neu@forum.example", True)
    address = f"/konto/einladung/{_token_mailed_to('neu@forum.example')}/"
    newcomer = as_(None)
    shown = newcomer.get(address).text
    assert [word in shown for word in ("Katrin Vogt", "Kreis Lippe", "neu@forum.example")] == [
        True,
        True,
        True,
    ]
    arrived = newcomer.post(address, ANSWERS, follow=True)
    assert "<h1>Zweiter Faktor</h1>" in arrived.text
    assert "Guten Tag, Ayşe Demir" in newcomer.get("/").text
    person = User.objects.get(email="neu@forum.example")
    assert (person.role, person.kreis, person.is_lead, person.acknowledged_at is not None) == (
        Role.COORDINATOR,
        kreis_lippe,
        False,
        True,
    )
    acts = list(Record.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["person.invited", "person.created", "person.invitation_accepted"]
    assert told() == [("beitritt", lippe.email, "", "woechentlich")]
    assert (
        f"Ayşe Demir ({person.get_role_display()}, Kreis Lippe)"
        in as_(lippe).get("/mitteilungen/").text
    )


# S2
def test_an_invitation_works_once(lippe: User, kreis_lippe: Kreis, as_: Any) -> None:
    factories.make_invitation(TOKEN, kreis=kreis_lippe, invited_by=lippe)
    assert as_(None).post(LINK, ANSWERS).status_code == 302
    people = User.objects.count()
    again = as_(None).post(LINK, ANSWERS | {"first_name": "Eva"})
    assert (again.status_code, User.objects.count()) == (410, people)
    made_up = as_(None).get(f"/konto/einladung/{'z' * 43}/").text
    used = as_(None).get(LINK).text
    alike = [
        re.sub(r'value="\w{64}"', "", page).replace(TOKEN, "z" * 43) for page in (used, made_up)
    ]
    assert alike[0] == alike[1]


# S3
@pytest.mark.parametrize("death", ["expired", "revoked", "inviter locked", "no lead", "Kreis left"])
def test_a_dead_invitation_lets_nobody_in(
    death: str, lippe: User, kreis_lippe: Kreis, as_: Any
) -> None:
    invitation = factories.make_invitation(TOKEN, kreis=kreis_lippe, invited_by=lippe)
    if death == "expired":
        invitation.expires_at = timezone.now() - timedelta(seconds=1)
    elif death == "revoked":
        invitation.revoked_at = timezone.now()
    elif death == "inviter locked":
        lippe.is_active = False
    elif death == "no lead":
        lippe.is_lead = False
    else:
        kreis_lippe.member_until = timezone.localdate() - timedelta(days=1)
    for thing in (invitation, lippe, kreis_lippe):
        thing.save()
    people = User.objects.count()
    assert as_(None).post(LINK, ANSWERS).status_code == 410
    assert User.objects.count() == people
    with pytest.raises(DeadInvitationError):
        accept_invitation(invitation, password="sieben blaue Boote", first_name="A", last_name="B")


# S4
def test_form_fields_do_not_change_what_one_is_invited_to(
    lippe: User, kreis_lippe: Kreis, kreis_celle: Kreis, as_: Any
) -> None:
    factories.make_invitation(TOKEN, email="neu@x.example", kreis=kreis_lippe, invited_by=lippe)
    smuggled = {
        "role": "moderator",
        "kreis": kreis_celle.pk,
        "is_lead": "on",
        "is_superuser": "on",
        "email": "andere@x.example",
        "username": "andere@x.example",
    }
    as_(None).post(LINK, ANSWERS | smuggled)
    person = User.objects.latest("pk")
    assert (person.email, person.role, person.kreis, person.is_lead, person.is_superuser) == (
        "neu@x.example",
        Role.COORDINATOR,
        kreis_lippe,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("acknowledged", "", "Lesen Sie die Regeln und die Datenschutzerklärung"),
        ("password", "kurz", "mindestens 12 Zeichen"),
        ("password", "forum-integration-neu", "naheliegenden Wörtern"),
        ("first_name", "", "Füllen Sie dieses Feld aus."),
    ],
)
def test_a_faulty_answer_keeps_what_was_typed(
    field: str, value: str, sentence: str, lippe: User, as_: Any
) -> None:
    factories.make_invitation(TOKEN, kreis=lippe.kreis, invited_by=lippe)
    page = as_(None).post(LINK, ANSWERS | {field: value})
    assert page.status_code == 200
    assert sentence in page.text
    assert 'value="Demir"' in page.text


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_gets_in(lippe: User, kreis_lippe: Kreis) -> None:
    invitation = factories.make_invitation(
        TOKEN, email="neu@x.example", kreis=kreis_lippe, invited_by=lippe
    )

    def accept(number: int) -> bool:
        try:
            accept_invitation(
                invitation, password=f"boote im hafen {number}", first_name="A", last_name="B"
            )
        except DeadInvitationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        let_in = list(pool.map(accept, range(20)))
    assert (sum(let_in), User.objects.filter(email="neu@x.example").count()) == (1, 1)


def test_a_new_link_kills_the_old_one(lippe: User, kreis_lippe: Kreis, as_: Any) -> None:
    invitation = factories.make_invitation(
        TOKEN, email="neu@x.example", kreis=kreis_lippe, invited_by=lippe
    )
    assert resend_invitation(invitation, by=lippe) is True
    new = f"/konto/einladung/{_token_mailed_to('neu@x.example')}/"
    assert (as_(None).get(LINK).status_code, as_(None).get(new).status_code) == (410, 200)


def test_who_has_an_expired_link_asks_for_a_new_one_once(
    lippe: User, kreis_lippe: Kreis, as_: Any
) -> None:
    past = timezone.now() - timedelta(days=1)
    given: dict[str, Any] = {"kreis": kreis_lippe, "invited_by": lippe, "expires_at": past}
    factories.make_invitation(TOKEN, email="neu@kreis.example", **given)
    page = as_(None).get(LINK)
    assert "Neuen Link anfordern" in page.text
    answers = {as_(None).post(f"{LINK}neu/").status_code for _ in range(2)}
    made_up = as_(None).post(f"/konto/einladung/{'z' * 43}/neu/")
    assert (answers, made_up.status_code) == ({200}, 200)
    (mail,) = mailed_to(lippe)
    assert mail.subject == "Neuer Einladungslink erbeten: neu@kreis.example"
    assert "neuer Link erbeten" in as_(lippe).get("/konto/einladungen/").text


def test_who_may_invite_whom(
    lippe: User, lippe_deputy: User, kreis_celle: Kreis, moderator: User, admin: User, as_: Any
) -> None:
    wishes: list[dict[str, str]] = [
        {"role": Role.COORDINATOR, "kreis": kreis_celle.pk},
        {"role": Role.LIAISON},
        {"role": Role.MODERATOR},
    ]
    got = {}
    for name, person in {"lead": lippe, "moderator": moderator, "admin": admin}.items():
        for number, wish in enumerate(wishes):
            data = {"email": f"{name}{number}@x.example", **wish}
            as_(person).post("/konto/einladungen/", data)
        mine = Invitation.objects.filter(invited_by=person).order_by("pk")
        got[name] = [(one.role, one.kreis_id) for one in mine]
    own = (Role.COORDINATOR, "05766")
    celle, liaison = (Role.COORDINATOR, "03351"), (Role.LIAISON, None)
    assert got == {
        "lead": [own, own, own],  # whatever the form says: the own Kreis
        "moderator": [celle, liaison],
        "admin": [celle, liaison, (Role.MODERATOR, None)],
    }
    answer = as_(lippe_deputy).post("/konto/einladungen/", {"email": "x@x.example"})
    assert answer.status_code == 403


# S71
def test_inviting_twice_invites_once(lippe: User, kreis_lippe: Kreis) -> None:
    role = Role.COORDINATOR
    results = [invite("neu@x.example", by=lippe, role=role, kreis=kreis_lippe) for _ in range(2)]
    assert [result is None for result in results] == [False, True]
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (1, 1)


REQUEST = {
    "first_name": "Nele",
    "last_name": "Harms",
    "email": "nele.harms@kreis.example",
    "function": "Koordinatorin",
    "message": "",
}


# S5
def test_the_answer_to_a_request_tells_nothing(lippe: User, kreis_lippe: Kreis, as_: Any) -> None:
    data = REQUEST | {"kreis": kreis_lippe.pk}
    pages = [as_(None).post("/zugang/", data).text for _ in range(2)]
    pages.append(as_(None).post("/zugang/", data | {"email": lippe.email}).text)
    assert pages[0] == pages[1] == pages[2]
    assert list(AccessRequest.objects.values_list("email", flat=True)) == [REQUEST["email"]]
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [lippe.email]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "info@kreis.example"}, "Das sieht nach einem Funktionspostfach aus."),
        ({"kreis": "03101"}, "Mitglied werden können nur Landkreise und Kreise."),
        ({"email": "keine Adresse"}, "vollständige E-Mail-Adresse"),
    ],
)
def test_a_request_that_cannot_be_met_gets_a_sentence(
    change: dict[str, str], sentence: str, kreis_lippe: Kreis, as_: Any
) -> None:
    factories.make_kreis("03101", name="Braunschweig", is_landkreis=False, member_since=None)
    page = as_(None).post("/zugang/", REQUEST | {"kreis": kreis_lippe.pk} | change)
    assert sentence in page.text
    assert 'value="Harms"' in page.text
    assert AccessRequest.objects.count() == 0


def test_the_moderators_find_a_request_and_invite(
    moderator: User, kreis_lippe: Kreis, as_: Any
) -> None:
    as_(None).post("/zugang/", REQUEST | {"kreis": kreis_lippe.pk})
    assert [one.queue.name for one in waiting_for(moderator) if one.count] == ["zugang"]
    request = AccessRequest.objects.get()
    client = as_(moderator)
    data = {"action": "invite_as_leads", "_selected_action": [request.pk]}
    for _ in range(2):  # S73: the second decision finds it done
        client.post("/verwaltung/members/accessrequest/", data)
    request.refresh_from_db()
    invitation = Invitation.objects.get()
    assert (request.state, request.decided_by, invitation.email, invitation.is_lead) == (
        "invited",
        moderator,
        REQUEST["email"],
        True,
    )
    assert tasks_for(moderator) == []


def test_the_list_costs_the_same_at_any_length(
    lippe: User, kreis_lippe: Kreis, as_: Any, queries: Any
) -> None:
    client = as_(lippe)
    client.get("/konto/einladungen/")
    costs = []
    for number in range(3):
        factories.make_invitation(str(number) * 43, kreis=kreis_lippe, invited_by=lippe)
        if number in {0, 2}:
            with queries(2):  # person with Kreis, invitations
                costs.append(client.get("/konto/einladungen/").status_code)
    assert costs == [200, 200]
