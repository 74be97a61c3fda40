"""A practice from the first sentence to the published page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

    from tests.browser.conftest import Portal

TEXTS = {
    "ausgangslage": {"Ausgangslage": "Weite Wege.", "Ziele": "Kurze Wege."},
    "umsetzung": {"So funktioniert es": "Ein Bus fährt **reihum**."},
    "wirkung": {"Ergebnisse": "Mehr Beratungen."},
    "uebertragbarkeit": {
        "Das hat geholfen": "Ein fester Fahrplan.",
        "Was nicht funktioniert hat": "Fahrten am Abend.",
    },
    "kontakt": {"Funktionspostfach": "bus@lippe.example"},
}


def _labelled(label: str) -> re.Pattern[str]:
    """Match the label alone or with what it says of the field."""
    return re.compile(rf"^{label}( \(zum Einreichen nötig\))?$")


def _begin(page: Page, title: str) -> str:
    page.goto(reverse("practices:practice-new"))
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.wait_for_url(re.compile("/bearbeiten/$"))
    return page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_sentence_to_the_published_page(portal: Portal, *, scripts: bool) -> None:
    title = f"Beratung im Bus {'mit' if scripts else 'ohne'} Skript"
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        edit = _begin(page, title)
        page.get_by_role("link", name="Überblick").click()
        page.get_by_label("Kurzfassung").fill("Ein Bus bringt die Beratung in die Gemeinden.")
        page.get_by_label("Hauptthema").select_option(index=1)
        page.get_by_role("group", name="Zielgruppen").get_by_role("checkbox").first.check()
        page.get_by_label("Stand der Umsetzung").select_option(label="laufend")
        page.get_by_label("Beginn").fill("2025-02")
        page.get_by_role("button", name="Speichern und weiter").click()
        for key, texts in TEXTS.items():
            page.goto(f"{edit}{key}/")
            for label, text in texts.items():
                page.get_by_label(_labelled(label)).fill(text)
            if key == "uebertragbarkeit":
                page.get_by_label("Übertragbarkeit").select_option(index=1)
            page.get_by_role("button", name="Speichern", exact=True).click()
        page.goto(f"{edit}aufwand/")
        page.get_by_label("Personaleinsatz").select_option(index=1)
        page.get_by_label("Kosten pro Jahr").select_option(index=1)
        page.get_by_role("group", name="Finanzierung").get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Speichern", exact=True).click()
        page.get_by_text("Alle nötigen Angaben sind da.").wait_for()
        page.get_by_role("link", name="Angaben prüfen und einreichen").click()
        page.get_by_role("button", name="Zur Freigabe einreichen").click()
        address = page.url
    with portal.stranger("moderator", java_script_enabled=scripts) as page:
        page.goto(address)
        page.get_by_role("link", name="Rückfrage stellen").click()
        page.get_by_label("Rückfrage zu „Ziele“").fill("Bis wann?")
        page.get_by_role("button", name="Rückfrage senden").click()
        page.get_by_text("Die Rückfrage ist unterwegs.").wait_for()
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        page.goto(f"{edit}ausgangslage/")
        page.get_by_label("Ihre Antwort").fill("Bis Ende 2027.")
        page.get_by_role("button", name="Rückfrage beantworten").click()
        page.goto(f"{edit}pruefen/")
        page.get_by_role("button", name="Zur Freigabe einreichen").click()
        page.wait_for_url(re.compile(r"/praxis/\d+/(\?|$)"))
    with portal.stranger("moderator", java_script_enabled=scripts) as page:
        page.goto(address)
        page.get_by_role("button", name="Veröffentlichen").click()
        page.get_by_text(f"„{title}“ ist veröffentlicht.").wait_for()
    with portal.stranger("other") as page:
        page.goto(address)
        assert page.locator("h1").inner_text() == title
        page.get_by_role("heading", name="Was nicht funktioniert hat").wait_for()


def test_the_editor_saves_by_itself_and_says_so(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        edit = _begin(page, "Von selbst gespeichert")
        page.goto(f"{edit}ausgangslage/")
        page.get_by_label(_labelled("Ausgangslage")).fill("Drei Kursorte im Kreis.")
        page.get_by_text(re.compile(r"Entwurf gespeichert, \d\d:\d\d Uhr")).wait_for()
        page.reload()
        value = page.get_by_label(_labelled("Ausgangslage")).input_value()
        assert value == "Drei Kursorte im Kreis."


def test_what_is_too_long_is_said_and_not_cut_off(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        page.goto(f"{_begin(page, 'Zu viel eingefügt')}ausgangslage/")
        field = page.get_by_label(_labelled("Ausgangslage"))
        field.fill("x" * 2_350)
        page.get_by_text("350 Zeichen zu viel: Gespeichert werden höchstens 2.000.").wait_for()
        page.get_by_text("Noch nicht gespeichert: Ausgangslage.").wait_for()
        assert len(field.input_value()) == 2_350


def test_a_table_grows_and_what_an_error_brought_back_is_not_offered_twice(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        section = f"{_begin(page, 'Mit vielen Schritten')}umsetzung/"
        page.goto(section)
        for number in range(1, 6):
            page.get_by_label(f"Schritt, Zeile {number}", exact=True).fill(f"Schritt {number}")
        page.get_by_label(_labelled("So funktioniert es")).fill("x" * 6_001)
        page.get_by_role("button", name="Speichern", exact=True).click()
        page.get_by_text("Bitte prüfen Sie Ihre Angaben").wait_for()
        assert page.get_by_label("Schritt, Zeile 5", exact=True).input_value() == "Schritt 5"
        assert page.get_by_role("button", name="Nicht gespeicherten Text zurückholen").count() == 0


def test_the_line_about_saving_stays_in_sight(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        page.goto(f"{_begin(page, 'Im Blick behalten')}ueberblick/")
        line = page.get_by_text("Das Portal speichert laufend")
        box, seen = line.bounding_box(), page.viewport_size
        assert box is not None
        assert seen is not None
        assert box["y"] + box["height"] <= seen["height"]


def test_what_could_not_be_saved_is_kept_in_the_browser(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        edit = _begin(page, "Ohne Netz geschrieben")
        page.goto(f"{edit}ausgangslage/")
        page.context.set_offline(True)
        page.get_by_label("Ziele").fill("Im Zug getippt.")
        page.get_by_text("Nicht gespeichert").wait_for()
        page.context.set_offline(False)
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        page.get_by_role("button", name="Nicht gespeicherten Text zurückholen").click()
        assert page.get_by_label("Ziele").input_value() == "Im Zug getippt."
        page.get_by_text("Entwurf gespeichert").wait_for()


def test_words_that_met_a_conflict_stay_with_a_warning_and_in_the_browser(portal: Portal) -> None:
    with portal.stranger("lead") as page, portal.stranger("deputy") as other:
        section = f"{_begin(page, 'Zu zweit geschrieben')}ausgangslage/"
        page.goto(section)
        other.goto(section)
        other.get_by_label(_labelled("Ausgangslage")).fill("Jonas war schneller.")
        other.get_by_text(re.compile(r"Entwurf gespeichert, \d\d:\d\d Uhr")).wait_for()
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        goals = page.get_by_label("Ziele")
        goals.click()
        page.keyboard.type("Lange getippt.")
        page.get_by_text("Inzwischen hat jemand anderes gespeichert.").wait_for()
        page.get_by_role("link", name="Zur Übersicht").click()
        page.wait_for_url(re.compile("/bearbeiten/$"))
        assert asked == ["beforeunload"]
        page.goto(section)
        page.get_by_role("button", name="Nicht gespeicherten Text zurückholen").click()
        assert goals.input_value() == "Lange getippt."
        # Written on the older version, it still overwrites nothing.
        page.get_by_text("Inzwischen hat jemand anderes gespeichert.").wait_for()


def test_after_the_submission_the_editor_stops_trying_and_keeps_the_text(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        section = f"{_begin(page, 'Zu spät geschrieben')}ausgangslage/"
        page.goto(section)
        page.route(section, lambda route: route.fulfill(status=403, body="zu spät"))
        page.get_by_label("Ziele").fill("Nach dem Einreichen.")
        page.get_by_text("Das lässt sich nicht mehr speichern").wait_for()
        assert (
            page.evaluate("Object.values(localStorage).join()").count("Nach dem Einreichen.") == 1
        )


def test_ticks_come_back_and_a_failed_save_keeps_the_copy(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        edit = _begin(page, "Ohne Netz angekreuzt")
        section = f"{edit}ueberblick/"
        page.goto(section)
        page.on("dialog", lambda dialog: dialog.accept())
        groups = page.get_by_role("group", name="Zielgruppen").get_by_role("checkbox")
        page.context.set_offline(True)
        groups.nth(1).check()
        groups.nth(2).check()
        page.get_by_label("Kurzfassung").fill("Ein Bus kommt.")
        page.get_by_role("button", name="Speichern", exact=True).click()
        page.wait_for_url("chrome-error://chromewebdata/")
        page.context.set_offline(False)
        page.goto(section)
        page.get_by_role("button", name="Nicht gespeicherten Text zurückholen").click()
        assert [groups.nth(n).is_checked() for n in range(4)] == [False, True, True, False]
        assert page.get_by_label("Kurzfassung").input_value() == "Ein Bus kommt."
        page.get_by_text(re.compile(r"Entwurf gespeichert, \d\d:\d\d Uhr")).wait_for()
        page.get_by_label("Kurzfassung").fill("Ein Bus kommt jede Woche.")
        page.get_by_role("button", name="Speichern", exact=True).click()
        page.wait_for_url(edit)
        # What arrived needs no copy; what another person left is dropped.
        assert page.evaluate("Object.keys(localStorage)") == []
        page.evaluate("localStorage.setItem('forum-entwurf 0 /praxis/1/', '{}')")
        page.goto(section)
        assert page.evaluate("Object.keys(localStorage)") == []


def test_what_celle_takes_over_stands_on_the_pages_of_both_kreise(portal: Portal) -> None:
    with portal.stranger("other") as page:
        page.goto(reverse("practices:practice-list") + "?q=Beratungsbus")
        page.locator("main .practice a.title").first.click()
        source, title = page.url, page.locator("h1").inner_text()
        page.get_by_role("link", name="Bei uns umsetzen").click()
        page.get_by_label("Stand", exact=True).select_option(label="angepasst übernommen")
        page.get_by_label("Beginn").fill("2026-03")
        for number in (1, 2):
            step = page.get_by_role("group", name=f"Baustein {number}:")
            step.get_by_label("geändert").check()
            page.get_by_label(f"Begründung zu Baustein {number}").fill(
                "Bei uns gibt es zwei Träger."
            )
        page.get_by_role("button", name="Übernahme eintragen").click()
        page.get_by_text("mit zwei geänderten Bausteinen").first.wait_for()
        page.goto(reverse("members:kreis", args=["03351"]))
        taken = page.get_by_role("region", name="Von anderen übernommen")
        taken.get_by_role("link", name=title).wait_for()
        page.goto(reverse("members:kreis", args=[portal.facts["kreise"]["Landkreis Stendal"]]))
        given = page.get_by_role("region", name="Bei anderen im Einsatz")
        given.get_by_text("bei Landkreis Celle").wait_for()
    with portal.stranger("liaison") as page:
        # The Landkreistag reads how many, and not who.
        page.goto(source)
        assert "Landkreis Celle" not in page.inner_text("main")
        page.get_by_text(re.compile("Kreis(en)? übernommen")).first.wait_for()
