"""Bars of the figures, as data that templates and the PDF draw: geometry stands here alone.

Positions and widths are of 100 units, as texts with a dot: Django would write 90,9 in German, which
no SVG understands. A bar only shows what stands beside it in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from experts.figures import TOO_FEW, GroupFigure, write_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experts.figures import AgreementFigures, NumberFigures

ALL = "alle Kreise"
_STEP = Decimal("0.1")


@dataclass(frozen=True)
class Piece:
    """A rectangle of a bar; `kind` is its class: agree, partly, no, or value."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """A row of a table: who, how many of them answered, what they say, and the bar of it."""

    label: str
    count: int
    text: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class AgreementChart:
    """A statement, what all say to it as words and as a bar, and the rows of its groups."""

    wording: str
    text: str
    rest: str
    silent: str
    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class NumberChart:
    """A question for a number: the rows of its groups, the row of all, smallest to largest.

    Without rows `note` says why.
    """

    wording: str
    rows: tuple[Row, ...]
    span: str
    note: str = ""


def chart_agreement(wording: str, figures: AgreementFigures) -> AgreementChart:
    """Draw who agrees, who partly, who not, in this order; no bar where nobody answered."""
    total = figures.total
    verb = "stimmt" if total.agree == 1 else "stimmen"
    rest = f"{total.partly} teils · {total.no} nein"
    return AgreementChart(
        wording=wording,
        text=f"{total.text} {verb} zu" if total.answered else "keine Angaben",
        rest=rest if total.answered else "",
        silent=f"{total.silent} ohne Angabe" if total.silent else "",
        pieces=stacked([("agree", total.agree), ("partly", total.partly), ("no", total.no)]),
        rows=tuple(map(_agreement_row, figures.groups)),
    )


def chart_numbers(wording: str, unit: str, figures: NumberFigures) -> NumberChart:
    """Draw the medians of the groups and of all to one scale, which holds 0."""
    total = figures.total
    if total is None:
        return NumberChart(wording, (), "", TOO_FEW)
    figure_rows = [*figures.groups, GroupFigure(ALL, total.count, total.median)]
    bars = iter(scaled([row.median for row in figure_rows if row.median is not None]))
    rows = (
        Row(row.label, 0, "keine Angaben")
        if row.median is None
        else Row(row.label, row.count, write_number(row.median, unit), (next(bars),))
        for row in figure_rows
    )
    smallest, largest = write_number(total.smallest), write_number(total.largest, unit)
    return NumberChart(wording, tuple(rows), f"von {smallest} bis {largest}")


def stacked(parts: Sequence[tuple[str, int]]) -> tuple[Piece, ...]:
    """Return a piece of the full width for each count above 0, end to end, without gaps."""
    ends = list(accumulate((count for _, count in parts), initial=0))
    if not ends[-1]:
        return ()
    edges = [_rounded(Decimal(100 * end) / ends[-1]) for end in ends]
    pieces = zip(parts, pairwise(edges), strict=True)
    return tuple(
        Piece(kind, str(begin), str(end - begin)) for (kind, count), (begin, end) in pieces if count
    )


def participation(answered: int, asked: int) -> tuple[Piece, ...]:
    """Return the bar of who answered, of those who were asked."""
    return stacked([("agree", answered), ("no", asked - answered)])


def scaled(values: Sequence[Decimal]) -> tuple[Piece, ...]:
    """Return a piece from 0 to each value, all to one scale; below 0 it reaches to the left."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    # All are 0.
    span = high - low or Decimal(1)

    def at(value: Decimal) -> Decimal:
        return _rounded(100 * (value - low) / span)

    zero = at(Decimal(0))
    return tuple(
        Piece("value", str(min(zero, at(value))), str(abs(at(value) - zero))) for value in values
    )


def _agreement_row(row: GroupFigure) -> Row:
    if not row.count or row.agree is None:
        return Row(row.label, 0, "keine Angaben")
    pieces = stacked([("agree", row.agree), ("other", row.count - row.agree)])
    return Row(row.label, row.count, f"{row.agree} von {row.count}", pieces[: bool(row.agree)])


def _rounded(position: Decimal) -> Decimal:
    return position.quantize(_STEP, ROUND_HALF_UP)
