"""Numbers as they are typed and written in German."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.figures import NumberError, parse_number, write_number


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("3,5 Wochen", "Wochen", "3.5"),
        ("3,5", "Wochen", "3.5"),
        (" 3,5\u202fWOCHEN ", "Wochen", "3.5"),
        ("3,5wochen", "Wochen", "3.5"),
        ("1 Woche", "Wochen", "1"),
        ("2 Monate", "Monat", "2"),
        ("1.200", "Plätze", "1200"),
        ("1.200,50", "€", "1200.5"),
        ("1.200.000 €", "Euro", "1200000"),
        ("12 Prozent", "%", "12"),
        ("12%", "%", "12"),
        ("1 200,5", "", "1200.5"),
        ("1\u2009200\u00a0km", "km", "1200"),
        ("1200", "", "1200"),
        ("−3", "°C", "-3"),
        ("- 3,25", "", "-3.25"),
        ("3 Mo–Fr", "Mo–Fr", "3"),
        ("+3", "", "3"),
        ("-0", "", "0"),
        ("007", "", "7"),
        ("3,50 je 1.000 Menschen", "je 1.000 Menschen", "3.5"),
        ("31.000 Euro", "1.000 Euro", None),
        ("3 1.000 Euro", "1.000 Euro", "3"),
        ("99.999.999.999.999", "", "99999999999999"),
    ],
)
def test_a_number_is_read_as_it_is_written_in_german(
    typed: str, unit: str, number: str | None
) -> None:
    if number is None:
        with pytest.raises(NumberError):
            parse_number(typed, unit)
    else:
        assert str(parse_number(typed, unit).normalize()) == str(Decimal(number).normalize())


ONE = "Geben Sie genau eine Zahl ein, ohne weitere Wörter, zum Beispiel „3,5 Wochen“."
UNIT = "Geben Sie nur eine Zahl in der Einheit „Wochen“ ein, zum Beispiel „3,5 Wochen“."
SHORTER = "Geben Sie eine kürzere Zahl ein: höchstens 14 Ziffern, davon höchstens 4 nach dem Komma."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Geben Sie eine Zahl ein, zum Beispiel „3,5 Wochen“."),
        (" \u00a0", "Geben Sie eine Zahl ein, zum Beispiel „3,5 Wochen“."),
        ("3.5 Wochen", "Schreiben Sie Stellen nach dem Komma mit einem Komma, zum Beispiel „3,5“."),
        ("3.5", "Schreiben Sie Stellen nach dem Komma mit einem Komma, zum Beispiel „3,5“."),
        ("1.20", "Schreiben Sie Stellen nach dem Komma mit einem Komma, zum Beispiel „1,20“."),
        ("3 Monate", UNIT),
        ("3 %", UNIT),
        ("3²", UNIT),
        ("3 Wochen oder mehr", UNIT),
        *((typed, ONE) for typed in ("3.5.1", "3 5", "3 bis 5", "3-5", "3–5 Wochen", "3/5")),
        *((typed, ONE) for typed in ("ca. 12", "Wochen", "drei", "NaN", "Infinity", "-inf", "1e5")),
        *((typed, ONE) for typed in ("3,", ",5", "1.200.00", "1.200 300", "--3", "1,2,3")),
        *((typed, ONE) for typed in ("٣", "３", "0x1F", "1_000", "3 Wochen 2 Wochen")),
        ("3" * 5000, ONE),
        ("123456789012345", SHORTER),
        ("1,23456", SHORTER),
    ],
)
def test_what_is_not_one_number_in_its_unit_is_refused_in_a_sentence(
    typed: str, sentence: str
) -> None:
    with pytest.raises(NumberError) as refused:
        parse_number(typed, "Wochen")
    assert str(refused.value) == sentence


def test_where_no_unit_is_asked_for_none_may_be_typed() -> None:
    with pytest.raises(NumberError) as refused:
        parse_number("3 Wochen", "")
    assert str(refused.value) == "Geben Sie nur eine Zahl ohne Einheit ein, zum Beispiel „3,5“."


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        ("3.5000", "Wochen", "3,5\u00a0Wochen"),
        ("1200", "€", "1.200\u00a0€"),
        ("-1234567.25", "", "−1.234.567,25"),
        ("0.0000", "%", "0\u00a0%"),
        ("100", "", "100"),
        ("1E+3", "", "1.000"),
    ],
)
def test_a_number_is_written_in_german(number: str, unit: str, written: str) -> None:
    assert write_number(Decimal(number), unit) == written


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_what_is_no_number_is_not_written(number: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        write_number(Decimal(number))


@given(
    st.decimals(Decimal(-(10**10)), Decimal(10**10), places=4),
    st.sampled_from(
        ["", "Wochen", "€", "%", "VZÄ", "je 1.000 Menschen", "1.000 €", "m²", "Maß", "Mo–Fr"]
    ),
)
def test_what_is_written_is_read_as_the_same(number: Decimal, unit: str) -> None:
    assert parse_number(write_number(number, unit), unit) == number


@given(st.text() | st.from_regex(r"[-−]?[0-9., ]{1,20}( ?(Wochen|%))?"), st.sampled_from(["", "%"]))
def test_any_text_is_a_number_that_fits_or_is_refused(typed: str, unit: str) -> None:
    with suppress(NumberError):
        number = parse_number(typed, unit)
        assert abs(number) < 10**14
        assert number == round(number, 4)
