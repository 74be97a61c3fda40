"""Files, names and pasted words in the composer; signing in beside it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from PIL import Image

from portal import demo
from tests.content import files

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from tests.browser.conftest import Portal

PLAN: FilePayload = {"name": "Ablaufplan.pdf", "mimeType": "application/pdf", "buffer": files.PDF}


def _photo() -> FilePayload:
    written = io.BytesIO()
    Image.new("RGB", (1600, 1200), (13, 94, 99)).save(written, "JPEG")
    return {"name": "Gruppe.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def _ask(page: Page, title: str) -> str:
    page.goto(reverse("forum:topic-new"))
    page.get_by_label("Frage oder Thema").fill(title)
    page.get_by_label("Was möchten Sie wissen").fill("Wer hat **Erfahrung**?")
    page.get_by_role("button", name="Frage veröffentlichen").click()
    page.wait_for_url(re.compile(r"/thema/\d+/(\?|$)"))
    return page.url


def _choose(page: Page, chosen: list[FilePayload], *, scripts: bool) -> None:
    if not scripts:
        page.get_by_label("Dateien und Bilder").set_input_files(chosen)
        page.get_by_role("button", name="Datei anhängen").click()
        return
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Datei oder Bild anhängen").click()
    chooser.value.set_files(chosen)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_picture_and_a_file_go_back_and_forth(portal: Portal, *, scripts: bool) -> None:
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        address = _ask(page, f"Mit Bild, mit Skript: {scripts}")
        field = page.get_by_role("textbox", name="Ihre Antwort")
        field.fill("Im Anhang.")
        _choose(page, [PLAN, _photo()], scripts=scripts)
        attached = page.get_by_role("list", name="Angehängte Dateien").get_by_role("listitem")
        attached.nth(1).wait_for()
        assert (attached.count(), field.input_value()) == (2, "Im Anhang.")
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        # Focus on what is missing, by a way that leads there.
        page.get_by_role("link", name="was auf dem Bild „Gruppe“ zu sehen ist").click()
        page.get_by_label("Was ist zu sehen?").fill("Neun Menschen am Tisch")
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        page.wait_for_url(re.compile("#beitrag-2$"))
    with portal.stranger("other", java_script_enabled=scripts) as page:
        page.goto(address)
        picture = page.get_by_role("img", name="Neun Menschen am Tisch")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        assert box is not None
        # The page kept the picture's place: 1600 to 1200 pixels.
        assert round(box["width"] / box["height"], 2) == 1.33
        with page.expect_download() as download:
            page.get_by_role("link", name="Ablaufplan").click()
        assert download.value.suggested_filename == "Ablaufplan.pdf"
    with portal.stranger("lead", java_script_enabled=scripts) as page:
        page.goto(address)
        page.locator("#beitrag-2").get_by_role("link", name="Bearbeiten").click()
        page.get_by_label("Entfernen: Ablaufplan").check()
        page.get_by_role("button", name="Änderungen speichern").click()
        page.wait_for_url(re.compile("#beitrag-2$"))
        assert page.get_by_role("link", name="Ablaufplan").count() == 0
        page.get_by_role("link", name="bearbeitet").click()
        assert "Dateien: Ablaufplan (PDF, 1 KB)" in page.inner_text("main")


def test_what_cannot_be_taken_is_said_before_it_is_sent(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer schickt Programme?")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        refused: list[FilePayload] = [
            {"name": "Setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"},
            {"name": "leer.txt", "mimeType": "text/plain", "buffer": b""},
        ]
        page.get_by_role("textbox", name="Ihre Antwort").focus()
        _choose(page, refused, scripts=True)
        errors = page.locator("#antwort .field-error")
        errors.nth(1).wait_for()
        said = errors.all_inner_texts()
        assert "„Setup.exe“: Möglich sind PDF" in said[0]
        assert "„leer.txt“: Die Datei ist leer" in said[1]
        assert [url for url in sent if url.endswith("/dateien/")] == []


def test_a_file_that_met_no_connection_is_tried_again(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer lädt im Zug hoch?")
        page.get_by_role("textbox", name="Ihre Antwort").press("a")
        page.wait_for_function("!!customElements.get('markdown-toolbar')")
        page.context.set_offline(True)
        _choose(page, [PLAN], scripts=True)
        again = page.get_by_role("button", name="Noch einmal versuchen")
        again.wait_for()
        page.context.set_offline(False)
        again.click()
        page.get_by_role("list", name="Angehängte Dateien").wait_for()


PASTE = """([kind, content]) => {
  const data = new DataTransfer();
  if (kind === "file") {
    const bytes = Uint8Array.from(atob(content), (it) => it.charCodeAt(0));
    data.items.add(new File([bytes], "image.png", { type: "image/png" }));
  } else {
    data.setData("text/html", content);
    data.setData("text/plain", "nur Text");
  }
  const what = { clipboardData: data, bubbles: true, cancelable: true };
  document.querySelector("[name=text]").dispatchEvent(new ClipboardEvent("paste", what));
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p{mso-x:y}</style></head>
<body><!--StartFragment--><h1>Plan<o:p></o:p></h1><p class=MsoNormal>Wir <b>suchen</b> <i>drei</i>
Leute, <a href="https://forum.example/x">siehe hier</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Dari</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Tigrinya</p>
<table><tr><td><p>Kreis</p></td><td><p>Zahl</p></td></tr><tr><td>A|B</td><td>3</td></tr></table>
<p>Ende <script>alert(1)</script><a href="javascript:alert(1)">böse</a></p></body></html>"""
PLAIN = "<meta charset=utf-8><span style='color:red'>Rot</span> <div>Zeile</div>"


def test_words_from_word_arrive_as_plain_markdown(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer schreibt in Word?")
        field = page.get_by_role("textbox", name="Ihre Antwort")
        field.press_sequentially("Vorher ")
        page.wait_for_function("!!customElements.get('markdown-toolbar')")
        page.wait_for_load_state("networkidle")
        # Elsewhere and back: what is typed in one go is also taken back in one.
        field.press("ArrowLeft")
        field.press("ArrowRight")
        page.evaluate(PASTE, ["html", WORD])
        assert field.input_value() == (
            "Vorher ## Plan\n\nWir **suchen** *drei* Leute, [siehe hier](https://forum.example/x).\n\n"
            "- Dari\n   1. Tigrinya\n\n| Kreis | Zahl |\n| --- | --- |\n| A\\|B | 3 |\n\nEnde böse"
        )
        # It can be taken back like typing; and what has no looks is left to the browser.
        field.press("Control+z")
        assert field.input_value() == "Vorher "
        page.evaluate(PASTE, ["html", PLAIN])
        assert field.input_value() == "Vorher "


def test_a_picture_is_pasted(portal: Portal) -> None:
    import base64  # only here

    written = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(written, "PNG")
    with portal.stranger("lead") as page:
        _ask(page, "Wer fügt Bilder ein?")
        page.get_by_role("textbox", name="Ihre Antwort").press("a")
        page.wait_for_load_state("networkidle")
        page.evaluate(PASTE, ["file", base64.b64encode(written.getvalue()).decode()])
        attached = page.get_by_role("list", name="Angehängte Dateien")
        attached.wait_for()
        assert "Eingefügtes Bild WEBP" in attached.inner_text()
        page.get_by_role("button", name=re.compile("^Entfernen")).click()
        attached.wait_for(state="detached")


def test_the_tools_write_markdown_from_the_keyboard(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer schreibt fett?")
        field = page.get_by_role("textbox", name="Ihre Antwort")
        field.fill("wichtig")
        field.press("Control+a")
        page.wait_for_function("!!customElements.get('markdown-toolbar')")
        page.wait_for_load_state("networkidle")
        field.press("Shift+Tab")
        focused = "document.activeElement.getAttribute('aria-label')"
        assert page.evaluate(focused) == "Fett"
        page.keyboard.press("ArrowRight")
        assert page.evaluate(focused) == "Liste"
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        assert (field.input_value(), page.evaluate(focused)) == ("**wichtig**", None)


@pytest.mark.parametrize("new", [True, False])
def test_names_are_offered_to_whoever_types_an_at(portal: Portal, *, new: bool) -> None:
    with portal.stranger("lead") as page:
        if new:
            page.goto(reverse("forum:topic-new"))
            field = page.get_by_label("Was möchten Sie wissen")
        else:
            _ask(page, "Wen rufe ich?")
            field = page.get_by_role("textbox", name="Ihre Antwort")
        field.press("a")
        page.wait_for_load_state("networkidle")
        field.press_sequentially(" Danke @celle")
        options = page.locator(".names > li")
        options.first.wait_for()
        assert options.first.inner_text() == "Landkreis Celle alle von dort"
        active = field.get_attribute("aria-activedescendant")
        assert active == options.first.get_attribute("id")
        field.press("ArrowDown")
        name = options.nth(1).get_attribute("data-name")
        field.press("Enter")
        assert field.input_value() == f"a Danke @{name} "
        assert options.count() == 0
        field.press_sequentially("und @niemandheißtso")
        page.wait_for_load_state("networkidle")
        field.press("Escape")
        assert options.count() == 0


def test_signing_in_beside_the_words_loses_neither_words_nor_files(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer wird abgemeldet?")
        line, field = page.locator("[data-saved]"), page.get_by_role("textbox", name="Ihre Antwort")
        field.press("a")
        page.wait_for_load_state("networkidle")
        page.context.clear_cookies(name=portal.facts["cookie"])
        field.press_sequentially("ngefangen")
        line.get_by_role("link", name="Wieder anmelden").wait_for()
        _choose(page, [PLAN], scripts=True)
        page.get_by_text("sobald Sie wieder angemeldet sind").wait_for()
        with page.expect_popup() as popup:
            line.get_by_role("link", name="Wieder anmelden").click()
        beside = popup.value
        beside.get_by_label("E-Mail").fill(f"lippe@{demo.DOMAIN}")
        beside.get_by_label("Kennwort", exact=True).fill(demo.PASSWORD)
        beside.get_by_role("button", name="Anmelden", exact=True).click()
        beside.wait_for_url(re.compile(r"/thema/\d+/(\?|$)"))
        beside.close()
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.get_by_role("list", name="Angehängte Dateien").wait_for()
        line.filter(has_text=re.compile("^Entwurf auf dem Server gespeichert")).wait_for()
        assert field.input_value() == "angefangen"
        # The page got the key of the new session: it publishes without being loaded again.
        field.press("Control+Enter")
        page.wait_for_url(re.compile("#beitrag-2$"))
        assert page.locator("#beitrag-2 .post-documents li").count() == 1


def test_words_do_not_go_to_whoever_signs_in_instead(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        _ask(page, "Wer sitzt am selben Rechner?")
        line, field = page.locator("[data-saved]"), page.get_by_role("textbox", name="Ihre Antwort")
        field.press("a")
        page.context.clear_cookies(name=portal.facts["cookie"])
        field.press_sequentially("ngefangen")
        line.get_by_role("link", name="Wieder anmelden").wait_for()
        key = portal.facts["sessions"]["other"]
        cookie = {"name": portal.facts["cookie"], "value": key, "url": portal.base_url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.evaluate("dispatchEvent(new Event('focus'))")
        line.filter(has_text="Angemeldet ist jetzt jemand anderes").wait_for()
        assert field.input_value() == "angefangen"


def test_who_only_reads_loads_no_tools_to_write(portal: Portal) -> None:
    with portal.stranger("lead") as page:
        address = _ask(page, "Wer liest nur?")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.goto(address, wait_until="networkidle")
        scripts = [name.partition(".")[0] for name in asked if name.endswith(".js")]
        assert sorted(scripts) == ["composer", "portal"]
        # A tool that is pressed before it is there does its work when it came.
        page.locator("[data-md-button=bold]").dispatch_event("click")
        page.wait_for_function("document.querySelector('[name=text]').value === '****'")
