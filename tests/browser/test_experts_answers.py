"""A flash question from the Landkreistag to what the other Kreise read, on a phone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.browser.conftest import Portal

PHONE: ViewportSize = {"width": 390, "height": 844}
STATEMENT = "Kurse fallen aus, weil Gruppen zu klein sind"
NUMBER = "Wartezeit auf einen Kursplatz"
QUESTION = "Was würde am meisten helfen"


def _ask(portal: Portal, title: str) -> str:
    """Put the question as the Landkreistag, open it as the office; return its address."""
    with portal.stranger("liaison") as page:
        page.goto(reverse("experts:consultation-new"))
        page.get_by_label("Titel").fill(title)
        page.get_by_label("Frage", exact=True).fill("Wie lange warten Teilnehmende?")
        page.get_by_label("Blitzabfrage").check()
        day = timezone.localdate() + timedelta(days=3)
        page.get_by_label("Frist für Rückmeldungen").fill(f"{day:%Y-%m-%d}")
        for name, text in (
            ("statements_0_0", STATEMENT),
            ("numbers_0_0", NUMBER),
            ("numbers_0_1", "Wochen"),
            ("questions_0_0", QUESTION),
        ):
            page.locator(f"[name={name}]").fill(text)
        page.locator("main").get_by_role("button", name="Frage stellen").click()
        page.wait_for_url(re.compile(r"/expertenkreis/\d+/$"))
        address = page.url
    with portal.stranger("moderator") as page:
        page.goto(address)
        page.get_by_role("link", name="Für die Kreise öffnen").click()
        page.get_by_role("button", name="Anfrage öffnen").click()
        page.get_by_text("Die Anfrage ist offen.").wait_for()
    return address


def _fill(page: Page, number: str) -> None:
    page.get_by_role("group", name=STATEMENT).get_by_label("teils").check()
    page.get_by_label(f"Begründung zu „{STATEMENT}“").fill("Nur in zwei Gemeinden.")
    page.get_by_label(f"{NUMBER} (Wochen)").fill(number)
    page.get_by_label(QUESTION).fill("Fahrtkosten.")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_question_to_what_the_others_read(portal: Portal, *, scripts: bool) -> None:
    address = _ask(portal, f"Kursplätze {'mit' if scripts else 'ohne'} Skript")
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        page.set_viewport_size(PHONE)
        page.goto(address)
        page.get_by_role("link", name="Antworten").click()
        _fill(page, "etwa drei")
        page.get_by_role("button", name="Weiter: prüfen und einreichen").click()
        page.get_by_role("heading", name="Bitte prüfen Sie Ihre Angaben").wait_for()
        assert page.get_by_label(QUESTION).input_value() == "Fahrtkosten."
        page.get_by_label(f"{NUMBER} (Wochen)").fill("3,5 Wochen")
        page.get_by_label("Anonym:").check()
        page.get_by_role("button", name="Weiter: prüfen und einreichen").click()
        page.get_by_text("Weder Ihr Kreis noch Ihr Name steht in der Auswertung.").wait_for()
        page.get_by_text("3,5\N{NO-BREAK SPACE}Wochen").wait_for()
        page.get_by_role("button", name="Rückmeldung einreichen").click()
        page.get_by_text("Die Rückmeldung Ihres Kreises ist eingereicht.").wait_for()
    with portal.stranger("other", java_script_enabled=scripts) as page:
        page.goto(f"{address}beitraege/")
        page.get_by_text("sobald Ihr Kreis selbst geantwortet hat").wait_for()
        page.goto(f"{address}beitrag/")
        page.get_by_label("Wir haben keine Anmerkung").check()
        page.get_by_role("button", name="Weiter: prüfen und einreichen").click()
        page.get_by_role("button", name="Rückmeldung einreichen").click()
        page.get_by_role("link", name="Rückmeldungen lesen").click()
        article = page.get_by_role("article").filter(has_text="Fahrtkosten.")
        assert article.get_by_role("heading").inner_text() == "Ein Kreis, anonym"
    with portal.stranger("liaison") as page:
        for way in ("beitrag/", "beitraege/"):
            answer = page.goto(f"{address}{way}")
            assert answer is not None
            assert answer.status == 404
        page.goto(address)
        assert page.get_by_role("link", name="Rückmeldungen lesen").count() == 0
        assert "Fahrtkosten" not in page.content()


def test_the_draft_saves_itself_and_two_meet_both_texts(portal: Portal) -> None:
    address = f"{_ask(portal, 'Von selbst gespeichert')}beitrag/"
    with portal.stranger("lead") as page, portal.stranger("deputy") as other:
        page.goto(address)
        other.goto(address)
        other.get_by_text("bearbeitet die Rückmeldung seit").wait_for()
        page.get_by_label(QUESTION).fill("Von der Leitung.")
        page.get_by_label(f"{NUMBER} (Wochen)").fill("etwa drei")
        page.get_by_text(re.compile(r"Entwurf gespeichert, \d\d:\d\d Uhr$")).wait_for()
        other.get_by_label(QUESTION).fill("Von der Vertretung.")
        other.get_by_text("Inzwischen hat jemand anderes gespeichert.").wait_for()
        other.get_by_role("button", name="Speichern", exact=True).click()
        other.get_by_role("heading", name="Inzwischen wurde eine neuere Fassung").wait_for()
        assert other.get_by_text("Von der Leitung.").count() == 1
        other.get_by_role("button", name="Diese Fassung speichern").click()
        other.get_by_text("Der Entwurf ist gespeichert.").wait_for()
        page.reload()
        assert page.get_by_label(QUESTION).input_value() == "Von der Vertretung."
