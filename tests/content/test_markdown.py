from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.markdown import Heading, to_document, to_html


def test_formats_what_editors_use() -> None:
    assert to_html("# Titel\n\n**fett** und *kursiv*\n\n- eins\n- zwei") == (
        "<h2>Titel</h2>\n<p><strong>fett</strong> und <em>kursiv</em></p>\n"
        "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n"
    )


# S34, S35
@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![x](https://evil.example/pixel.png)",
        '<a href="https://x" onclick="alert(1)">x</a>',
        "<svg><script>alert(1)</script></svg>",
        "<style>body{display:none}</style>",
        "<iframe src=//evil.example>",
        "[x](//evil.example)",
    ],
)
def test_nothing_active_comes_through(attack: str) -> None:
    html = to_html(attack)
    for active in ("<script", "<img", "<svg", "<style", "<iframe", '<a href="j', '<a href="d'):
        assert active not in html.lower()
    assert 'href="//' not in html


def test_links_lead_to_the_web_or_to_mail() -> None:
    assert to_html("[Forum](https://forum.example)") == (
        '<p><a href="https://forum.example" rel="noopener noreferrer">Forum</a></p>\n'
    )
    assert 'href="mailto:a@b.example"' in to_html("[Post](mailto:a@b.example)")


# S36
@given(st.text(max_size=300))
def test_any_text_gives_html(text: str) -> None:
    to_html(text)


# S47: the parser is linear on what made others slow; a hang would trip the suite's hard limit.
@pytest.mark.parametrize("piece", ["[", "*a ", "`", "> ", "((", "[a](", "&", "|a"])
def test_fifty_kilobytes_of_anything_are_parsed(piece: str) -> None:
    assert to_html(piece * (50_000 // len(piece)))


# S47: 50 kB that Markdown parsers choke on. Time is bounded by what is parsed at all.
@pytest.mark.parametrize(
    "text",
    [
        "> " * 25_000,
        ">" * 10_000 + " x",
        "[" * 50_000,
        "![" * 25_000,
        "[a](" * 12_500,
        "[a]: b\n" * 7_000,
        "*a_ " * 12_500,
        "- " * 25_000,
        "`" * 50_000,
        "<" * 50_000,
        "|" * 25_000 + "\n" + "|-" * 12_500,
    ],
)
def test_adversarial_text_is_rendered(text: str) -> None:
    assert len(to_html(text)) < 20 * len(text)


def test_a_text_of_many_brackets_has_no_links() -> None:
    many = "[x](https://forum.example) " * 401
    assert ("<a " in to_html(many[: 27 * 400]), "<a " in to_html(many)) == (True, False)


def test_a_document_of_the_house_can_be_linked_to_by_its_headings() -> None:
    html, headings = to_document("## Über Größe & Maß\n\nText\n\n### Schluss")
    assert html == (
        '<h2 id="ueber-groesse-mass">Über Größe &amp; Maß</h2>\n<p>Text</p>\n'
        '<h3 id="schluss">Schluss</h3>\n'
    )
    assert headings == [
        Heading(2, "Über Größe & Maß", "ueber-groesse-mass"),
        Heading(3, "Schluss", "schluss"),
    ]


def test_what_people_type_names_no_place_of_the_page() -> None:
    assert to_html("## Über uns\n\n<h2 id='inhalt'>x</h2>") == (
        "<h2>Über uns</h2>\n<p>&lt;h2 id='inhalt'&gt;x&lt;/h2&gt;</p>\n"
    )
