"""No page, mail or message around the account says „du“ or „Passwort“."""

from __future__ import annotations

import gettext
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allauth
import django
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import gettext as translate
from django.utils.translation import ngettext, override

from members.jobs import password_link
from notices.models import OutgoingMail
from tests.factories import PASSWORD
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from members.models import Kreis, User

LOCALE = Path(settings.ROOT) / "locale/de/LC_MESSAGES"
FAMILIAR = re.compile(r"\b(?:du|dich|dir|dein\w*|passw[oö]rt\w*)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:password|your|email|please|signed|session)\b", re.IGNORECASE)
# Met nowhere here: sign-up, user names, codes by phone, second addresses.
UNUSED = {
    *("username_blacklisted", "username_password_mismatch", "username_taken", "incorrect_code"),
    *("phone_password_mismatch", "phone_taken", "unknown_phone", "select_only_one"),
}


def words_of(response: Any) -> str:
    body = response.content.decode().split("<main")[1].split("</main>")[0]
    return strip_tags(body)


def walk(client: Client, person: User) -> list[str]:
    """Go through every page and answer of the account, and return all words met."""
    short = {"password1": "kurz", "password2": "anders", "oldpassword": "falsch"}
    context = short | {"password1": "forum-forum-forum"}
    common = short | {"password1": "1q2w3e4r5t6y"}
    chosen = "zwölf grüne Boote"
    new = {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen}
    link = password_link(person).removeprefix(settings.BASE_URL)
    stranger = Client()
    reset = stranger.get(link, follow=True).request["PATH_INFO"]
    steps: list[tuple[Client, str, dict[str, str] | None]] = [
        (stranger, "/konto/anmelden/", None),
        (stranger, "/konto/anmelden/", {}),
        (stranger, "/konto/anmelden/", {"login": "unsinn", "password": "x"}),
        (stranger, "/konto/anmelden/", {"login": person.email, "password": "x"}),
        (stranger, "/konto/gesperrt/", None),
        (stranger, "/konto/adresse/gesendet/", None),
        (stranger, "/konto/adresse/unsinn/", None),
        (stranger, "/konto/kennwort/vergessen/", None),
        (stranger, "/konto/kennwort/vergessen/", {"email": "unsinn"}),
        (stranger, "/konto/kennwort/vergessen/", {"email": person.email}),
        (stranger, "/konto/kennwort/neu/1-abc-def/", None),
        (stranger, reset, None),
        *((stranger, reset, form) for form in ({}, short, context, common)),
        (stranger, "/konto/kennwort/neu/fertig/", None),
        (client, "/konto/", None),
        (client, "/konto/profil/", None),
        (client, "/konto/profil/", {}),
        (client, "/konto/abmelden/", None),
        (client, "/konto/kennwort/", None),
        *((client, "/konto/kennwort/", form) for form in ({}, short, context, common)),
        (client, "/konto/sitzungen/", None),
        (client, "/konto/sitzungen/", {}),
        (client, "/konto/bestaetigen/?next=/konto/adresse/", None),
        (client, "/konto/bestaetigen/?next=/konto/adresse/", {"password": "x"}),
        (client, "/konto/bestaetigen/?next=/konto/adresse/", {"password": PASSWORD}),
        *(
            (client, f"/konto/zweiter-faktor/{page}", None)
            for page in ("", "app/", "passkeys/neu/")
        ),
        (client, "/konto/zweiter-faktor/app/", {"code": "123"}),
        (client, "/konto/zweiter-faktor/passkeys/neu/", {"credential": "{}"}),
        (client, "/konto/zweiter-faktor/codes/neu/", {}),
        (client, "/konto/adresse/", {"email": "unsinn", "action_add": ""}),
        (client, "/konto/adresse/", {"email": person.email, "action_add": ""}),
        (client, "/konto/adresse/", {"email": person.email, "action_remove": ""}),
        (client, "/konto/adresse/", {"email": "neu@kreis.example", "action_add": ""}),
        (client, "/konto/adresse/", {"email": "neu@kreis.example", "action_primary": ""}),
        (client, "/konto/adresse/", {"email": "neu@kreis.example", "action_remove": ""}),
        (client, "/konto/kennwort/", new),
        (client, "/konto/abmelden/", {}),
    ]
    return [
        words_of(
            browser.get(address, follow=True)
            if form is None
            else browser.post(address, form, follow=True)
        )
        for browser, address, form in steps
    ]


def test_no_page_mail_or_message_is_familiar_or_english(lippe: User, as_: Any) -> None:
    words = walk(as_(lippe), lippe)
    EmailAddress.objects.filter(user=lippe).update(verified=True)
    run_jobs()
    mails = list(OutgoingMail.objects.order_by("pk"))
    words += [f"{mail.subject} {mail.text} {strip_tags(mail.html)}" for mail in mails]
    found = {match for text in words for match in FAMILIAR.findall(text) + ENGLISH.findall(text)}
    assert found == set()
    assert {mail.template.removeprefix("account/email/") for mail in mails} == {
        "password_reset_key",
        "email_confirmation",
        "email_deleted",
        "password_changed",
    }
    assert sum("Kennwort" in text for text in words) > 20


def test_no_error_of_allauth_is_familiar_or_english() -> None:
    with override("de"):
        said = {
            code: str(message)
            for code, message in DefaultAccountAdapter.error_messages.items()
            if code not in UNUSED
        }
    bad = {
        code: text for code, text in said.items() if FAMILIAR.search(text) or ENGLISH.search(text)
    }
    assert (bad, len(said) > 12) == ({}, True)


def entries() -> list[tuple[str, str, str]]:
    """Read our catalogue, one line per text: English, its plural or "", German."""
    source = (LOCALE / "django.po").read_text(encoding="utf-8")
    form = r'^msgid "(.+)"\n(?:msgid_plural "(.+)"\n)?msgstr(?:\[0\])? "(.+)"$'
    found = re.findall(form, source, re.MULTILINE)
    assert len(found) == source.count("\nmsgid ") - 1  # the header is none
    return found


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    told = [
        (text, plural, compiled.ngettext(text, plural, 1) if plural else compiled.gettext(text))
        for text, plural, _ in entries()
    ]
    assert told == entries()


def test_our_words_win() -> None:
    with override("de"):
        told = [
            (text, plural, ngettext(text, plural, 1) if plural else translate(text))
            for text, plural, _ in entries()
        ]
    assert told == entries()


def test_every_text_of_our_catalogue_is_still_said_by_django_or_allauth() -> None:
    folders = [Path(module.__path__[0]) for module in (django, allauth)]
    sources = [path for folder in folders for path in folder.rglob("locale/en/LC_MESSAGES/*.po")]
    said = "".join(path.read_text(encoding="utf-8") for path in sources).replace('"\n"', "")
    assert [text for text, _, _ in entries() if f'msgid "{text}"' not in said] == []


# Django's own German leaves it out.
def test_an_empty_choice_is_german(kreis_lippe: Kreis, lippe: User, as_: Any) -> None:
    pages = [as_(None).get("/zugang/").text, as_(lippe).get("/kreise/05766/bearbeiten/").text]
    found = [re.findall(r'<option value="" selected>(.*?)</option>', page) for page in pages]
    assert found == [["Bitte wählen"], ["Bitte wählen"]]
