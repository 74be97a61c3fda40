"""The queues of the admin in a browser: fit for everybody, and cleared with the keyboard alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.browser.audit import assert_fit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

INDEX = "/verwaltung/"
ENOUGH = 10
# Things that cannot be decided right now are skipped; so many pages at most are opened.
MOST = 40


def _queue_of(page: Page) -> str:
    return page.url.split("/verwaltung/warteschlange/")[-1].split("/")[0]


def _decide(page: Page) -> None:
    """Decide about what is open, by keys alone."""
    keys = page.keyboard
    match _queue_of(page):
        case "meldungen":
            keys.press("a")
            keys.press("ControlOrMeta+a")
            keys.type("Bitte ohne Namen.")
            keys.press("Control+Enter")
        case "rueckmeldungen":
            keys.press("v")
            keys.type((date.today() + timedelta(days=9)).strftime("%d%m%Y"))  # noqa: DTZ011
            keys.press("Tab")
            if page.evaluate("document.activeElement.localName") != "textarea":
                keys.press("Tab")
            keys.type("Mehrere Kreise baten darum.")
            keys.press("Control+Enter")
        case "barrierefreiheit":
            keys.press("f")
            keys.type("Danke, das ist behoben.")
            keys.press("Control+Enter")
        case _:
            keys.press("f")
            keys.press("Enter")


def _tell(page: Page) -> str:
    """Return what the portal says of the last decision."""
    return " ".join(page.locator(".messagelist .success").all_inner_texts())


def test_a_moderator_clears_ten_mixed_things_without_leaving_the_keyboard(portal: Portal) -> None:
    done: dict[str, int] = {}
    with portal.stranger("moderator") as page:
        page.goto(INDEX)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/warteschlange/*/")
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        for _ in range(MOST):
            queue = _queue_of(page)
            if sum(done.values()) >= ENOUGH or page.url.endswith(INDEX):
                break
            with page.expect_navigation():
                _decide(page)
            if _tell(page):
                done[queue] = done.get(queue, 0) + 1
            else:
                with page.expect_navigation():
                    page.keyboard.press("j")
    assert (sum(done.values()), len(done) >= 4) == (ENOUGH, True), done


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_every_queue_is_fit_for_everybody(portal: Portal, role: str) -> None:
    with portal.visiting(role) as (page, watch):
        page.goto(INDEX)
        lists = page.locator(".queue-list a").evaluate_all("links => links.map(link => link.href)")
        assert len(lists) == {"moderator": 7, "admin": 3}[role]
        for address in lists:
            answer = page.goto(address)
            assert answer is not None
            assert_fit(page, watch, answer.text())
            first = page.locator("[data-line]").first
            if first.count():
                answer = page.goto(str(first.get_attribute("href")))
                assert answer is not None
                assert_fit(page, watch, answer.text())


def test_letters_do_nothing_once_they_are_switched_off(portal: Portal) -> None:
    with portal.stranger("moderator") as page:
        page.goto(reverse("admin:queue", args=["zugang"]))
        page.get_by_role("button", name="Tastenkürzel ausschalten").click()
        page.keyboard.press("u")
        page.reload()
        page.keyboard.press("u")
        assert page.url.endswith("/warteschlange/zugang/")
        page.get_by_role("button", name="Tastenkürzel einschalten").click()
        page.locator("h1").click()
        page.keyboard.press("u")
        page.wait_for_url(f"**{INDEX}")


def test_a_question_mark_leads_to_all_keys(portal: Portal) -> None:
    with portal.stranger("moderator") as page:
        page.goto(reverse("admin:queue", args=["zugang"]))
        page.keyboard.press("?")
        page.wait_for_url("**/hilfe/tastatur/")


def test_a_decision_needs_no_script(portal: Portal) -> None:
    with portal.stranger("moderator", java_script_enabled=False) as page:
        page.goto(reverse("admin:queue", args=["praxis"]))
        page.locator("[data-line]").last.click()
        page.get_by_text("Rückfrage senden").first.click()
        page.get_by_label("Ihre Frage").fill("Woran sehen Sie das?")
        page.locator("details[open] button[type=submit]").click()
        assert "Die Rückfrage ist unterwegs." in page.inner_text("body")
