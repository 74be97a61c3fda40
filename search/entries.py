"""A thing's readings to the rows of the index."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from content.choices import Audience
from content.scopes import PUBLISHED, sort_of
from search import german
from search.models import Entry, Tally
from search.words import clean, fold, spans, stops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from content.kinds import Kind, Reading, Weight

# Together about 300 kB of lexemes; PostgreSQL takes a megabyte.
LONGEST_TEXT = 50_000
# Of a number in a tally: no more entries are counted together.
_DIGITS = 4
# Between title and text, so that no phrase spans them.
GAP = 10
_LAST_POSITION = 16_383
_POSITIONS_KEPT = 50
# A part of a compound tells a little less than the word.
_LESS = {"A": "B", "B": "C", "C": "D", "D": "D"}
# Of title, summary, themes and tags: what they hold, the entry is about.
_ABOUT = ("A", "B")


def entries_of(kind: Kind, thing: Any) -> list[tuple[Entry, Reading]]:
    """Return the rows of a thing, not analysed yet: in each scope one per reading."""
    readings = sorted(kind.readings(thing), key=lambda reading: (reading.scope, reading.audience))
    rows = []
    for _, of_scope in groupby(readings, key=lambda reading: reading.scope):
        own = list(of_scope)
        for number, reading in enumerate(own):
            last = own[number + 1].audience - 1 if number + 1 < len(own) else Audience.MEMBERS
            rows.append((_row(kind, str(thing.pk), reading, last), reading))
    return rows


def _row(kind: Kind, key: str, reading: Reading, last: int) -> Entry:
    if reading.scope != PUBLISHED and sort_of(reading.scope) not in kind.circles:
        message = f"Nobody would find {kind.name} {key}: its kind has no circle {reading.scope}."
        raise ValueError(message)
    return Entry(
        kind=kind.name,
        key=key,
        scope=reading.scope,
        audience=reading.audience,
        audience_until=last,
        first_day=reading.first_day,
        last_day=reading.last_day,
        title=clean(reading.title)[:300],
        url=reading.url,
        line=reading.line[:200],
        facts=dict(reading.facts),
        day=reading.day or timezone.localdate(),
        adoptions=reading.adoptions,
        digest=digest_of(reading, last),
    )


def digest_of(reading: Reading, last: int) -> str:
    """Return a sum of what a row says: another sum, another row."""
    said = repr((german.VERSION, reading, last)).encode("utf-8", "replace")
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def _facets(kind: Kind, reading: Reading) -> list[str]:
    chosen = {"art": [kind.name], **reading.facets}
    return [f"{name}:{value}" for name, values in chosen.items() for value in values]


def digits(tally: str, place: int) -> int:
    """Return the number at a place of a sum of tallies."""
    end = len(tally) - _DIGITS * place
    return int(tally[max(0, end - _DIGITS) : end]) if end > 0 else 0


def analyse(kind: Kind, entry: Entry, reading: Reading) -> None:
    """Fill in what takes time: the cleaned text and its lexemes."""
    entry.text, weights = _joined(reading.texts)
    entry.lexemes = vector(entry.title, entry.text, weights)
    entry.stops = stops(entry.text)
    facets = _facets(kind, reading)
    entry.tally = Tally(facets)
    names = (fold(clean(name)) for name in reading.names)
    marks = [*(f"!{name}" for name in names), *(f"#{facet}" for facet in facets)]
    marks += month_marks(entry)
    entry.lexemes += " " + " ".join(map(quote, marks))


def month_mark(kind: str, reader: str, month: str) -> str:
    """Return the lexeme of a month: searches for frequent words read the newest ones alone.

    `reader` is a clearance or the sort of a circle: nothing else of the month need be looked at.
    """
    return f"#monat:{kind}:{reader}:{month}"


def month_marks(entry: Entry) -> list[str]:
    """Return the marks of an entry's month, for all kinds together and for its own."""
    readers = [str(one) for one in range(entry.audience, entry.audience_until + 1)]
    if entry.scope:
        readers = [sort_of(entry.scope)]
    month = entry.day.isoformat()[:7]
    return [month_mark(kind, reader, month) for kind in ("", entry.kind) for reader in readers]


def _joined(texts: Iterable[tuple[str, Weight]]) -> tuple[str, list[tuple[int, str]]]:
    """Return one text, and where in it each weight begins."""
    joined, weights, length = [], [], 0
    for text, weight in texts:
        cleaned = clean(text[: 2 * LONGEST_TEXT])[: LONGEST_TEXT - length]
        if cleaned:
            weights.append((length, str(weight)))
            joined.append(cleaned)
            length += len(cleaned) + 1
    return "\n".join(joined), weights


def vector(title: str, text: str, weights: Sequence[tuple[int, str]]) -> str:
    """Return the literal of a tsvector of title and text."""
    places: dict[str, list[str]] = defaultdict(list)
    for token in german.tokens(title):
        _place(places, token, token.piece.position, "A")
    offset = positions_of(title) + GAP
    starts = [start for start, _ in weights]
    for token in german.tokens(text):
        weight = weights[bisect_right(starts, token.piece.start) - 1][1]
        _place(places, token, offset + token.piece.position, weight)
    return " ".join(
        quote(lexeme) + (":" + ",".join(found[:_POSITIONS_KEPT]) if found else "")
        for lexeme, found in places.items()
    )


def positions_of(text: str) -> int:
    """Return how many positions a text takes."""
    return sum(1 for _ in spans(text))


def _place(places: dict[str, list[str]], token: german.Token, at: int, weight: str) -> None:
    if token.is_stopword:
        return
    position = min(at, _LAST_POSITION)
    for lexeme in token.strong:
        places[lexeme].append(f"{position}{weight}")
    for lexeme in token.parts:
        places[lexeme].append(f"{position}{_LESS[weight]}")
    if weight in _ABOUT:
        for lexeme in (*token.strong, *token.parts):
            places[f"={lexeme}"] = []


def quote(lexeme: str) -> str:
    """Return a lexeme as tsvector and tsquery take it, whatever it holds."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
