"""Every core task works without JavaScript (UX, product promise 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from portal.demo import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

RAVENSBURG = "08436"


def _sign_in(page: Page, login: str) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("E-Mail").fill(f"{login}@forum.example")
    page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("/")


def test_signing_in_searching_reading_and_signing_out(portal: Portal) -> None:
    with portal.stranger(java_script_enabled=False) as page:
        _sign_in(page, "burgenland")
        search = page.get_by_role("banner").get_by_role("searchbox")
        search.fill("Beratungsbus")
        page.get_by_role("banner").get_by_role("button", name="Suchen").click()
        page.locator("main").get_by_role("link", name="Beratungsbus").first.click()
        assert page.locator("h1").inner_text().startswith("Beratungsbus")
        # The menu is a <details>: it opens by itself.
        page.locator(".account summary").click()
        page.get_by_role("button", name="Abmelden").click()
        page.get_by_role("banner").get_by_role("link", name="Anmelden").wait_for()
        page.goto(reverse("members:profile"))
        assert page.url.endswith("/konto/anmelden/?next=/konto/")


def test_editing_and_confirming_the_profile_of_the_own_kreis(portal: Portal) -> None:
    with portal.stranger(java_script_enabled=False) as page:
        _sign_in(page, "ravensburg")
        page.goto(reverse("members:kreis", args=[RAVENSBURG]))
        page.get_by_role("link", name="Profil bearbeiten").click()
        page.get_by_label("Vorstellung").fill("Wir arbeiten in **drei** Sozialräumen.")
        page.get_by_role("button", name="Profil speichern").click()
        page.wait_for_url(reverse("members:kreis", args=[RAVENSBURG]))
        assert "Das Profil ist gespeichert." in page.inner_text("main")
        assert page.locator("main strong", has_text="drei").count() == 1
        page.get_by_role("button", name="Angaben bestätigen").click()
        assert "Die Angaben gelten als heute bestätigt." in page.inner_text("main")
        today = timezone.localdate()
        assert f"{today:%d.%m.%Y}" in page.inner_text("main")


def test_choosing_the_dark_look(portal: Portal) -> None:
    with portal.stranger(java_script_enabled=False) as page:
        _sign_in(page, "dachau")
        page.goto(reverse("members:profile"))
        page.get_by_role("radio", name="Dunkel").check()
        page.get_by_role("button", name="Darstellung speichern").click()
        assert "Die Darstellung ist geändert." in page.inner_text("main")
        assert page.locator("html").get_attribute("data-kern-theme") == "dark"


def test_filtering_the_kreise(portal: Portal) -> None:
    with portal.stranger(java_script_enabled=False) as page:
        page.goto(reverse("members:kreis-list"))
        assert "Kreis Lippe" in page.inner_text("main")
        page.goto(reverse("members:kreis-list") + "?land=NI")
        assert "Landkreis Celle" in page.inner_text("main")
        assert page.locator("main").get_by_role("link", name="Kreis Lippe").count() == 0


def test_accepting_an_invitation(portal: Portal) -> None:
    with portal.stranger(java_script_enabled=False) as page:
        page.goto(reverse("members:invitation", args=portal.things["invitation_to_accept"]))
        page.get_by_label("Vorname").fill("Ines")
        page.get_by_label("Nachname").fill("Petersen")
        page.get_by_label("Funktion").fill("Integrationsbeauftragte")
        page.get_by_label("Kennwort", exact=True).fill("vier Kähne am stillen Ufer")
        page.get_by_label("Ich habe die Regeln").check()
        page.get_by_role("button", name="Einladung annehmen").click()
        page.wait_for_url(reverse("mfa_index"))
        page.get_by_role("link", name="Später einrichten").click()
        assert page.locator("h1").inner_text() == "Guten Tag, Ines Petersen"
