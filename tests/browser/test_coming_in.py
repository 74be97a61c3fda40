"""From the invitation to the second factor, on a phone."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

PHONE = {"width": 390, "height": 844}
CHOSEN = "vier Kähne am Ufer"
_PERIOD_SECONDS = 30
_SECONDS_TO_TYPE = 5


def _code(secret: str) -> str:
    """Return what the app shows, once it shows it long enough to be typed."""
    left = _PERIOD_SECONDS - time.time() % _PERIOD_SECONDS
    if left < _SECONDS_TO_TYPE:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // _PERIOD_SECONDS)))


def _invite(portal: Portal, email: str) -> str:
    """As the lead of Kreis Lippe, invite; return the link of the mail that went out."""
    with portal.visiting("lead") as (page, _):
        page.goto(reverse("members:invitation-list"))
        page.get_by_label("E-Mail").fill(email)
        page.locator("main button.primary").click()
        page.get_by_text(f"Die Einladung an {email} ist unterwegs.").wait_for()
    with portal.visiting("admin") as (page, _):
        page.goto(reverse("admin:notices_outgoingmail_changelist") + f"?q={email}")
        page.locator("#result_list tbody th a").first.click()
        page.get_by_text("Einladung annehmen").wait_for()
        found = re.search(r"/konto/einladung/[\w-]+/", page.content())
        assert found is not None
        return found[0]


def _accept(page: Page, link: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(link)
    page.get_by_label("Vorname").fill("Derya")
    page.get_by_label("Nachname").fill("Aksoy")
    page.get_by_label("Kennwort").fill(CHOSEN)
    page.get_by_label("Ich habe die Regeln").check()
    page.locator("main button.primary").click()
    page.get_by_role("heading", name="Zweiter Faktor", level=1).wait_for()


def _first_step(page: Page, email: str) -> None:
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Kennwort", exact=True).fill(CHOSEN)
    page.locator("main").get_by_role("button", name="Anmelden", exact=True).click()


def test_with_an_app_and_when_the_phone_is_lost_with_a_printed_code(portal: Portal) -> None:
    email = "aksoy.app@forum.example"
    link = _invite(portal, email)
    with portal.stranger() as page:
        _accept(page, link)
        page.get_by_role("link", name="App einrichten").click()
        secret = page.locator(".secret").inner_text()
        page.get_by_label("Code, den die App").fill(_code(secret))
        page.get_by_role("button", name="App einrichten").click()
        page.get_by_role("heading", name="Gedruckte Codes").wait_for()
        printed = page.locator(".codes li").all_inner_texts()
        assert len(printed) == 10

        _first_step(page, email)
        page.get_by_label("Code aus der App").fill(_code(secret))
        page.get_by_role("button", name="Anmelden", exact=True).click()
        page.get_by_role("heading", name="Guten Tag, Derya Aksoy").wait_for()

        _first_step(page, email)
        page.get_by_label("Code aus der App").fill(printed[0])
        page.get_by_role("button", name="Anmelden", exact=True).click()
        page.get_by_role("heading", name="Guten Tag, Derya Aksoy").wait_for()


def test_with_a_passkey_and_then_without_any_password(portal: Portal) -> None:
    email = "aksoy.passkey@forum.example"
    link = _invite(portal, email)
    with portal.stranger() as page:
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        phone = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
        _accept(page, link)
        page.get_by_role("link", name="Passkey hinzufügen").click()
        page.get_by_label("Name").fill("Diensthandy")
        page.get_by_role("button", name="Passkey hinzufügen").click()
        page.get_by_role("heading", name="Gedruckte Codes").wait_for()
        page.goto(reverse("mfa_index"))
        page.get_by_text("Diensthandy", exact=True).wait_for()

        # As the second step after the password …
        _first_step(page, email)
        page.get_by_role("button", name="Mit Passkey anmelden").click()
        page.get_by_role("heading", name="Guten Tag, Derya Aksoy").wait_for()
        # … and instead of it.
        page.context.clear_cookies()
        page.goto(reverse("account_login"))
        page.get_by_role("button", name="Mit Passkey anmelden").click()
        page.get_by_role("heading", name="Guten Tag, Derya Aksoy").wait_for()


def test_without_a_passkey_on_the_device_the_page_says_what_happened(portal: Portal) -> None:
    with portal.stranger() as page:
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        empty = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": empty})
        page.goto(reverse("account_login"))
        page.get_by_role("button", name="Mit Passkey anmelden").click()
        page.get_by_text("Das hat nicht geklappt").wait_for()


def test_who_names_a_deputy_and_is_offboarded_is_out_on_the_next_click(portal: Portal) -> None:
    email = "aksoy.weg@forum.example"
    link = _invite(portal, email)
    with portal.stranger() as page:
        _accept(page, link)
        page.get_by_role("link", name="Später einrichten").click()
        page.get_by_role("heading", name="Guten Tag, Derya Aksoy").wait_for()
        page.goto(reverse("members:deputies"))
        page.get_by_label("Vertretung durch").select_option(label="Jonas Behrens")
        today = timezone.localdate().isoformat()
        page.get_by_label("Von").fill(today)
        page.get_by_label("Bis").fill(today)
        page.locator("main button.primary").click()
        page.get_by_role("listitem").filter(has_text="Jonas Behrens").wait_for()
        with portal.visiting("lead") as (elsewhere, _):
            elsewhere.goto(reverse("members:kreis-team", args=["05766"]))
            row = elsewhere.locator("main li", has_text="aksoy.weg@forum.example")
            row.locator("summary", has_text="Zugang beenden").click()
            row.get_by_label("Grund").fill("Aufgabe abgegeben")
            row.get_by_role("button", name="Zugang beenden").click()
            elsewhere.get_by_text("Der Zugang von Derya Aksoy ist beendet.").wait_for()
        page.get_by_role("link", name="Kreise").first.click()
        page.get_by_role("banner").get_by_role("link", name="Anmelden").wait_for()
