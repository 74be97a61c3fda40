"""A post goes back and forth: reported, asked about, hidden, answered, shown again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Portal

WORD = "Falkenberg"


def _ask(page: Page, title: str) -> str:
    page.goto(reverse("forum:topic-new"))
    page.get_by_label("Frage oder Thema").fill(title)
    page.get_by_label("Was möchten Sie wissen").fill(f"Herr {WORD} kam **gestern**.")
    page.get_by_role("button", name="Frage veröffentlichen").click()
    page.wait_for_url(re.compile(r"/thema/\d+/"))
    return page.url.partition("?")[0]


def _decide(page: Page, act: str, button: str, reason: str) -> None:
    page.get_by_text(act, exact=True).click()
    form = page.locator("details[open]")
    form.get_by_label(re.compile("Begründung|Ihre Frage")).fill(reason)
    form.get_by_role("button", name=button).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_post_is_reported_and_moderated(portal: Portal, *, scripts: bool) -> None:
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        address = _ask(page, f"Wer weiß Rat? Mit Skript: {scripts}")
    with portal.stranger("other", java_script_enabled=scripts) as page:
        page.goto(address)
        page.get_by_role("link", name="Melden").click()
        page.get_by_role("button", name="Meldung absenden").click()
        assert "Wählen Sie aus, was nicht stimmt." in page.inner_text("main")
        page.get_by_label("Einzelne Ratsuchende sind zu erkennen").check()
        page.get_by_role("button", name="Meldung absenden").click()
        assert "Noch nicht entschieden" in page.inner_text("main")
    with portal.stranger("moderator", java_script_enabled=scripts) as page:
        page.goto(reverse("forum:report-list"))
        page.get_by_role("link", name=f"Mit Skript: {scripts}").click()
        _decide(page, "Ausblenden", "Beitrag ausblenden", "Bitte ohne Namen.")
        assert "Entschieden: Beitrag ausgeblendet." in page.inner_text("body")
    with portal.stranger("other", java_script_enabled=scripts) as page:
        page.goto(address)
        said = page.inner_text("main")
        assert ("Von der Moderation ausgeblendet." in said, WORD in said) == (True, False)
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        page.goto(reverse("notices:notice-list"))
        page.get_by_role("link", name=f"Mit Skript: {scripts}").first.click()
        assert "Bitte ohne Namen." in page.inner_text("main")
        page.get_by_label("Ihre Antwort an die Moderation").fill("Ist geändert.")
        page.get_by_role("button", name="Antwort absenden").click()
        assert "Ist geändert." in page.inner_text("main")
        page.goto(address)
        assert WORD in page.inner_text("main")
    with portal.stranger("moderator", java_script_enabled=scripts) as page:
        page.goto(f"{reverse('forum:report-list')}?ansicht=antworten")
        assert "Ist geändert." in page.inner_text("main")
        page.goto(address)
        page.get_by_role("link", name="Moderieren", exact=True).click()
        _decide(page, "Wieder einblenden", "Beitrag wieder einblenden", "Danke.")
        page.get_by_text("Entschieden: Beitrag wieder eingeblendet.").wait_for()
    with portal.stranger("other", java_script_enabled=scripts) as page:
        page.goto(address)
        assert WORD in page.inner_text("main")
