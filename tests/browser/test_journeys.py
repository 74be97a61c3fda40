from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.demo import PASSWORD
from tests.browser.audit import dark, light, phone

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal


def sign_in(page: Page, login: str) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Anmelden").click()
    page.get_by_label("E-Mail").fill(f"{login}@forum.example")
    page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("/")


def _sign_out(page: Page) -> None:
    page.locator(".account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("banner").get_by_role("link", name="Anmelden").wait_for()


def test_a_coordinator_reads_what_another_kreis_did(portal: Portal) -> None:
    with portal.stranger() as page:
        sign_in(page, "lippe")
        assert page.locator("h1").inner_text() == "Guten Tag, Katrin Vogt"
        page.get_by_role("navigation").get_by_role("link", name="Kreise").click()
        page.locator("main").get_by_role("link", name="Landkreis Celle").first.click()
        page.wait_for_url(reverse("members:kreis", args=["03351"]))
        page.get_by_role("link", name=re.compile("^Hybride Deutschkurse")).first.click()
        assert page.locator("h1").inner_text().startswith("Hybride Deutschkurse")
        # Members read what went wrong, not only what went well.
        page.get_by_role("heading", name="Was nicht funktioniert hat").wait_for()
        steckbrief = page.get_by_role("complementary", name="Steckbrief")
        steckbrief.get_by_role("link", name="Landkreis Celle").click()
        assert page.locator("h1").inner_text() == "Landkreis Celle"


def test_the_search_of_the_header_finds_a_practice(portal: Portal) -> None:
    with portal.visiting("other") as (page, _):
        page.goto(reverse("portal:hilfe"))
        page.keyboard.press("/")
        page.keyboard.type("Sprachmittlung")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/suche/\?q=Sprachmittlung$"))
        found = page.locator("main").get_by_role("link", name=re.compile("Sprachmittlungspool"))
        found.first.click()
        assert "Sprachmittlungspool" in page.locator("h1").inner_text()


def test_a_slash_typed_into_a_field_stays_there(portal: Portal) -> None:
    with portal.visiting("lead") as (page, _):
        page.goto(reverse("members:profile-edit"))
        field = page.get_by_label("Funktion")
        field.fill("")
        field.press("/")
        assert field.input_value() == "/"


def test_the_skip_link_leads_past_the_header(portal: Portal) -> None:
    with portal.visiting("lead") as (page, _):
        page.goto(reverse("practices:practice-list"))
        page.keyboard.press("Tab")
        link = page.locator(":focus")
        assert link.inner_text() == "Zum Inhalt springen"
        assert link.is_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator("main :focus").count() == 1


def test_the_account_menu_closes_with_escape_and_keeps_the_focus(portal: Portal) -> None:
    with portal.visiting("lead") as (page, _):
        page.goto(reverse("portal:hilfe"))
        page.locator(".account summary").press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(".account-menu :focus").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".account[open]").count() == 0
        assert page.locator("summary:focus").count() == 1


def test_the_choice_of_dark_stays(portal: Portal) -> None:
    with portal.stranger() as page:
        sign_in(page, "oldenburg")
        page.goto(reverse("members:profile"))
        page.get_by_role("radio", name="Dunkel").check()
        page.get_by_role("button", name="Darstellung speichern").click()
        page.get_by_role("status").filter(has_text="Die Darstellung ist geändert.").wait_for()
        _assert_dark(page)
        page.goto(reverse("practices:practice-list"))
        _assert_dark(page)
    # It belongs to the person, not to the browser.
    with portal.stranger() as page:
        sign_in(page, "oldenburg")
        _assert_dark(page)


def _assert_dark(page: Page) -> None:
    assert page.locator("html").get_attribute("data-kern-theme") == "dark"
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    numbers = [float(part) for part in re.findall(r"[\d.]+", colour)]
    is_oklch = colour.startswith("oklch")
    assert numbers[0] < 0.4 if is_oklch else max(numbers[:3]) < 80


def test_after_signing_out_the_back_button_shows_nothing_private(portal: Portal) -> None:
    with portal.stranger() as page:
        sign_in(page, "celle")
        page.goto(reverse("members:profile"))
        assert "Henning Lüders" in page.inner_text("main")
        _sign_out(page)
        page.go_back()
        page.wait_for_url(re.compile(reverse("account_login")))
        assert "Henning Lüders" not in page.content()


def test_sign_in_leads_back_to_the_page_that_was_asked_for(portal: Portal) -> None:
    with portal.stranger() as page:
        page.goto(reverse("members:kreis-edit", args=["05766"]))
        page.wait_for_url(re.compile(reverse("account_login")))
        page.get_by_label("E-Mail").fill("lippe@forum.example")
        page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Anmelden", exact=True).click()
        page.wait_for_url(reverse("members:kreis-edit", args=["05766"]))


def test_a_copied_link_is_said_aloud(portal: Portal) -> None:
    with portal.stranger() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(reverse("practices:practice", args=portal.things["practice_public"]))
        page.get_by_role("button", name="Link kopieren").click()
        page.locator("[data-status]", has_text="Link kopiert").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_question_mark_shows_the_shortcuts_and_escape_closes_them(portal: Portal) -> None:
    with portal.visiting("lead") as (page, watch):
        page.goto(reverse("portal:impressum"))
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Tastenkürzel")
        dialog.get_by_role("row", name="/ in das Suchfeld springen").wait_for()
        assert [*light(page), *dark(page), *phone(page), *watch.problems] == []
        # Below it nothing is reached.
        page.keyboard.press("/")
        assert page.locator("dialog :focus").count() == 1
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        page.keyboard.press("/")
        assert page.locator("[data-search]:focus").count() == 1


def test_shortcuts_can_be_switched_off_and_on(portal: Portal) -> None:
    with portal.visiting("lead") as (page, _):
        page.goto(reverse("portal:hilfe"))
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Tastenkürzel")
        dialog.get_by_label("Tasten mit nur einem Zeichen benutzen").uncheck()
        dialog.get_by_role("button", name="Schließen").click()
        for key in ("?", "/"):
            page.keyboard.press(key)
            assert page.locator("dialog[open], [data-search]:focus").count() == 0
        # The page of the shortcuts is reached without one.
        page.get_by_role("contentinfo").get_by_role("link", name="Tastenkürzel").click()
        page.get_by_label("Tasten mit nur einem Zeichen benutzen").check()
        page.goto(reverse("portal:hilfe"))
        page.keyboard.press("/")
        assert page.locator("[data-search]:focus").count() == 1
