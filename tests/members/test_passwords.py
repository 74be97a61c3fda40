from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.jobs import password_link
from members.models import User
from notices.models import OutgoingMail
from tests.factories import PASSWORD
from tests.notices.delivery import run_jobs

FORGOTTEN = "/konto/kennwort/vergessen/"
CHANGE = "/konto/kennwort/"
ADDRESS = "/konto/adresse/"
NEW = "zwölf grüne Boote am Steg"
USED = "Der Link ist abgelaufen oder wurde schon benutzt"
BASE = "http://localhost:8000"


def mails() -> list[tuple[str, str]]:
    """Run the jobs; return recipient and subject of every mail."""
    run_jobs()
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


def link_in(mail: OutgoingMail) -> str:
    found = re.findall(r"https?://\S+", mail.text)
    assert len(found) == 1
    return str(found[0])


def ask_for_a_link(client: Client, email: str, **extra: Any) -> str:
    """Ask for a link and return its path."""
    client.post(FORGOTTEN, {"email": email}, **extra)
    run_jobs()
    link = link_in(OutgoingMail.objects.latest("pk"))
    assert link.startswith(f"{BASE}/konto/kennwort/neu/")
    return link.removeprefix(BASE)


def set_password(client: Client, link: str, password: str = NEW) -> Any:
    """Open a link and set a password, as a browser would."""
    opened = client.get(link, follow=True)
    address = opened.request["PATH_INFO"]
    return client.post(address, {"password1": password, "password2": password}, follow=True)


def can_sign_in(email: str, password: str) -> bool:
    form = {"login": email, "password": password}
    return Client().post("/konto/anmelden/", form).status_code == 302


# S10
def test_a_forgotten_password_is_set_with_a_link_that_works_once(
    client: Client, lippe: User
) -> None:
    link = ask_for_a_link(client, lippe.email)
    done = set_password(client, link)
    assert done.request["PATH_INFO"] == "/konto/kennwort/neu/fertig/"
    assert (can_sign_in(lippe.email, PASSWORD), can_sign_in(lippe.email, NEW)) == (False, True)
    assert mails() == [
        (lippe.email, "Neues Kennwort für das Forum Integration"),
        (lippe.email, "Ihr Kennwort ist geändert"),
    ]
    again = Client().get(link, follow=True).content.decode()
    assert USED in again
    assert f'href="{FORGOTTEN}"' in again
    assert "password1" not in again


# S10
@pytest.mark.parametrize(("minutes", "met"), [(59, "Neues Kennwort festlegen"), (61, USED)])
def test_a_link_works_for_an_hour(
    minutes: int, met: str, client: Client, lippe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = PasswordResetTokenGenerator._now  # noqa: SLF001  (Django's own place for it)
    with monkeypatch.context() as past:
        past.setattr(
            PasswordResetTokenGenerator,
            "_now",
            lambda generator: now(generator) - timedelta(minutes=minutes),
        )
        link = password_link(lippe).removeprefix(BASE)
    page = client.get(link, follow=True).content.decode()
    assert [words for words in ("Neues Kennwort festlegen", USED) if words in page] == [met]


# S10
def test_a_link_is_dead_after_another_change_of_the_password(client: Client, lippe: User) -> None:
    link = ask_for_a_link(client, lippe.email)
    lippe.set_password(NEW)
    lippe.save(update_fields=["password"])
    assert USED in client.get(link, follow=True).content.decode()


# S10
def test_a_link_is_dead_after_a_change_of_the_address(client: Client, lippe: User) -> None:
    link = ask_for_a_link(client, lippe.email)
    EmailAddress.objects.filter(user=lippe).update(email="neu@kreis.example")
    User.objects.filter(pk=lippe.pk).update(email="neu@kreis.example")
    assert USED in client.get(link, follow=True).content.decode()


# S10
def test_a_forged_link_says_what_to_do(client: Client, lippe: User, celle: User) -> None:
    link = ask_for_a_link(client, lippe.email)
    own, other = (password_link(person).split("/")[-2].split("-")[0] for person in (lippe, celle))
    forged = (
        link.replace(f"/{own}-", f"/{other}-"),
        link[:-2] + "0/",
        "/konto/kennwort/neu/zzzzzzzzzzzzzzzzzzzz-abc-def/",
        "/konto/kennwort/neu/%00-abc-def/",
    )
    answers = [client.get(address, follow=True) for address in forged]
    assert [USED in answer.content.decode() for answer in answers[:3]] == [True] * 3
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]


def test_opening_a_link_signs_another_person_out(lippe: User, celle: User, as_: Any) -> None:
    client = as_(celle)
    opened = client.get(password_link(lippe).removeprefix(BASE), follow=True)
    assert "Neues Kennwort festlegen" in opened.content.decode()
    assert client.get("/konto/").status_code == 302


# S16
def test_a_forgotten_password_ends_every_session(client: Client, lippe: User, as_: Any) -> None:
    elsewhere = as_(lippe)
    assert elsewhere.get("/konto/").status_code == 200
    set_password(client, ask_for_a_link(client, lippe.email))
    assert elsewhere.get("/konto/").status_code == 302


# S5, in text and status
def test_asking_for_a_link_meets_one_answer_for_every_address(client: Client, lippe: User) -> None:
    answers = []
    for email in (lippe.email, "niemand@forum.example"):
        response = client.post(FORGOTTEN, {"email": email}, follow=True)
        answers.append((response.status_code, response.redirect_chain, response.content))
    assert answers[0] == answers[1]
    assert mails() == [(lippe.email, "Neues Kennwort für das Forum Integration")]


# S5, in time: the same statements run, and hashing, rendering and writing mail wait for the job
def test_asking_for_a_link_does_the_same_work_for_every_address(lippe: User) -> None:
    work = []
    for email, place in ((lippe.email, "203.0.113.7"), ("niemand@forum.example", "192.0.2.44")):
        with CaptureQueriesContext(connection) as captured:
            Client(REMOTE_ADDR=place).post(FORGOTTEN, {"email": email})
        statements = [query["sql"].split(" WHERE ")[0] for query in captured.captured_queries]
        work.append([re.sub(r"'[^']*'|\d+", "?", statement) for statement in statements])
    assert work[0] == work[1]


def test_a_sealed_account_gets_no_link(client: Client, lippe: User) -> None:
    User.objects.filter(pk=lippe.pk).update(is_active=False)
    client.post(FORGOTTEN, {"email": lippe.email})
    assert mails() == []


# A mistyped new address must not hand the account to the stranger who owns it.
def test_an_address_that_is_not_confirmed_gets_no_link(client: Client, lippe: User) -> None:
    EmailAddress.objects.create(user=lippe, email="fremd@example.org")
    client.post(FORGOTTEN, {"email": "fremd@example.org"})
    assert mails() == []


# S7: nobody floods a mailbox, and nobody keeps the person from a link.
def test_within_a_quarter_of_an_hour_one_link_is_mailed(
    client: Client, lippe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.forms.account.time.time", lambda: 1_800_000_000.0)
    answers = [ask(client, lippe.email) for _ in range(4)]
    assert (answers, len(mails())) == ([302] * 4, 1)
    monkeypatch.setattr("members.forms.account.time.time", lambda: 1_800_000_900.0)
    assert (ask(client, lippe.email), len(mails())) == (302, 2)


def ask(client: Client, email: str) -> int:
    """Ask for a link, let the worker run, return the answer."""
    answer = client.post(FORGOTTEN, {"email": email}).status_code
    run_jobs()
    return answer


# S60
def test_a_host_header_does_not_decide_where_mail_leads(
    client: Client, lippe: User, celle: User
) -> None:
    forged = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    assert ask_for_a_link(client, lippe.email, headers=forged).startswith("/konto/kennwort/neu/")
    as_localhost = ask_for_a_link(client, celle.email, headers={"host": "127.0.0.1:9"})
    assert as_localhost.startswith("/konto/kennwort/neu/")
    refused = client.post(FORGOTTEN, {"email": lippe.email}, headers={"host": "evil.example"})
    assert (refused.status_code, len(mails())) == (400, 2)


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = "") -> Any:
    form = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post(CHANGE, form, follow=True)


# S12
def test_a_password_is_changed_with_the_old_one(as_: Any, lippe: User) -> None:
    response = change(as_(lippe))
    said = [str(message) for message in response.context["messages"]]
    assert said == ["Ihr Kennwort ist geändert. Alle anderen Sitzungen sind beendet."]
    assert (can_sign_in(lippe.email, PASSWORD), can_sign_in(lippe.email, NEW)) == (False, True)
    assert mails() == [(lippe.email, "Ihr Kennwort ist geändert")]


# S12
def test_a_password_is_not_changed_without_the_old_one(as_: Any, lippe: User) -> None:
    response = change(as_(lippe), old="falsch geraten")
    assert response.context["form"].errors == {
        "oldpassword": ["Das aktuelle Kennwort stimmt nicht. Geben Sie es noch einmal ein."]
    }
    assert (can_sign_in(lippe.email, PASSWORD), mails()) == (True, [])


def test_the_two_new_passwords_have_to_agree(as_: Any, lippe: User) -> None:
    response = change(as_(lippe), again="etwas ganz anderes")
    assert response.context["form"].errors == {
        "password2": ["Die beiden Kennwörter sind verschieden. Geben Sie zweimal dasselbe ein."]
    }


def test_nobody_guesses_the_old_password_for_long(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    answers = [change(client, old="falsch geraten").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_who_has_no_password_yet_is_led_to_the_link(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    person = User.objects.get(pk=lippe.pk)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    client = as_(person)
    response = client.get(CHANGE, follow=True)
    assert response.redirect_chain[-1] == (FORGOTTEN, 302)


# S8
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elf Zeichen", "Das Kennwort ist zu kurz. Wählen Sie mindestens 12 Zeichen."),
        ("x" * 129, "Das Kennwort ist zu lang. Es darf höchstens 128 Zeichen haben."),
        (
            "1q2w3e4r5t6y",
            "Dieses Kennwort steht auf Listen häufiger Kennwörter. Wählen Sie ein anderes.",
        ),
        ("ForumIntegration1", "context"),
        ("Kennwort-Passwort-12", "context"),
        ("KreisLippe2026", "context"),
        ("vogt-katrin-1", "context"),
    ],
)
def test_weak_passwords_are_refused_with_a_sentence(
    password: str, reason: str, lippe: User
) -> None:
    context = (
        "Das Kennwort besteht vor allem aus naheliegenden Wörtern wie dem Namen des Portals, des "
        "Kreises oder Ihrem eigenen. Wählen Sie etwas, das niemand errät."
    )
    with pytest.raises(ValidationError) as refused:
        validate_password(password, lippe)
    assert refused.value.messages == [context if reason == "context" else reason]


# S8: length is all that is asked for
@pytest.mark.parametrize("password", [PASSWORD, "qwmvzptkrlsd", "7" * 6 + "x" * 122, "密码" * 6])
def test_long_passwords_of_any_kind_are_taken(password: str, lippe: User) -> None:
    validate_password(password, lippe)


def confirm_password(client: Client, password: str = PASSWORD) -> Any:
    return client.post(f"/konto/bestaetigen/?next={ADDRESS}", {"password": password}, follow=True)


# S12
def test_a_new_address_is_asked_for_with_the_password_and_survives_the_question(
    as_: Any, lippe: User
) -> None:
    client = as_(lippe)
    asked = client.post(ADDRESS, {"email": "neu@kreis.example", "action_add": ""})
    assert asked["Location"] == "/konto/bestaetigen/?next=%2Fkonto%2Fadresse%2F"
    assert EmailAddress.objects.filter(email="neu@kreis.example").exists() is False
    wrong = confirm_password(client, "falsch geraten")
    assert wrong.context["form"].errors == {
        "password": ["Das Kennwort stimmt nicht. Geben Sie es noch einmal ein."]
    }
    right = confirm_password(client)
    assert "Noch nicht bestätigt: neu@kreis.example" in right.content.decode()
    assert mails() == [("neu@kreis.example", "Bitte bestätigen Sie Ihre neue E-Mail-Adresse")]


# S11, S60
def test_a_new_address_is_confirmed_on_the_new_and_told_to_the_old(as_: Any, lippe: User) -> None:
    client, old = as_(lippe), lippe.email
    confirm_password(client)
    forged = {"x-forwarded-host": "evil.example", "host": "127.0.0.1:9"}
    client.post(ADDRESS, {"email": "Neu@Kreis.example", "action_add": ""}, headers=forged)
    assert User.objects.get(pk=lippe.pk).email == old
    run_jobs()
    link = link_in(OutgoingMail.objects.get())
    assert link.startswith(f"{BASE}/konto/adresse/")
    page = client.get(link.removeprefix(BASE)).content.decode()
    assert "E-Mail-Adresse bestätigen" in page
    assert User.objects.get(pk=lippe.pk).email == old, "a link checker opens links, too"
    client.post(link.removeprefix(BASE))
    assert User.objects.get(pk=lippe.pk).email == "neu@kreis.example"
    assert mails() == [
        ("neu@kreis.example", "Bitte bestätigen Sie Ihre neue E-Mail-Adresse"),
        (old, "Ihre E-Mail-Adresse ist geändert"),
    ]
    told = OutgoingMail.objects.latest("pk").text
    assert (f"Bisher: {old}" in told, "Neu: neu@kreis.example" in told) == (True, True)
    assert (can_sign_in(old, PASSWORD), can_sign_in("neu@kreis.example", PASSWORD)) == (False, True)
    assert USED in client.get(link.removeprefix(BASE)).content.decode()


def test_an_address_of_somebody_else_is_asked_for_but_never_taken(
    as_: Any, lippe: User, celle: User
) -> None:
    client = as_(lippe)
    confirm_password(client)
    client.post(ADDRESS, {"email": celle.email, "action_add": ""})
    run_jobs()
    link = link_in(OutgoingMail.objects.get()).removeprefix(BASE)
    assert "gehört schon zu einem anderen Konto" in client.get(link).content.decode()
    client.post(link)
    assert User.objects.get(pk=lippe.pk).email == lippe.email
    assert (can_sign_in(celle.email, PASSWORD), can_sign_in(lippe.email, PASSWORD)) == (True, True)


def test_a_change_of_address_can_be_taken_back(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    confirm_password(client)
    client.post(ADDRESS, {"email": "neu@kreis.example", "action_add": ""})
    form = {"email": "neu@kreis.example", "action_remove": ""}
    page = client.post(ADDRESS, form, follow=True)
    said = [str(message) for message in page.context["messages"]]
    taken_back = (
        "Die Adresse neu@kreis.example wird nicht übernommen. Es bleibt bei der bisherigen."
    )
    assert said[-1] == taken_back
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [lippe.email]
    assert mails()[-1] == (lippe.email, "Ihre E-Mail-Adresse bleibt, wie sie ist")


def test_the_address_one_signs_in_with_cannot_be_removed(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    confirm_password(client)
    client.post(ADDRESS, {"email": lippe.email, "action_remove": ""})
    client.post(ADDRESS, {"email": lippe.email, "action_primary": ""})
    client.post(ADDRESS, {"email": lippe.email, "action_send": ""})
    found = EmailAddress.objects.values_list("email", "verified", "primary")
    assert list(found) == [(lippe.email, True, True)]


def test_signing_in_with_an_address_that_is_not_confirmed_sends_the_link_again(
    client: Client, lippe: User
) -> None:
    EmailAddress.objects.create(user=lippe, email="neu@kreis.example")
    form = {"login": "neu@kreis.example", "password": PASSWORD}
    response = client.post("/konto/anmelden/", form, follow=True)
    assert response.request["PATH_INFO"] == "/konto/adresse/gesendet/"
    assert client.get("/konto/").status_code == 302
    assert mails() == [("neu@kreis.example", "Bitte bestätigen Sie Ihre neue E-Mail-Adresse")]


# S36, S48
@pytest.mark.parametrize(
    "email",
    ["a" * 245 + "@kreis.example", "a@b\r\nBcc: x@evil.example", "\0@kreis.example", "", "a@b"],
)
def test_no_address_breaks_the_page(email: str, as_: Any, lippe: User) -> None:
    client = as_(lippe)
    confirm_password(client)
    response = client.post(ADDRESS, {"email": email, "action_add": ""})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["email"])
    assert mails() == []
