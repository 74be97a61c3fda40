from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from members.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ACCOUNT = "/konto/"
EDIT = "/konto/profil/"
VALUES = {
    "first_name": "Katrin",
    "last_name": "Vogt-Öztürk",
    "function": "Stabsstelle Integration",
    "phone": "05231 62-0",
    "shares_phone": "on",
    "contact_for_partners": "",
}


def sent(person: User, **changes: str) -> dict[str, str]:
    """What the form sends, with the version the page was opened at."""
    return VALUES | {"version": User.objects.get(pk=person.pk).version} | changes


def views(client: Client) -> dict[str, str]:
    """Return the words of „So sehen andere Sie“, by reader."""
    page = client.get(ACCOUNT).content.decode()
    part = page.split('id="sicht"')[1].split("</section>")[0]
    readers = {}
    for entry in re.findall(r"<li>(.*?)</li>", part, re.DOTALL):
        name, words = entry.split("</h3>")
        readers[strip_tags(name).strip()] = " ".join(strip_tags(words).split())
    return readers


def test_a_profile_is_edited_and_shown(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    response = client.post(EDIT, sent(lippe), follow=True)
    assert response.redirect_chain == [(ACCOUNT, 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Das Profil ist gespeichert."
    ]
    saved = User.objects.values(*VALUES).get(pk=lippe.pk)
    assert saved == VALUES | {"shares_phone": True, "contact_for_partners": False}
    assert "Katrin Vogt-Öztürk" in response.content.decode()


def test_a_profile_sent_twice_is_saved_once(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    form = sent(lippe)
    client.post(EDIT, form, follow=True)
    with CaptureQueriesContext(connection) as captured:
        again = client.post(EDIT, form, follow=True)
    assert again.redirect_chain == [(ACCOUNT, 302)]
    assert 'UPDATE "members_user"' not in str(captured.captured_queries)
    assert [str(message) for message in again.context["messages"]] == ["Das ist gespeichert."]


# S72
def test_an_older_version_meets_both_texts_and_loses_nothing(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    mine = sent(lippe, phone="")
    as_(lippe).post(EDIT, sent(lippe, function="Fachdienst", phone=""))  # in another window
    answer = client.post(EDIT, mine)
    assert (answer.status_code, answer.context["differences"]) == (
        409,
        [("Funktion", "Fachdienst", "Stabsstelle Integration")],
    )
    assert User.objects.get(pk=lippe.pk).function == "Fachdienst"
    again = answer.context["form"]
    client.post(EDIT, mine | {"version": again["version"].value()})
    assert User.objects.get(pk=lippe.pk).function == "Stabsstelle Integration"


def test_a_correction_in_the_admin_is_no_surprise(as_: Any, lippe: User) -> None:
    form = sent(lippe, shares_phone="")
    User.objects.filter(pk=lippe.pk).update(last_name="Vogt-Lange", shares_phone=True)
    answer = as_(lippe).post(EDIT, form)
    assert answer.context["differences"] == [
        ("Nachname", "Vogt-Lange", "Vogt-Öztürk"),
        ("Funktion", "Integrationsbeauftragte", "Stabsstelle Integration"),
        ("Telefon", "", "05231 62-0"),
        ("Mitgliedskreise dürfen meine Telefonnummer sehen", "ja", "nein"),
    ]


def test_the_choice_of_light_or_dark_makes_no_other_version(as_: Any, lippe: User) -> None:
    client = as_(lippe)
    form = sent(lippe)
    client.post(ACCOUNT, {"theme": "dark"})
    assert client.post(EDIT, form).status_code == 302


def test_a_form_that_is_refused_changes_neither_the_person_nor_the_frame(
    as_: Any, lippe: User
) -> None:
    response = as_(lippe).post(EDIT, sent(lippe, first_name="", last_name="Anders"))
    assert response.context["form"].errors == {"first_name": ["Füllen Sie dieses Feld aus."]}
    page = response.content.decode()
    assert "<title>Fehler: " in page
    assert '<span class="name">Katrin Vogt</span>' in page
    assert User.objects.get(pk=lippe.pk).name == "Katrin Vogt"


# S4, S22: role, Kreis, address and rights are nobody's own to change
def test_a_profile_form_cannot_change_rights(as_: Any, lippe_deputy: User, celle: User) -> None:
    protected = ("email", "role", "kreis_id", "is_lead", "is_superuser", "is_active", "password")
    before = User.objects.values(*protected).get(pk=lippe_deputy.pk)
    forged = {
        "email": "x@evil.example",
        "role": "moderator",
        "kreis": celle.kreis_id,
        "is_lead": "on",
        "is_superuser": "on",
        "is_active": "",
        "password": "x",
        "theme": "dark",
    }
    client = as_(lippe_deputy)
    client.post(EDIT, sent(lippe_deputy) | forged)
    client.post(ACCOUNT, VALUES | forged | {"first_name": "Falsch", "theme": "light"})
    assert User.objects.values(*protected).get(pk=lippe_deputy.pk) == before
    changed = User.objects.get(pk=lippe_deputy.pk)
    assert (changed.first_name, changed.theme) == ("Katrin", "light")


@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_the_choice_of_light_or_dark_acts_at_once(theme: str, as_: Any, lippe: User) -> None:
    lippe.theme = "dark" if theme == "light" else "light"
    lippe.save(update_fields=["theme"])
    response = as_(lippe).post(ACCOUNT, {"theme": theme}, follow=True)
    assert response.redirect_chain == [(ACCOUNT, 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Die Darstellung ist geändert."
    ]
    page = response.content.decode()
    assert re.findall(r'data-kern-theme="(\w+)"', page) == ([theme] if theme else [])
    assert re.findall(r'name="theme" value="(\w*)"[^>]* checked', page) == [theme]


def test_a_made_up_theme_is_refused(as_: Any, lippe: User) -> None:
    response = as_(lippe).post(ACCOUNT, {"theme": "neon"})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["theme"])
    assert User.objects.get(pk=lippe.pk).theme == ""


# S32
def test_the_page_shows_what_others_see(as_: Any, lippe: User) -> None:
    lippe.phone, lippe.function = "05231 62-0", "Integrationsbeauftragte"
    lippe.save(update_fields=["phone", "function"])
    client = as_(lippe)
    card = "KV Katrin Vogt Integrationsbeauftragte Kreis Lippe"
    no_phone = f"{card} Ihre Telefonnummer ist hier nicht zu sehen."
    assert views(client) == {
        "Mitgliedskreise": no_phone,
        "Programmteam": no_phone,
        "Deutscher Landkreistag": "Sie sind hier nicht zu sehen.",
    }
    lippe.shares_phone = lippe.contact_for_partners = True
    lippe.save(update_fields=["shares_phone", "contact_for_partners"])
    assert views(client) == {
        "Mitgliedskreise": f"{card} Telefon: 05231 62-0",
        "Programmteam": no_phone,
        "Deutscher Landkreistag": no_phone,
    }


def test_nobody_sees_an_account_of_the_technical_administration(as_: Any, admin: User) -> None:
    assert set(views(as_(admin)).values()) == {"Sie sind hier nicht zu sehen."}


def test_the_page_of_the_account_costs_three_queries(
    as_: Any, lippe: User, queries: Callable[[int], Any]
) -> None:
    client = as_(lippe)
    client.get(ACCOUNT)  # the first page of a session notes when it began
    with queries(2):  # person with Kreis, deputyships
        client.get(ACCOUNT)
    with queries(1):  # person
        client.get(EDIT)
