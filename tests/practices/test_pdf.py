from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import is_normalized

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from content.choices import Audience
from practices import paper, pdf
from practices.choices import AdoptionState, Licence, State
from practices.models import Practice
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import Kreis, User

ADDRESS = "https://forum.example/praxis/1/"
# What typst would do something about, were it read as typst.
CODE = '#read("/etc/passwd") #import "@preview/x:1.0.0": y \\ $x^2$ @ref <label> #panic() // z /* '
_TEXTS = (
    *("title", "summary", "challenge", "rural_context", "goals", "responsible_unit"),
    *("political_decision", "cost_note", "results", "target_group_view", "success_factors"),
    *("pitfalls", "prerequisites"),
)


def _read(practice: Practice, *, internal: bool = True) -> PdfReader:
    found = Practice.objects.for_page().get(pk=practice.pk)
    return _opened(pdf.practice_pdf(found, internal=internal, address=ADDRESS))


def _opened(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def _text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def _bare(text: str) -> str:
    """Return it without what a line break may add or take: blanks and hyphens."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text)


def _root(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def _roles(reader: PdfReader) -> list[str]:
    """Return the names of the tags, in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif hasattr(node, "keys"):
            yield from [node["/S"]] if "/S" in node else []
            yield from walk(node["/K"]) if "/K" in node else []

    return list(walk(_root(reader)["/StructTreeRoot"]))


@pytest.fixture
def practice(kreis_lippe: Kreis, lippe: User) -> Practice:
    return factories.make_practice(
        kreis=kreis_lippe,
        title="Beratungsbus: Integrationsberatung nach Fahrplan",
        audience=Audience.PUBLIC,
        licence=Licence.CC_BY,
        edition=3,
        challenge="Weite Wege.\n\nWenige Busse.",
        goals="Jeder Ort einmal im Monat.",
        steps=["Fahrplan abstimmen", "Bus mieten"],
        results="84 Beratungen.",
        indicators=[["Beratungen", "84", "2025"], ["Orte", "12", "2025"]],
        pitfalls="Der Sperberplan scheiterte.",
        cost_note="Einmalig für den Habicht.",
        funding_until="2031-12-01",
        contact_person=lippe,
        contact_email="postfach@lippe.forum.example",
        links=[["https://example.org/bus", "Der Bus"], ["javascript:alert(1)", "Böse"]],
    )


def test_the_pdf_is_tagged_for_readers_who_listen(practice: Practice) -> None:
    reader = _read(practice)
    root = _root(reader)
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (pypdf's own boolean)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == practice.title
    roles = _roles(reader)
    assert [role for role in roles if role in {"/Title", "/TH", "/BlockQuote"}] == [
        "/Title",
        *["/TH"] * 3,
    ]
    assert roles.count("/TD") == 6
    assert roles.index("/L") < roles.index("/Table")
    assert _fonts(reader) == {"FiraSans-Regular", "FiraSans-SemiBold"}


def _fonts(reader: PdfReader) -> set[str]:
    pages: list[Any] = list(reader.pages)
    fonts = [font for page in pages for font in page["/Resources"]["/Font"].values()]
    # Each name begins with the seven letters of its subset.
    return {font.get_object()["/BaseFont"][8:] for font in fonts}


def test_the_pdf_says_what_the_page_says_in_its_order(practice: Practice) -> None:
    text = _text(_read(practice))
    order = [
        *(practice.title, "Steckbrief", "Personal", "Kurzfassung", "Ausgangslage", "Ziele"),
        *("So funktioniert es", "Gruppe", "1.", "Fahrplan abstimmen", "Was es bewirkt hat"),
        *("Kennzahl", "Orte", "Was nicht", "Der Sperberplan", "Fragen an den Kreis"),
        *("Katrin Vogt", "postfach@lippe.forum.example", "Weiterführende Links"),
        *("Der Bus (https://example.org/bus)", "Böse"),
    ]
    flat = re.sub(r"\s+", " ", text)
    places = [flat.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "javascript" not in text


def test_edition_date_address_audience_and_licence_stand_on_each_page(practice: Practice) -> None:
    practice.challenge = "Weite Wege. " * 160
    practice.goals = "Kurze Wege. " * 120
    practice.save()
    reader = _read(practice, internal=False)
    assert len(reader.pages) == 2
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        foot = (
            "Fassung 3 · Stand [0-9.]{10} · Für: öffentlich · Nutzungsrecht: öffentlich, CC BY 4.0"
        )
        assert re.search(foot, text)
        assert ADDRESS in text
        assert f"Seite {number} von 2" in text


def test_with_members_fields_on_it_the_paper_is_for_the_forum(practice: Practice) -> None:
    assert "Für: Forum ·" in _text(_read(practice, internal=True))
    Practice.objects.filter(pk=practice.pk).update(audience=Audience.MEMBERS)
    assert "Für: vertraulich (nur Mitgliedskreise) ·" in _text(_read(practice, internal=True))


def test_a_draft_says_that_it_is_one(practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(state=State.DRAFT, edition=0)
    text = _text(_read(practice))
    assert re.search(r"Entwurf · Stand [0-9.]{10} · Für: nicht veröffentlicht", text)


def test_a_draft_of_a_title_alone_is_printed(kreis_lippe: Kreis, lippe: User, as_: Any) -> None:
    draft = Practice.objects.create(title="Nur ein Titel", kreis=kreis_lippe)
    content = as_(lippe).get(f"/praxis/{draft.pk}/pdf/").content
    assert "Noch keine Angaben." in _text(_opened(content))


def test_the_paper_says_who_took_it_over_as_far_as_its_reader_knows(
    practice: Practice, kreis_celle: Kreis, as_: Any, cast_in_order: list[User | None]
) -> None:
    stopped = {"state": AdoptionState.STOPPED, "reason": "kein Bus"}
    factories.make_adoption(practice, kreis=kreis_celle, **stopped)
    factories.make_adoption(practice)
    seen = []
    for person in cast_in_order:
        content = as_(person).get(f"{practice.get_absolute_url()}pdf/").content
        text = re.sub(r"\s+", " ", _text(_opened(content)))
        assert "Von 2 Kreisen übernommen, 1 beendet." in text
        assert "kein Bus" not in text
        seen.append(("Landkreis Celle: beendet" in text, "Für: Forum" in text))
    # public, liaison, programme, deputy, lead, other, moderator
    assert seen == [(False, False)] * 2 + [(True, True)] * 5


def test_markdown_becomes_headings_lists_and_links(practice: Practice) -> None:
    practice.implementation = (
        "# Ablauf\n\nErst **fett**, dann _schräg_ und `Code`.\n\n- eins\n- zwei\n  1. tief\n\n"
        "> Zitat\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n[Leitfaden](https://example.org/x), "
        "[Regeln](/regeln/), [hier](#unten) <b>roh</b>"
    )
    practice.save()
    reader = _read(practice)
    text = re.sub(r"\s+", " ", _text(reader))
    assert "Erst fett, dann schräg und Code." in text
    assert "Leitfaden (https://example.org/x), Regeln (https://forum.example/regeln/), hier" in text
    assert "<b>roh</b>" in text
    roles = _roles(reader)
    assert roles.count("/BlockQuote") == 1
    assert roles.count("/Table") == 2
    assert "FiraSans-Italic" in _fonts(reader)


# S34, S44
def test_what_people_write_is_never_code(practice: Practice) -> None:
    for name in _TEXTS:
        setattr(practice, name, CODE)
    practice.implementation = practice.steps[0] = CODE
    practice.indicators = [[CODE, CODE, CODE]]
    practice.links = [["https://example.org/", CODE]]
    practice.save()
    practice.tags.set([CODE])
    text = _bare(_text(_read(practice)))
    shown = len(_TEXTS) + 7
    # The title stands in the header of further pages too.
    assert text.count(_bare('#read("/etc/passwd")')) >= shown
    # Markdown takes <label> for raw HTML, which is text, and "\ " for a backslash.
    for part in ("#import", "@preview/x:1.0.0", "\\$x^2$", "@ref", "<label>", "#panic()", "//z/*"):
        assert text.count(_bare(part)) >= shown, part


# S44
def test_the_template_reads_nothing_and_imports_nothing() -> None:
    folder = Path(pdf.__file__).parent / "typst"
    assert [path.name for path in folder.iterdir()] == ["practice.typ"]
    code = (folder / "practice.typ").read_text(encoding="utf-8")
    code = re.sub(r"//.*", "", code)
    assert re.findall(r"\b(?:read|eval|import|include|plugin|csv|yaml|xml|toml)\b", code) == []
    assert re.findall(r"\b(?:json|image)\((?!bytes\(sys\.inputs)", code) == []


# S43
def test_a_picture_in_the_text_is_not_fetched(practice: Practice) -> None:
    practice.implementation = "![Der Bus](https://example.org/bus.png) ![](/etc/passwd)"
    practice.save()
    text = _text(_read(practice))
    assert "Der Bus" in text
    assert "bus.png" not in text


SECRETS = ("Sperberplan", "Habicht", "2031", "Katrin Vogt", "postfach@lippe.forum.example")


def test_the_members_fields_are_printed_for_the_network_only(
    practice: Practice, as_: Any, cast_in_order: list[User | None]
) -> None:
    address = f"{practice.get_absolute_url()}pdf/"
    seen = []
    for person in cast_in_order:
        text = _bare(_text(_opened(as_(person).get(address).content)))
        seen.append(sum(_bare(word) in text for word in SECRETS))
    # public, liaison, programme, deputy, lead, other, moderator
    assert seen == [0, 0, 5, 5, 5, 5, 5]


# S38, S55, S56, S60
def test_the_answer_is_a_download_that_no_cache_keeps(
    practice: Practice, lippe: User, as_: Any
) -> None:
    response = as_(lippe).get(f"{practice.get_absolute_url()}pdf/")
    name = "beratungsbus-integrationsberatung-nach-fahrplan.pdf"
    assert (
        response.headers.items()
        >= {
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }.items()
    )
    assert f"http://localhost:8000{practice.get_absolute_url()}" in _text(_opened(response.content))


def test_a_file_is_called_as_german_writes_plain_letters(practice: Practice, as_: Any) -> None:
    Practice.objects.filter(pk=practice.pk).update(title="Übergänge: Grüße")
    response = as_(None).get(f"{practice.get_absolute_url()}pdf/")
    name = "uebergaenge-gruesse.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_title_without_latin_letters_gives_a_file_a_name(practice: Practice, as_: Any) -> None:
    Practice.objects.filter(pk=practice.pk).update(title="Ласкаво просимо")
    response = as_(None).get(f"{practice.get_absolute_url()}pdf/")
    assert response["Content-Disposition"] == 'attachment; filename="praxisbeispiel.pdf"'
    assert "Ласкаво просимо" in _text(_opened(response.content))


def test_the_pdf_costs_no_more_queries_than_it_must(
    practice: Practice, lippe: User, as_: Any, queries: Any
) -> None:
    client = as_(lippe)
    client.get("/praxis/")
    with queries(3):  # person, practice, who took it over
        client.get(f"{practice.get_absolute_url()}pdf/")


def test_the_page_offers_the_pdf_and_prints_like_it(practice: Practice, as_: Any) -> None:
    page = as_(None).get(practice.get_absolute_url()).text
    assert f'href="{practice.get_absolute_url()}pdf/"' in page
    line = re.search(r'<p class="print-only small">([^<]+)</p>', page)
    assert line is not None
    wanted = rf"Fassung 3 · Stand [0-9.]{{10}} · http://localhost:8000/praxis/{practice.pk}/"
    assert re.fullmatch(wanted, line[1])
    assert '<aside class="stack-large print-first" aria-label="Steckbrief">' in page


def test_the_samples_fit_on_two_pages_and_say_what_they_are(db: None) -> None:
    call_command("load_kreise", verbosity=0)
    call_command("load_vocabularies", verbosity=0)
    call_command("demo", verbosity=0)
    found = Practice.objects.published().for_page()
    assert found.count() >= 12
    for practice in found:
        reader = _opened(pdf.practice_pdf(practice, internal=True, address=ADDRESS))
        assert len(reader.pages) <= 2, practice.title
        for page in reader.pages:
            assert "Beispielinhalt: frei erfunden" in page.extract_text()


@pytest.fixture
def unsaved(practice: Practice) -> Practice:
    """A practice as the PDF gets it; what is written into it never meets the database."""
    return Practice.objects.for_page().get(pk=practice.pk)


def _made(unsaved: Practice) -> str:
    return _text(_opened(pdf.practice_pdf(unsaved, internal=True, address=ADDRESS)))


# S36
def test_every_character_said_to_be_printable_is(unsaved: Practice) -> None:
    signs = [sign for sign in map(chr, range(0x3000)) if re.match(f"[{paper.SHOWN}]", sign)]
    # Composed ones that are written otherwise anyway, and the box itself.
    signs = [sign for sign in signs if is_normalized("NFC", sign) and sign != paper.MISSING]
    unsaved.summary = paper.to_text(" ".join(signs))
    assert "Das Zeichen □" not in _made(unsaved)


# S36
def test_what_no_font_has_is_a_box_and_said_so(unsaved: Practice) -> None:
    unsaved.summary = "Hallo 😀 中文 Ласкаво ✓ \u202eSahin\u200b\0 Ş"
    text = _made(unsaved)
    assert "Hallo □ □□ Ласкаво ✓ Sahin Ş" in text
    assert "Das Zeichen □ steht für Zeichen, die sich nicht drucken lassen." in text


# S36
def test_marks_on_letters_of_another_script_do_not_stop_the_press(unsaved: Practice) -> None:
    unsaved.implementation = "**ि Ende"
    assert "**□ Ende" in _made(unsaved)


# S36
def test_no_text_stops_the_press(unsaved: Practice) -> None:
    signs = st.text(st.characters(exclude_categories=()), max_size=40)
    marks = st.lists(st.sampled_from([*"#->*_`[]()|!\\\n 1.a", "http://", "&amp;", "<b>"]))

    @settings(max_examples=40, deadline=None, database=None)
    @given(signs, marks.map("".join), st.lists(signs, max_size=2))
    def made(text: str, markdown: str, rows: list[str]) -> None:
        unsaved.title = unsaved.summary = unsaved.responsible_unit = text
        unsaved.implementation = markdown + text
        unsaved.steps, unsaved.indicators = rows, [[text, markdown, text]]
        assert pdf.practice_pdf(unsaved, internal=True, address=ADDRESS).startswith(b"%PDF")

    made()


# S47: measured at most 2.3 s for 50 kB (a list of 12,500 items, 229 pages), 0.3 s for the 6,000
# characters that the form takes; a hang would trip the suite's hard limit.
@pytest.mark.parametrize(
    "text",
    [
        "x" * 50_000,
        "**a " * 12_500,
        ">" * 50_000,
        "[" * 50_000,
        "\n".join("  " * depth + "- x" for depth in range(220)),
        "\n".join(">" * min(depth, 19) + " - x" for depth in range(2000)),
        "|a" * 8_000 + "|\n" + "|-" * 8_000 + "|\n" + "|b" * 8_000 + "|",
        f"[x](https://example.org/{'a' * 50_000})",
    ],
    ids=["word", "stars", "quotes", "brackets", "lists", "lists in quotes", "table", "address"],
)
def test_hostile_text_is_printed(unsaved: Practice, text: str) -> None:
    unsaved.implementation = text
    assert "Was es bewirkt hat" in _made(unsaved)
