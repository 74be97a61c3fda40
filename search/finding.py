"""Searching: a question, a reader, some filters; in at most five statements."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from content.kinds import kind_named
from search.entries import digits, quote
from search.marking import marked
from search.planning import shown, weigh, widen
from search.questions import parse
from search.rights import rights_of
from search.statement import MOST, Wanted, statement
from search.vocabulary import SETTINGS, after_settings, look_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.contrib.auth.models import AnonymousUser
    from django.utils.safestring import SafeString

    from members.models import User
    from search.questions import Question, Term
    from search.rights import Rights
    from search.synonyms import Lexemes

PAGE_SIZE = 20


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with what the reader's entry says of it."""

    kind: str
    key: str
    url: str
    line: str
    title: SafeString
    snippet: SafeString
    facts: Mapping[str, Any]

    @property
    def label(self) -> str:
        """„Praxisbeispiel“."""
        return kind_named(self.kind).label


@dataclass
class Found:
    """A page of hits and what stands around it."""

    words: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    # Name of a facet to the number of hits of each value, its own choice ignored.
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    # Words that were read as others, with these.
    corrected: dict[str, list[str]] = field(default_factory=dict)
    first: int = 0
    # What may have been meant, where nothing is found.
    suggestions: list[str] = field(default_factory=list)

    @property
    def is_capped(self) -> bool:
        """Whether there are more than are counted."""
        return self.total > MOST

    @property
    def total_label(self) -> str:
        """„mehr als 2.000“ or the number."""
        return f"mehr als {MOST:,}".replace(",", ".") if self.is_capped else str(self.total)

    @property
    def last(self) -> int:
        """Return the number of the last hit of this page."""
        return self.first + len(self.hits) - 1


def search(  # noqa: PLR0913  (what a page of hits can be asked for)
    user: User | AnonymousUser,
    typed: str,
    *,
    kind: str = "",
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "passend",
    page: int = 1,
    size: int = PAGE_SIZE,
    only_published: bool = False,
) -> Found:
    """Return what this reader finds. Without words: everything of the kind, newest first.

    Only the words count that stand in what the reader may read, and nothing that this returns
    depends on anything else. Beyond 2,000 hits there is no further page.
    """
    rights = rights_of(user, kind, only_published=only_published)
    question = parse(typed)
    if question.words and not question:  # „und“, „_“, „-Bus“
        return Found(question.words)
    chosen = {name: list(values) for name, values in (filters or {}).items() if values}
    corrected = widen(question, rights)
    offset = min(max(page - 1, 0) * size, MOST - size)
    wanted = Wanted(
        rights,
        question,
        {name: _filter(name, values) for name, values in chosen.items()},
        kind=kind,
        sort=sort if question or sort != "passend" else "neu",
        offset=offset,
        size=size,
    )
    weigh(wanted, chosen)
    sql, values = statement(wanted)
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS + sql, values)
        after_settings(cursor)
        total, tallies, names, rows = cursor.fetchone()
    # Django leaves jsonb as it comes.
    alternatives = [one for term in question.terms for one in term.alternatives]
    hits = [_hit(row, alternatives) for row in json.loads(rows or "[]")]
    counted = _counts(tallies, json.loads(names or "{}"), list(chosen))
    found = Found(question.words, hits, total, counted, corrected, offset + 1)
    if not (total or corrected):
        found.suggestions = _suggestions(question, wanted.strange, rights)
    return found


def _suggestions(question: Question, strange: Iterable[Term], rights: Rights) -> list[str]:
    """Return what may have been meant by a question that finds nothing.

    Slips were looked up before; left are words that a dictionary knows and the index does not.
    """
    words = {
        term.forms[0]: term.shown
        for term in strange
        if not term.is_misspelt and len(term.forms[0]) > 3
    }
    near = look_up((), list(words), rights)[1] if words else {}
    found = [
        question.words.replace(typed_word, shown(lexeme))
        for word, typed_word in words.items()
        for lexeme in near.get(word, [])[:2]
        if lexeme != word
    ]
    return found[:3]


def _filter(name: str, values: Iterable[str]) -> str:
    return " | ".join(quote(f"#{name}:{value}") for value in values)


def _hit(row: dict[str, Any], alternatives: Iterable[Lexemes]) -> Hit:
    places = row["places"] or {}
    told = {
        lexeme: found
        for lexemes in alternatives
        for lexeme, found in _telling(lexemes, places).items()
    }
    title, snippet = marked(row["title"], row["text"], told, row["stops"])
    return Hit(
        kind=row["kind"],
        key=row["key"],
        url=row["url"],
        line=_line(row),
        title=title,
        snippet=snippet,
        facts=row["facts"],
    )


def _line(row: dict[str, Any]) -> str:
    """„Kreis Lippe (ehemals Mitglied) · Nordrhein-Westfalen“, from the day on."""
    until: str = row["facts"].get("member_until") or ""
    first, dot, rest = str(row["line"]).partition(" · ")
    if until and date.fromisoformat(until) < timezone.localdate():
        first += " (ehemals Mitglied)"
    return first + dot + rest


def _telling(lexemes: Lexemes, places: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Return the places of an alternative; of „Deutsch lernen“, „lernen“ alone is no reason."""
    if lexemes[0].endswith(":*"):
        begin = lexemes[0][:-2]
        return {lexeme: found for lexeme, found in places.items() if lexeme.startswith(begin)}
    if all(lexeme in places for lexeme in lexemes):
        return {lexeme: places[lexeme] for lexeme in lexemes}
    return {}


def _counts(
    tallies: Sequence[str | None], names: Mapping[str, str], chosen: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return the number of each facet's values; of a chosen one as if it were not chosen."""
    of_all, *without = (tally or "0" for tally in tallies)
    own = dict(zip(chosen, without, strict=True))
    found: dict[str, dict[str, int]] = {}
    for place, value in names.items():
        facet, _, key = value.partition(":")
        if number := digits(own.get(facet, of_all), int(place)):
            found.setdefault(facet, {})[key] = number
    return found
