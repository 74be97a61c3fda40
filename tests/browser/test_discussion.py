"""A question and its answer between two Kreise; nothing that was typed is lost."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

SAVED = re.compile(r"^Entwurf auf dem Server gespeichert, \d\d:\d\d Uhr$")


def _ask(page: Page, title: str) -> str:
    page.goto(reverse("forum:topic-new"))
    page.get_by_label("Frage oder Thema").fill(title)
    page.get_by_label("Was möchten Sie wissen").fill("Wer hat **Erfahrung**?")
    page.get_by_role("button", name="Frage veröffentlichen").click()
    page.wait_for_url(re.compile(r"/thema/\d+/(\?|$)"))
    return page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_goes_back_and_forth(portal: Portal, *, scripts: bool) -> None:
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        address = _ask(page, f"Mit Skript: {scripts}")
    with portal.stranger("other", java_script_enabled=scripts) as page:
        page.goto(address)
        page.get_by_role("button", name="Hilfreich").click()
        page.get_by_role("link", name="Zitieren").click()
        field = page.get_by_role("textbox", name="Ihre Antwort")
        quoted = field.input_value()
        assert quoted.startswith("> **Katrin Vogt, Kreis Lippe:**\n>\n> Wer hat")
        field.fill(f"{quoted}Wir, seit *zwei* Jahren.")
        page.get_by_role("button", name="Vorschau").click()
        preview = page.get_by_role("region", name="Vorschau")
        assert preview.locator("blockquote, em").count() == 2
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        page.wait_for_url(re.compile("#beitrag-2$"))
        page.get_by_role("link", name="Bearbeiten").click()
        page.get_by_label("Text").fill("Wir, seit drei Jahren.")
        page.get_by_role("button", name="Änderungen speichern").click()
        page.get_by_text("Wir, seit drei Jahren.").wait_for()
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        page.goto(address)
        assert page.locator(".new-line").count() == 1
        page.get_by_role("button", name="Als beste Antwort markieren").click()
        assert "Wir, seit drei Jahren." in page.locator(".post.best").inner_text()


def test_words_survive_the_end_of_the_session(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        address = _ask(page, "Wer verliert nichts?")
        field, line = page.get_by_role("textbox", name="Ihre Antwort"), page.locator("[data-saved]")
        field.fill("Angefangen")
        line.filter(has_text=SAVED).wait_for()
        session = portal.facts["cookie"]
        kept = next(one for one in page.context.cookies() if one["name"] == session)
        page.context.clear_cookies(name=session)
        field.press_sequentially(" und weiter")
        line.get_by_role("link", name="Wieder anmelden").wait_for()
        page.context.add_cookies([kept])  # type: ignore[list-item]
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        page.wait_for_function("document.querySelector('[name=text]').value.endsWith('weiter')")
        assert field.input_value() == "Angefangen und weiter"
        field.press("Control+Enter")
        page.wait_for_url(re.compile("#beitrag-2$"))
        assert (field.input_value(), _copies(page)) == ("", [])


def test_a_failed_save_says_so_and_is_tried_again(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer hat kein Netz?")
        page.context.set_offline(True)
        page.get_by_role("textbox", name="Ihre Antwort").fill("Im Zug getippt")
        line = page.locator("[data-saved]")
        line.filter(has_text="Nicht gespeichert").wait_for()
        assert _copies(page) == ["Im Zug getippt"]
        page.context.set_offline(False)
        line.filter(has_text=SAVED).wait_for(timeout=15_000)
        assert _copies(page) == []


def _copies(page: Page) -> list[str]:
    stored = page.evaluate("Object.values(localStorage)")
    return [json.loads(one)["text"] for one in stored]
