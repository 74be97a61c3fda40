"""From a question to the ways of matching it: synonyms, slips of the pen, rarity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from search.compounds import is_noun, split, strange_parts
from search.entries import quote
from search.german import tokens, unfold
from search.questions import any_of, every
from search.statement import MOST, Tier
from search.synonyms import Level, keys_in
from search.vocabulary import nearest, numbers, ways_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from search.questions import Question, Term
    from search.rights import Rights
    from search.statement import Wanted
    from search.synonyms import Lexemes

# Parts and synonyms that more entries have than this share say nothing.
_COMMON = 0.1
_FEW = 20
# So many entries the rarest alternatives together may find.
_BUDGET = 500
_ENOUGH = 1000


class Numbers:
    """How many entries of the reader's hold a lexeme."""

    def __init__(self, lexemes: Iterable[str], clearance: int, kind: str) -> None:
        """Ask for all of them at once, and for the months of the kind."""
        wanted = list(lexemes)
        months = f"#monat:{kind}:"
        self._found = numbers([*wanted, f"{months}:*"], clearance) if wanted else {}
        self.total = max(self._found.get("", 0), 1)
        found = [(one, number) for one, number in self._found.items() if one.startswith(months)]
        self.months = sorted(found, reverse=True)

    def of(self, lexemes: Lexemes) -> int:
        """Return at most how many entries hold all of these."""
        return min(self._found.get(lexeme, 0) for lexeme in lexemes)

    def share(self, alternatives: Iterable[Lexemes]) -> float:
        """Return at most which part of all entries holds one of these."""
        return min(1.0, sum(map(self.of, alternatives)) / self.total)


def widen(question: Question, rights: Rights) -> dict[str, list[str]]:
    """Add synonyms, and what misspelt words may have meant; return the latter."""
    if not question:
        return {}
    resolved = _add_synonyms(question.terms)
    slips = [one for one in question.terms if one.is_misspelt and not resolved & set(one.forms)]
    if not slips:
        return {}
    corrected = _correct(slips, rights)
    if corrected:
        _add_synonyms(question.terms)
    return corrected


def _correct(slips: Sequence[Term], rights: Rights) -> dict[str, list[str]]:
    """Add the nearest words of the index; of a compound, those nearest to its strange part."""
    parts = {term.forms[0]: strange_parts(term.forms[0]) for term in slips}
    near = nearest([*parts, *(part for own in parts.values() for part in own)], rights)
    corrected = {}
    for term in slips:
        word = term.forms[0]
        meant = near.get(word) or [
            word.replace(part, found[0]) for part in parts[word] if (found := near.get(part))
        ]
        if not meant or word in meant:
            continue
        corrected[term.shown] = [shown(lexeme) for lexeme in meant]
        for token in tokens(" ".join(meant), question=True):
            term.forms += token.strong
            for lexeme in token.strong:
                term.add((lexeme,), Level.WORD)
            for lexeme in token.parts:
                term.add((lexeme,), Level.PART)
    return corrected


def shown(lexeme: str) -> str:
    """„Sprachmittler“ of „sprachmittler“: the index knows neither case nor umlauts."""
    capital = unfold(lexeme.capitalize())
    return capital if is_noun(capital) or split(capital) else unfold(lexeme)


def _add_synonyms(terms: list[Term]) -> set[str]:
    """Add the synonyms of every run of words; return the words that have some."""
    keys = keys_in([term.forms for term in terms])
    ways = ways_from(keys)
    resolved: set[str] = set()
    # What stands instead of words comes first, so that it takes nothing else away.
    for way in sorted(ways, key=lambda way: (not way["instead"], -keys[way["key"]][1])):
        start, length = keys[way["key"]]
        resolved |= set(way["key"].split())
        for term in terms[start : start + length]:
            if way["instead"]:
                term.alternatives.clear()
            for lexemes in way["same"]:
                term.add(tuple(lexemes), Level.WORD)
            for lexemes in way["near"]:
                term.add(tuple(lexemes), Level.SYNONYM)
    return resolved


def weigh(wanted: Wanted, chosen: Mapping[str, Sequence[str]]) -> None:
    """Set tiers, rarities and expected shares, from how many entries the reader has of each."""
    marks = {name: [(f"#{name}:{value}",) for value in values] for name, values in chosen.items()}
    terms = wanted.question.terms
    lexemes = wanted.question.lexemes
    asked = {*lexemes, *(f"={one}" for one in lexemes)}
    asked |= {lexeme for own in marks.values() for (lexeme,) in own}
    phrased = [form for phrase in wanted.question.phrases for form in phrase.forms]
    asked |= {lexeme for form in phrased for lexeme in form} | {*wanted.question.excluded}
    number = Numbers(asked, wanted.rights.clearance, wanted.kind)
    wanted.months = number.months
    wanted.filter_shares = {name: number.share(own) for name, own in marks.items()}
    wanted.other_share = math.prod(
        number.share((lexeme,) for lexeme in form) for form in phrased
    ) * (1 - number.share((lexeme,) for lexeme in wanted.question.excluded))
    if not terms:
        return
    for term in terms:
        _drop_common(term, number)
    wanted.rarities = [
        math.log(1 + number.total / (1 + max(map(number.of, term.of(Level.WORD)), default=0)))
        for term in terms
    ]
    named = Tier(quote(f"!{wanted.question.name}"), 0.0)
    titled, *tiers = _tiers(terms, number)
    wanted.tiers = [tier for tier in (named, titled, *_until(tiers, _ENOUGH, number)) if tier.query]
    # Of so many that they are not counted any more, the nearest do.
    others = [named, titled, *_until(tiers, 2 * MOST, number)]
    together = " | ".join(f"({tier.query})" for tier in others if tier.query)
    wanted.all = Tier(together, min(1.0, sum(tier.share for tier in others)))


def _drop_common(term: Term, number: Numbers) -> None:
    most = max(_FEW, _COMMON * number.total)
    kept = {
        lexemes: level
        for lexemes, level in term.alternatives.items()
        if level == Level.WORD or number.of(lexemes) <= most
    }
    term.alternatives = kept or term.alternatives


def _tiers(terms: list[Term], number: Numbers) -> list[Tier]:
    """Return the rarest in titles; all words as typed; all with alternatives; the rarest."""
    words = [term.of(Level.WORD) or list(term.alternatives) for term in terms]
    alternatives = [list(term.alternatives) for term in terms]
    each = [lexemes for own in alternatives for lexemes in own]
    titled = _rarest([(f"={lexemes[0]}",) for lexemes in each if len(lexemes) == 1], number)
    tiers = [Tier(any_of(titled), number.share(titled))]
    tiers += [
        Tier(every(map(any_of, one)), math.prod(map(number.share, one)))
        for one in (words, alternatives)
    ]
    if len(terms) > 1:
        rare = _rarest(each, number)
        tiers.append(Tier(any_of(rare), number.share(rare)))
    return tiers


def _until(tiers: Iterable[Tier], enough: int, number: Numbers) -> Iterator[Tier]:
    """Leave out the farther tiers when the nearer ones bring enough."""
    expected = 0.0
    for tier in tiers:
        if expected < enough:
            yield tier
        expected += tier.share * number.total


def _rarest(alternatives: Iterable[Lexemes], number: Numbers) -> list[Lexemes]:
    """Return the rarest alternatives, as many as find few enough entries."""
    chosen: list[Lexemes] = []
    left = _BUDGET
    for lexemes in sorted(dict.fromkeys(alternatives), key=number.of):
        if chosen and left < number.of(lexemes):
            break
        chosen.append(lexemes)
        left -= number.of(lexemes)
    return chosen
