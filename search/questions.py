"""What a person typed to terms with alternatives; no database is asked here."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.compounds import is_known, split
from search.entries import quote
from search.german import tokens
from search.synonyms import Level
from search.words import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.german import Token
    from search.synonyms import Lexemes

LONGEST_QUESTION = 200
MOST_TERMS = 10
_MOST_PHRASES = 3
_PHRASE = re.compile(r'[„“”"«»]([^„“”"«»]{1,200})[“”"«»]')
_EXCLUDED = re.compile(r"(?:^|(?<=\s))[-–](?=\w)(\S{2,60})")
_SHORTEST_PREFIX = 3


@dataclass
class Term:
    """A word of the question, with what may stand for it."""

    shown: str
    alternatives: dict[Lexemes, Level]
    # Of the word alone; synonyms and corrections come later.
    forms: list[str]
    is_known: bool = True
    # The word, where it may be the beginning of one.
    beginning: str = ""

    def add(self, lexemes: Lexemes, level: Level) -> None:
        """Take in an alternative, at its nearest level."""
        self.alternatives[lexemes] = min(level, self.alternatives.get(lexemes, level))

    def of(self, level: Level, *, single: bool | None = None) -> list[Lexemes]:
        """Return the alternatives of a level; `single`: those of one lexeme, or of several."""
        return [
            lexemes
            for lexemes, own in self.alternatives.items()
            if own == level and single in (None, len(lexemes) == 1)
        ]

    @property
    def is_misspelt(self) -> bool:
        """Whether it could be a slip: letters only, in no dictionary, long enough to tell."""
        return not self.is_known and len(self.forms[0]) > 3 and self.forms[0].isalpha()


@dataclass(frozen=True)
class Phrase:
    """Words in this order, each with its forms, as a tsquery."""

    query: str
    forms: list[tuple[str, ...]]

    @property
    def words(self) -> list[str]:
        """Return a tsquery of each of its words, in any order, which GIN answers alone."""
        return [any_of((form,) for form in word) for word in self.forms]


@dataclass
class Question:
    """A search as typed, taken apart."""

    words: str
    terms: list[Term]
    phrases: list[Phrase]
    excluded: list[str]  # lexemes
    name: str

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def lexemes(self) -> set[str]:
        """Return every lexeme that could match."""
        return {one for term in self.terms for lexemes in term.alternatives for one in lexemes}


def parse(typed: str) -> Question:
    """Read a question: words, „phrases“, -excluded ones. Anything typed is a question."""
    words = clean(typed[: 4 * LONGEST_QUESTION])[:LONGEST_QUESTION]
    quoted = [_phrase(match[1]) for match in _PHRASE.finditer(words)][:_MOST_PHRASES]
    rest = _PHRASE.sub(r" \1 ", words)
    excluded = [
        lexeme
        for match in _EXCLUDED.finditer(rest)
        for token in tokens(match[1], question=True)
        for lexeme in token.strong
    ]
    rest = _EXCLUDED.sub(" ", rest)
    return Question(words, _terms(rest), list(filter(None, quoted)), excluded, fold(words))


def _terms(text: str) -> list[Term]:
    found = [token for token in tokens(text, question=True) if not token.is_stopword]
    kept = [token for token in found if not token.is_question_word] or found
    terms = [_term(token) for token in kept[:MOST_TERMS]]
    for first, second in itertools.pairwise(terms):
        # „Welcome Center“ is „Welcome-Center“ is „Welcomecenter“.
        joined = first.forms[0] + second.forms[0]
        first.add((joined,), Level.SYNONYM)
        second.add((joined,), Level.SYNONYM)
    if terms:
        _let_end_be_missing(terms[-1])
    return terms


def _term(token: Token) -> Term:
    alternatives: dict[Lexemes, Level] = {(lexeme,): Level.WORD for lexeme in token.strong}
    alternatives |= {(part,): Level.PART for part in token.parts}
    word = token.piece.word
    known = is_known(word) or bool(split(word.capitalize())) or not word.isalpha()
    return Term(word, alternatives, list(token.strong), known)


def _let_end_be_missing(term: Term) -> None:
    """Read the last word as the beginning of one, unless it is a whole one."""
    word = term.forms[0]
    if not term.is_known and len(word) >= _SHORTEST_PREFIX and word.isalpha():
        term.beginning = word
        term.add((f"{word}:*",), Level.WORD)


def _phrase(text: str) -> Phrase | None:
    """Read words in this order; each in any form, stop words leave a gap."""
    said = ""
    last = 0
    forms = []
    for token in tokens(clean(text), question=True):
        if token.is_stopword:
            continue
        forms.append(tuple(token.strong))
        either = "(" + " | ".join(map(quote, token.strong)) + ")"
        said += f" <{token.piece.position - last}> {either}" if said else either
        last = token.piece.position
    return Phrase(f"({said})", forms) if said else None


def all_of(lexemes: Lexemes) -> str:
    """Return the tsquery of an alternative."""
    return "(" + " & ".join(map(_operand, lexemes)) + ")"


def any_of(alternatives: Iterable[Lexemes]) -> str:
    """Return the tsquery that one alternative of several answers; empty for none."""
    return " | ".join(dict.fromkeys(map(all_of, alternatives)))


def _operand(lexeme: str) -> str:
    if lexeme.endswith(":*"):
        return quote(lexeme[:-2]) + ":*"
    return quote(lexeme)


def every(parts: Iterable[str]) -> str:
    """Return the tsquery that all of these make."""
    return " & ".join(f"({part})" for part in parts if part)
