"""The figures of an edition as a table for Excel; nobody's name is in it or in its metadata."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter import Workbook

from content.tables import neutral
from experts.choices import ItemKind
from experts.editions import FORUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from experts.editions import Edition

_WIDTHS = (58, 26, 12, 14, 14, 14, 14)
_HEADINGS = {
    "Zustimmung": ("Aussage", "Kreise", "Antworten", "stimmt zu", "teils", "nein", "ohne Angabe"),
    "Zahlen": ("Angabe", "Kreise", "Antworten", "Median", "kleinste", "größte", "Einheit"),
}
# Excel turns the point and the comma as its reader's language wants them: 1.234,5 in German.
_NUMBER = "#,##0.####"
_WHOLE = "#,##0"
_ALL = "alle"


class _Formats(NamedTuple):
    heading: Any
    text: Any
    number: Any
    whole: Any


def edition_xlsx(edition: Edition, *, source: str) -> bytes:
    """Return the figures as a workbook; `source` is the citation that stands on its first sheet."""
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    # Nobody's name and nobody's clock: the day of the release.
    day = edition.released_on
    made = (
        datetime(day.year, day.month, day.day, tzinfo=UTC)
        if day
        else datetime(2026, 1, 1, tzinfo=UTC)
    )
    book.set_properties({"title": neutral(edition.title), "created": made.replace(tzinfo=None)})
    formats = _Formats(
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"num_format": _NUMBER, "valign": "top"}),
        book.add_format({"num_format": _WHOLE, "valign": "top"}),
    )
    _about(book.add_worksheet("Auswertung"), edition, source, formats)
    _table(book, "Zustimmung", _agreements(edition), formats)
    _table(book, "Zahlen", _numbers(edition), formats)
    book.close()
    return written.getvalue()


def _about(sheet: Worksheet, edition: Edition, source: str, formats: _Formats) -> None:
    day, deadline = edition.released_on, edition.deadline
    rows = [
        ("Auswertung", edition.title),
        ("Nummer", f"{edition.number}, Fassung {edition.edition}"),
        ("Frage", edition.question),
        ("Frist", f"{deadline:%d.%m.%Y}" if deadline else ""),
        ("Beteiligung", f"{edition.participation} Kreisen"),
        ("Freigegeben am", f"{day:%d.%m.%Y}" if day else ""),
        ("Zitierangabe", source),
        ("Herausgeber", FORUM),
    ]
    if edition.is_sample:
        rows.append(("Hinweis", "Beispielinhalt: frei erfunden"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    for number, (label, text) in enumerate(rows):
        sheet.write_string(number, 0, label, formats.heading)
        sheet.write_string(number, 1, neutral(text), formats.text)


def _table(
    book: Workbook, name: str, rows: Iterator[tuple[object, ...]], formats: _Formats
) -> None:
    found = list(rows)
    if not found:
        return
    sheet = book.add_worksheet(name)
    for column, (heading, width) in enumerate(zip(_HEADINGS[name], _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats.heading)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(found, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(number, column, cell, formats.number)
            elif isinstance(cell, int):
                sheet.write_number(number, column, cell, formats.whole)
            elif cell is not None:
                sheet.write_string(number, column, neutral(cell), formats.text)


def _agreements(edition: Edition) -> Iterator[tuple[object, ...]]:
    for one in edition.figures:
        if one["kind"] != ItemKind.STATEMENT:
            continue
        total, wording = one["total"], one["wording"]
        parts = [total[name] for name in ("agree", "partly", "no")]
        yield (wording, _ALL, sum(parts), *parts, total["silent"])
        for group in one["groups"]:
            yield (wording, group["label"], group["count"], group["agree"])


def _numbers(edition: Edition) -> Iterator[tuple[object, ...]]:
    for one in edition.figures:
        if one["kind"] != ItemKind.NUMBER:
            continue
        wording, unit, total = one["wording"], one["unit"], one["total"]
        if total is None:
            yield (wording, _ALL, "zu wenige Angaben")
            continue
        sizes = [float(total[name]) for name in ("median", "smallest", "largest")]
        yield (wording, _ALL, total["count"], *sizes, unit)
        for group in one["groups"]:
            median = None if group["median"] is None else float(group["median"])
            yield (wording, group["label"], group["count"], median, None, None, unit)
