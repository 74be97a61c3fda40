"""A source is tied with one key; without scripts the same button does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

# Ten seconds at most for each step, see conftest.Portal.fresh.


def _write(page: Page, consultation: int, text: str) -> None:
    page.goto(reverse("experts:paragraph-new", args=[consultation]))
    page.get_by_label("Text", exact=False).fill(text)
    page.get_by_role("button", name="Absatz speichern").click()
    page.wait_for_url(lambda url: "absatz=" in url)


def _sources(page: Page, text: str) -> list[str]:
    article = page.locator("article.paragraph", has_text=text)
    return article.locator(".sources li").all_inner_texts()


def test_one_key_ties_the_answer_in_focus(portal: Portal) -> None:
    (consultation,) = portal.things["consultation_synthesis"]
    with portal.stranger("moderator") as page:
        text = "Mit einer Taste belegt."
        _write(page, consultation, text)
        assert _sources(page, text) == []
        page.locator("[data-answer]").first.focus()
        page.keyboard.press("j")
        page.keyboard.press("b")
        page.locator(".answer.tied").first.wait_for()
        assert len(_sources(page, text)) == 1
        # The answer has the focus again, and the next is a key away.
        focused = "document.activeElement.matches('.answer.tied')"
        page.wait_for_function(focused)
        page.keyboard.press("k")
        page.keyboard.press("b")
        article = page.locator("article.paragraph", has_text=text)
        article.locator(".sources li").nth(1).wait_for()
        assert len(_sources(page, text)) == 2
        # Elsewhere the key is a letter.
        page.locator("h1").click()
        page.keyboard.press("b")
        assert len(_sources(page, text)) == 2


@pytest.mark.parametrize("width", [320, 1280])
def test_without_scripts_the_button_ties_it(portal: Portal, width: int) -> None:
    (consultation,) = portal.things["consultation_synthesis"]
    options = {"java_script_enabled": False}
    with portal.stranger("moderator", **options) as page:
        page.set_viewport_size({"width": width, "height": 800})
        text = f"Ohne Skript belegt, bei {width}."
        _write(page, consultation, text)
        page.locator("main").get_by_role("button", name="Als Beleg").first.click()
        page.get_by_text("Der Beleg ist eingetragen.").wait_for()
        assert len(_sources(page, text)) == 1
