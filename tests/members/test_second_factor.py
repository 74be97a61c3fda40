from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from content.models import Record
from members.services import reset_factor
from notices.models import OutgoingMail
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from members.models import User

LOGIN = "/konto/anmelden/"
SECRET = "JBSWY3DPEHPK3PXP"
FACTOR = "/konto/zweiter-faktor/"


@pytest.fixture
def _required(settings: Any) -> None:
    """As in an installation; the demo waives the duty."""
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture(autouse=True)
def _clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes of apps change every 30 seconds, which may be in the middle of a test."""
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: [59_000_000])


def code() -> str:
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, 59_000_000)))


def with_app(person: User) -> User:
    totp.TOTP.activate(person, SECRET)
    return person


def first_step(person: User) -> Client:
    client = Client()
    answer = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, f"{FACTOR}eingeben/")
    return client


def second_step(client: Client, given: str) -> bool:
    client.post(f"{FACTOR}eingeben/", {"code": given})
    return "_auth_user_id" in client.session


# S9
@pytest.mark.usefixtures("_required")
def test_staff_leads_and_the_liaison_set_one_up_first(
    as_: Any,
    lippe: User,
    lippe_deputy: User,
    programme: User,
    liaison: User,
    moderator: User,
    admin: User,
) -> None:
    def answers(person: User) -> list[tuple[int, str]]:
        client = as_(person)
        pages = [client.get(page) for page in ("/", "/kreise/", "/konto/", "/impressum/", FACTOR)]
        return [(page.status_code, page.get("Location", "")) for page in pages]

    call_command("load_pages")
    free = [(200, "")] * 5
    led = [(302, FACTOR)] * 3 + [(200, "")] * 2
    assert [answers(person) for person in (lippe, liaison, moderator, admin)] == [led] * 4
    assert [answers(person) for person in (lippe_deputy, programme)] == [free] * 2
    for person in (lippe, liaison, moderator, admin):
        assert answers(with_app(person)) == free
    assert "Pflicht" not in as_(lippe_deputy).get(FACTOR).content.decode()


# S61
@pytest.mark.usefixtures("_required")
def test_without_a_second_factor_the_admin_does_not_exist(
    as_: Any, moderator: User, admin: User
) -> None:
    people = (moderator, admin)
    assert [as_(person).get("/verwaltung/").status_code for person in people] == [404, 404]
    for person in people:
        with_app(person)
    assert [as_(person).get("/verwaltung/").status_code for person in people] == [200, 200]


def test_the_demo_waives_the_duty_and_says_so(as_: Any, lippe: User) -> None:
    answer = as_(lippe).get("/")
    assert answer.status_code == 200
    assert "ein zweiter Faktor ist keine Pflicht" in answer.content.decode()


# S9
def test_a_code_of_the_app_works_once(lippe: User) -> None:
    with_app(lippe)
    used = code()
    assert second_step(first_step(lippe), used)
    assert not second_step(first_step(lippe), used)


# S9
def test_a_printed_code_works_once(lippe: User) -> None:
    with_app(lippe)
    printed = RecoveryCodes.activate(lippe).generate_codes()
    tried = [printed[0], printed[0], printed[1]]
    assert [second_step(first_step(lippe), one) for one in tried] == [True, False, True]


def test_the_password_alone_opens_nothing(lippe: User) -> None:
    client = first_step(with_app(lippe))
    assert client.get("/konto/").status_code == 302
    assert not second_step(client, "000000")
    assert (
        "Der Code stimmt nicht"
        in client.post(f"{FACTOR}eingeben/", {"code": "000001"}).content.decode()
    )


# S6
def test_codes_cannot_be_guessed_in_bulk(lippe: User) -> None:
    client = first_step(with_app(lippe))
    for number in range(10):
        client.post(f"{FACTOR}eingeben/", {"code": f"{number:06}"})
    answer = client.post(f"{FACTOR}eingeben/", {"code": code()})
    assert "Warten Sie fünf Minuten" in answer.content.decode()
    assert "_auth_user_id" not in client.session


# S12
def test_changing_the_factors_asks_who_is_there(as_: Any, lippe: User) -> None:
    key = Authenticator.objects.create(user=lippe, type="webauthn", data={"name": "Handy"})
    RecoveryCodes.activate(with_app(lippe))
    client = as_(lippe)
    pages = [
        *("app/entfernen/", "codes/", "codes/neu/", "passkeys/neu/"),
        *(f"passkeys/{key.pk}/", f"passkeys/{key.pk}/entfernen/"),
    ]
    answers = [client.get(FACTOR + page) for page in pages]
    assert [page["Location"].split("?")[0] for page in answers] == ["/konto/bestaetigen/"] * 6
    assert client.post(f"{FACTOR}passkeys/{key.pk}/entfernen/").status_code == 302
    assert Authenticator.objects.filter(user=lippe).count() == 3


def test_the_address_can_be_changed_with_a_factor(as_: Any, lippe: User) -> None:
    client = as_(with_app(lippe))
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    client.post("/konto/adresse/", {"email": "neu@forum.example", "action_add": ""})
    assert (
        "Noch nicht bestätigt: neu@forum.example" in client.get("/konto/adresse/").content.decode()
    )


def test_what_proves_a_factor_is_unreadable_in_the_database(lippe: User) -> None:
    with_app(lippe)
    printed = RecoveryCodes.activate(lippe)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert '"seed": "gAAAA' in stored
    assert len(printed.generate_codes()) == 10


def test_a_key_of_somebody_else_does_not_exist(as_: Any, lippe: User, celle: User) -> None:
    key = Authenticator.objects.create(user=lippe, type="webauthn", data={"name": "Handy"})
    client = as_(celle)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    pages = [f"{FACTOR}passkeys/{key.pk}/", f"{FACTOR}passkeys/{key.pk}/entfernen/"]
    assert [client.post(page, {"name": "Meiner"}).status_code for page in pages] == [404, 404]
    key.refresh_from_db()
    assert key.data == {"name": "Handy"}


def test_the_challenge_of_a_passkey_names_nobody(client: Client, lippe: User) -> None:
    answer = client.get(f"{FACTOR}passkeys/anmelden/")
    options = answer.json()["request_options"]["publicKey"]
    assert options.get("allowCredentials", []) == []
    assert options["userVerification"] == "required"
    wrong = client.post(f"{FACTOR}passkeys/anmelden/", {"credential": "{}"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (302, False)


def test_a_lead_resets_the_factor_of_a_colleague_but_not_of_a_lead(
    as_: Any, lippe: User, lippe_deputy: User, celle: User, moderator: User
) -> None:
    with_app(lippe_deputy)

    def asked(by: User, person: User) -> int:
        address = reverse("members:factor-reset", args=[person.pk])
        status: int = as_(by).post(address, {"reason": "Telefon verloren"}).status_code
        return status

    assert [asked(celle, lippe_deputy), asked(lippe_deputy, lippe), asked(lippe, lippe)] == [
        403
    ] * 3
    assert Authenticator.objects.count() == 1
    assert [asked(lippe, lippe_deputy), asked(moderator, lippe)] == [302, 302]
    assert Authenticator.objects.count() == 0


def test_a_reset_ends_the_sessions_is_recorded_and_told(
    as_: Any, lippe: User, lippe_deputy: User
) -> None:
    RecoveryCodes.activate(with_app(lippe_deputy))
    client = first_step(lippe_deputy)
    assert second_step(client, code())
    client.get("/")
    assert reset_factor(lippe_deputy, by=lippe, reason="Telefon verloren")
    assert client.get("/konto/").status_code == 302
    trail = Record.objects.filter(act="person.factor_reset").values_list("by", "key", "reason")
    assert list(trail) == [(lippe.pk, str(lippe_deputy.pk), "Telefon verloren")]
    mails = OutgoingMail.objects.filter(template="mail/factor_reset").values_list("to", "subject")
    assert list(mails) == [(lippe_deputy.email, "Ihr zweiter Faktor ist zurückgesetzt")]
    assert not reset_factor(lippe_deputy, by=lippe, reason="Noch einmal")
    assert Record.objects.filter(act="person.factor_reset").count() == 1


def test_a_reset_needs_a_reason(as_: Any, lippe: User, lippe_deputy: User) -> None:
    with_app(lippe_deputy)
    address = reverse("members:factor-reset", args=[lippe_deputy.pk])
    assert as_(lippe).post(address, {"reason": " "}).status_code == 200
    assert Authenticator.objects.count() == 1


def test_the_team_page_offers_the_reset_where_there_is_a_factor(
    as_: Any, lippe: User, lippe_deputy: User
) -> None:
    address = reverse("members:factor-reset", args=[lippe_deputy.pk])
    team = reverse("members:kreis-team", args=[lippe.kreis_id])
    assert address not in as_(lippe).get(team).content.decode()
    with_app(lippe_deputy)
    assert address in as_(lippe).get(team).content.decode()


def test_staff_reset_factors_in_the_admin_but_not_those_of_each_other(
    as_: Any, lippe: User, moderator: User, admin: User
) -> None:
    for person in (lippe, moderator):
        with_app(person)
    form = {"action": "reset_factors", "_selected_action": [lippe.pk, moderator.pk]}
    as_(moderator).post("/verwaltung/members/user/", form)
    assert list(Authenticator.objects.values_list("user", flat=True)) == [moderator.pk]
    as_(admin).post("/verwaltung/members/user/", form)
    assert Authenticator.objects.count() == 0
