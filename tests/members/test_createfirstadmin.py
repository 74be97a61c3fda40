from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from content.models import Record
from members.models import User
from tests.factories import make_person

if TYPE_CHECKING:
    from django.test import Client

EMAIL = "it@forum.example"


def run(*arguments: str) -> str:
    """Run the command; return the path of the link it prints."""
    said = StringIO()
    call_command("createfirstadmin", *arguments, stdout=said)
    (link,) = re.findall(r"http://localhost:8000(/konto/kennwort/neu/\S+)", said.getvalue())
    return str(link)


def test_the_first_account_is_opened_with_a_link_that_works_once(client: Client, db: None) -> None:
    link = run("IT@Forum.example")
    person = User.objects.get()
    assert (person.email, person.name, person.is_superuser, person.role) == (
        EMAIL,
        "Technische Verwaltung",
        True,
        "",
    )
    assert person.has_usable_password() is False
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (EMAIL, True, True)
    ]
    assert [(act.act, act.key, act.by) for act in Record.objects.all()] == [
        ("person.created", str(person.pk), None)
    ]
    new = "zwölf grüne Boote am Steg"
    address = client.get(link, follow=True).request["PATH_INFO"]
    client.post(address, {"password1": new, "password2": new})
    signed_in = client.post("/konto/anmelden/", {"login": EMAIL, "password": new})
    assert (signed_in.status_code, client.get("/verwaltung/").status_code) == (302, 200)
    client.post("/konto/abmelden/")
    assert "schon benutzt" in client.get(link, follow=True).content.decode()


def test_names_can_be_given(db: None) -> None:
    run(EMAIL, "--first-name", "Aydın", "--last-name", "Schröder")
    assert User.objects.get().name == "Aydın Schröder"


def test_there_is_only_one_first_account(admin: User) -> None:
    with pytest.raises(CommandError, match=r"There is one already: admin@forum\.example"):
        run(EMAIL)
    assert list(User.objects.all()) == [admin]


def test_a_closed_account_does_not_lock_the_door(admin: User) -> None:
    User.objects.filter(pk=admin.pk).update(is_active=False)
    run(EMAIL)
    assert User.objects.get(email=EMAIL).is_superuser


def test_a_new_link_is_printed_again_and_noted(admin: User, client: Client) -> None:
    link = run(admin.email, "--again")
    assert "Neues Kennwort festlegen" in client.get(link, follow=True).content.decode()
    assert [(act.act, act.key, act.by) for act in Record.objects.all()] == [
        ("person.password_link", str(admin.pk), None)
    ]


@pytest.mark.parametrize("state", ["somebody else", "closed", "unknown"])
def test_no_link_is_printed_for_anybody_else(state: str, lippe: User) -> None:
    email = {"somebody else": lippe.email, "closed": EMAIL, "unknown": "x@forum.example"}[state]
    if state == "closed":
        make_person("", email=EMAIL, is_superuser=True, is_active=False)
    with pytest.raises(CommandError, match="is not an account of the technical administration"):
        run(email, "--again")
    assert Record.objects.count() == 0


@pytest.mark.parametrize(
    "email", ["kein-mail", "a@b\nBcc: x@evil.example", "", "lippe@forum.example"]
)
def test_an_address_that_cannot_be_used_gets_a_sentence(email: str, lippe: User) -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        run(email)
    assert list(User.objects.all()) == [lippe]
