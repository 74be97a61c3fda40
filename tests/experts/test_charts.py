"""A bar says what the words beside it say."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from experts.charts import (
    NumberChart,
    Piece,
    Row,
    chart_agreement,
    chart_numbers,
    scaled,
    stacked,
)
from experts.figures import (
    Agreement,
    AgreementFigures,
    GroupFigure,
    NumberFigures,
    Numbers,
)

GROUPED = NumberFigures(
    Numbers(11, Decimal("13.5"), Decimal("4.5000"), Decimal(26)),
    (
        GroupFigure("unter 150.000", 5, Decimal(18)),
        GroupFigure("150.000 bis unter 250.000", 6, Decimal(9)),
        GroupFigure("250.000 und mehr", 0),
    ),
)


def test_agreement_is_drawn_and_said_in_one_order() -> None:
    chart = chart_agreement("Mehr Kurse", AgreementFigures(Agreement(10, 1, 0, 3)))
    assert (chart.text, chart.rest, chart.silent) == (
        "10 von 11 stimmen zu",
        "1 teils · 0 nein",
        "3 ohne Angabe",
    )
    assert chart.pieces == (Piece("agree", "0.0", "90.9"), Piece("partly", "90.9", "9.1"))


def test_one_agrees_in_the_singular() -> None:
    assert chart_agreement("", AgreementFigures(Agreement(1, 0, 3))).text == "1 von 4 stimmt zu"


def test_without_answers_there_is_no_bar() -> None:
    chart = chart_agreement("Mehr Kurse", AgreementFigures(Agreement(silent=2)))
    assert (chart.text, chart.rest, chart.pieces) == ("keine Angaben", "", ())


def test_groups_say_how_many_of_them_agree() -> None:
    groups = (
        GroupFigure("unter 150.000", 4, agree=4),
        GroupFigure("150.000 und mehr", 3, agree=0),
        GroupFigure("250.000 und mehr", 0, agree=0),
    )
    assert chart_agreement("", AgreementFigures(Agreement(4, 3), groups)).rows == (
        Row("unter 150.000", 4, "4 von 4", (Piece("agree", "0.0", "100.0"),)),
        Row("150.000 und mehr", 3, "0 von 3"),
        Row("250.000 und mehr", 0, "keine Angaben"),
    )


def test_medians_are_drawn_to_one_scale_and_all_come_last() -> None:
    assert chart_numbers("Wartezeit", "Wochen", GROUPED) == NumberChart(
        "Wartezeit",
        (
            Row("unter 150.000", 5, "18\u00a0Wochen", (Piece("value", "0.0", "100.0"),)),
            Row("150.000 bis unter 250.000", 6, "9\u00a0Wochen", (Piece("value", "0.0", "50.0"),)),
            Row("250.000 und mehr", 0, "keine Angaben"),
            Row("alle Kreise", 11, "13,5\u00a0Wochen", (Piece("value", "0.0", "75.0"),)),
        ),
        "von 4,5 bis 26\u00a0Wochen",
    )


def test_too_few_numbers_are_said_to_be_too_few() -> None:
    chart = chart_numbers("Wartezeit", "Wochen", NumberFigures(None))
    assert chart == NumberChart("Wartezeit", (), "", "zu wenige Angaben")


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ("-5 15", [("0.0", "25.0"), ("25.0", "75.0")]),
        ("0 0", [("0.0", "0.0"), ("0.0", "0.0")]),
        ("-4 -2", [("0.0", "100.0"), ("50.0", "50.0")]),
    ],
)
def test_what_is_below_zero_reaches_to_the_left(values: str, places: list[tuple[str, str]]) -> None:
    drawn = scaled([Decimal(value) for value in values.split()])
    assert [(piece.x, piece.width) for piece in drawn] == places


@given(st.lists(st.integers(0, 400), min_size=3, max_size=3))
def test_pieces_fill_the_bar_end_to_end(counts: list[int]) -> None:
    pieces = stacked(list(zip(("agree", "partly", "no"), counts, strict=True)))
    assert len(pieces) == sum(map(bool, counts))
    at = Decimal(0)
    for piece in pieces:
        assert Decimal(piece.x) == at
        at += Decimal(piece.width)
    assert at == (100 if sum(counts) else 0)


@given(st.lists(st.decimals(-(10**13), 10**13, places=4), max_size=6))
def test_no_bar_leaves_its_frame(values: list[Decimal]) -> None:
    for piece in scaled(values):
        begin, width = Decimal(piece.x), Decimal(piece.width)
        assert (begin >= 0, width >= 0, begin + width <= 100) == (True, True, True)


def page(**context: object) -> ET.Element:
    """Return what a reader gets; parsed strictly, so every tag is closed."""
    html = render_to_string("experts/_figures.html", context)
    return ET.fromstring(f"<div>{html}</div>")  # noqa: S314 (our own page)


def words(part: ET.Element) -> str:
    return re.sub(r"[ \n]+", " ", "".join(part.itertext())).strip()


def test_the_table_says_in_words_what_its_bars_show() -> None:
    shown = page(numbers=[chart_numbers("Wartezeit <i>", "Wochen", GROUPED)])
    rows = [[words(cell) for cell in row if words(cell)] for row in shown.iter("tr")]
    assert rows == [
        ["Menschen im Kreis", "Angaben", "Median"],
        ["unter 150.000", "5", "18\u00a0Wochen"],
        ["150.000 bis unter 250.000", "6", "9\u00a0Wochen"],
        ["250.000 und mehr", "0", "keine Angaben"],
        ["alle Kreise", "11", "13,5\u00a0Wochen"],
    ]
    assert [words(one) for one in shown.iter("caption")] == ["Wartezeit <i>"]
    # Numbers of SVG have a dot, whatever the language.
    assert [one.attrib["width"] for one in shown.iter("rect")] == ["100.0", "50.0", "75.0"]
    assert {one.attrib["aria-hidden"] for one in shown.iter("svg")} == {"true"}
    assert not [one for one in shown.iter() if "style" in one.attrib]


def test_statements_stand_in_a_table_with_their_words() -> None:
    figures = AgreementFigures(Agreement(8, 2, 1, 0))
    shown = page(agreements=[chart_agreement("Mehr & kleinere Kurse", figures)])
    assert [[words(cell) for cell in row] for row in shown.iter("tr")] == [
        ["Aussage", "Zustimmung"],
        ["Mehr & kleinere Kurse", "8 von 11 stimmen zu 2 teils · 1 nein"],
    ]
    kinds = [(one.attrib["class"], one.attrib["width"]) for one in shown.iter("rect")]
    assert kinds == [("agree", "72.7"), ("partly", "18.2"), ("no", "9.1")]


def test_what_is_too_little_is_said_instead_of_a_table() -> None:
    shown = page(numbers=[chart_numbers("Wartezeit", "Wochen", NumberFigures(None))])
    assert words(shown) == "Wartezeit: zu wenige Angaben."
