"""A released edition on paper: two to four tagged A4 pages, with nobody's name in its metadata."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from content.choices import Audience
from experts.editions import ASKED_BY, citation
from practices.paper import to_blocks, to_line, to_link, to_text
from practices.pdf import typeset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from experts.charts import AgreementChart, NumberChart, Piece, Row
    from experts.editions import Edition, ShownParagraph, ShownSection

_TEMPLATE = Path(__file__).resolve().parent / "typst" / "summary.typ"


def edition_pdf(edition: Edition, *, address: str, audience: Audience, checksum: str) -> bytes:
    """Return the edition as PDF/UA; what people wrote reaches the template as data (S44)."""
    asked, deadline, day = edition.asked_on, edition.deadline, edition.released_on
    facts = [
        ("Angefragt von", ASKED_BY),
        (
            "Frage gestellt / Frist",
            " / ".join(f"{one:%d.%m.%Y}" for one in (asked, deadline) if one),
        ),
        ("Beteiligung", f"{edition.participation} Kreisen"),
        ("Fassung", f"{edition.edition} vom {day:%d.%m.%Y}" if day else str(edition.edition)),
    ]
    known = {
        "title": to_text(edition.title).strip() or "Auswertung",
        "number": edition.number,
        "edition": edition.edition,
        "question": to_text(edition.question),
        "facts": [[label, to_text(text)] for label, text in facts],
        "sections": [_section(one, edition, address) for one in edition.sections],
        "citation": to_text(citation(edition, address)),
        "address": address,
        "audience": Audience(audience).label,
        "checksum": checksum,
        "sample": edition.is_sample,
    }
    return typeset(_TEMPLATE, known)


def _section(section: ShownSection, edition: Edition, address: str) -> dict[str, Any]:
    figures = section.has_figures
    return {
        "title": section.title,
        "paragraphs": [_paragraph(one, address) for one in section.paragraphs],
        "agreements": [_agreement(one) for one in edition.agreements] if figures else [],
        "numbers": [_number(one) for one in edition.numbers] if figures else [],
    }


def _paragraph(paragraph: ShownParagraph, address: str) -> dict[str, Any]:
    chart = paragraph.agreement
    return {
        "title": to_text(paragraph.title),
        "blocks": to_blocks(paragraph.text, base=address),
        "judgement": paragraph.is_judgement,
        "agreement": None if chart is None else _agreement(chart),
        "quotes": [
            {"wording": to_text(one["wording"]), "by": to_text(one["by"])}
            for one in paragraph.quotes
        ],
        "sources": [run for one in paragraph.sources for run in _source(one)],
    }


def _source(source: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a source and what parts it from the next; addresses of the portal are not printed."""
    text, link = source["text"], source["link"]
    parted: list[dict[str, Any]] = to_line("; ")["runs"]
    if not link:
        return [*to_line(text)["runs"], *parted]
    runs = to_link(text, _absolute(link))
    return [*(runs[:1] if link.startswith("/") else runs), *parted]


def _absolute(link: str) -> str:
    return f"{settings.BASE_URL}{link}" if link.startswith("/") else link


def _agreement(chart: AgreementChart) -> dict[str, Any]:
    return {
        "wording": to_text(chart.wording),
        "text": chart.text,
        "rest": " · ".join(filter(None, (chart.rest, chart.silent))),
        "pieces": _pieces(chart.pieces),
        "rows": [_row(one) for one in chart.rows],
    }


def _number(chart: NumberChart) -> dict[str, Any]:
    note = chart.note or f"Angaben {chart.span}."
    if len(chart.rows) > 1:
        note += " Gruppen umfassen mindestens drei Kreise."
    return {
        "wording": to_text(chart.wording),
        "rows": [_row(one) for one in chart.rows],
        "note": to_text(note),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "count": row.count,
        "text": to_text(row.text),
        "pieces": _pieces(row.pieces),
    }


def _pieces(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [{"kind": one.kind, "x": float(one.x), "width": float(one.width)} for one in pieces]
