"""From a question to the ways of matching it: synonyms, slips of the pen, rarity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from search.compounds import is_noun, split, strange_parts
from search.entries import month_mark, quote
from search.german import tokens, unfold
from search.questions import any_of
from search.statement import MOST, PER_TIER, Tier
from search.synonyms import Level, keys_in
from search.vocabulary import look_up, numbers, ways_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from search.questions import Question, Term
    from search.rights import Rights
    from search.statement import Wanted
    from search.synonyms import Lexemes

# Parts and synonyms that more entries have than this share say nothing.
_COMMON = 0.1
_FEW = 20
# So many entries the rarest alternative may find.
_BUDGET = 500
_ENOUGH = 1000


def union(shares: Iterable[float]) -> float:
    """Return the share of what has one of several things, as if they had nothing to do."""
    return 1 - math.prod(max(0, 1 - share) for share in shares)


class Numbers:
    """How many entries hold a lexeme: what the reader's clearance reads decides over what is found.

    How many hold it everywhere decides over the way there alone.
    """

    def __init__(self, lexemes: Iterable[str], rights: Rights, kinds: Sequence[str]) -> None:
        """Ask for all of them at once, and for the months of these kinds that the reader reads."""
        marks = [month_mark(kind, reader, "") for kind in kinds for reader in rights.readers]
        self._found = numbers(lexemes, marks, rights.clearance)
        for words in self._found.words.values():
            self._found.known.update(words)
        self._of = self._found.known.get
        self.total, self._everywhere = (max(one, 1) for one in self._of("", (1, 1)))
        self.months = {kind: self._months_of(month_mark(kind, "", "")[:-1]) for kind in kinds}

    def _months_of(self, begin: str) -> list[tuple[list[str], int]]:
        months: dict[str, list[str]] = {}
        for mark in self._found.months:
            if mark.startswith(begin):
                months.setdefault(mark.rpartition(":")[2], []).append(mark)
        return [
            (own, sum(self._found.months[mark] for mark in own))
            for _, own in sorted(months.items(), reverse=True)
        ]

    def of(self, lexemes: Lexemes) -> int:
        """Return at most how many entries hold all of these."""
        return min(self._of(lexeme, (0, 0))[0] for lexeme in lexemes)

    def is_anywhere(self, lexeme: str) -> bool:
        """Tell whether any entry held it when they were counted."""
        return lexeme in self._found.known

    def share(self, alternatives: Iterable[Lexemes]) -> float:
        """Return which part of all entries should hold one of these."""
        alternatives = list(alternatives)
        # What has a word has its beginning.
        begun = tuple(one[:-2] for one, *_ in alternatives if one.endswith(":*"))
        return union(
            min(self._of(lexeme, (0, 0))[1] for lexeme in lexemes) / self._everywhere
            for lexemes in alternatives
            if lexemes[0].endswith(":*") or not lexemes[0].startswith(begun)
        )

    def readable(self, alternatives: Iterable[Lexemes]) -> float:
        """Return which part of what the reader's clearance reads should hold one of these."""
        return union(self.of(lexemes) / self.total for lexemes in alternatives)

    def most_frequent(self, begin: str, enough: float) -> list[str]:
        """Return words that begin so and that enough entries hold; none where it takes too many."""
        words = self._found.words.get(begin, {})
        chosen: list[str] = []
        found = 0
        for word in sorted(words, key=lambda word: -words[word].readable):
            if found >= enough:
                return chosen
            chosen.append(word)
            found += words[word].readable
        return []


def widen(question: Question, rights: Rights) -> dict[str, list[str]]:
    """Add synonyms, and what misspelt words may have meant; return the latter."""
    if not question:
        return {}
    keys = keys_in([term.forms for term in question.terms])
    slips = [term for term in question.terms if term.is_misspelt]
    if not slips:
        _add_synonyms(question.terms, keys, ways_from(keys))
        return {}
    parts = {term.forms[0]: strange_parts(term.forms[0]) for term in slips}
    words = [*parts, *(part for own in parts.values() for part in own)]
    begin = question.terms[-1].beginning
    ways, near = look_up(keys, words, rights, begin=begin)
    resolved = _add_synonyms(question.terms, keys, ways)
    slips = [term for term in slips if not resolved & set(term.forms)]
    if corrected := _correct(slips, parts, near):
        looked_up = {*keys, *(lexeme for found in near.values() for lexeme in found)}
        keys = keys_in([term.forms for term in question.terms])
        if further := keys.keys() - looked_up:
            ways += ways_from(further)
        _add_synonyms(question.terms, keys, ways)
    return corrected


def _correct(
    slips: Sequence[Term], parts: Mapping[str, Sequence[str]], near: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Add the nearest words of the index; of a compound, those nearest to its strange part."""
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


def _add_synonyms(
    terms: Sequence[Term], keys: Mapping[str, tuple[int, int]], ways: Iterable[dict[str, Any]]
) -> set[str]:
    """Add the synonyms of every run of words; return the words that have some."""
    resolved: set[str] = set()
    # What stands instead of words comes first, so that it takes nothing else away.
    own = (way for way in ways if way["key"] in keys)
    for way in sorted(own, key=lambda way: (not way["instead"], -keys[way["key"]][1])):
        start, length = keys[way["key"]]
        resolved |= set(way["key"].split())
        for term in terms[start : start + length]:
            if way["instead"]:
                term.alternatives.clear()
            for lexemes in way["same"]:
                term.add(tuple(lexemes), Level.WORD)
                # „BSK“ finds what „Berufssprachkurs“ does, so its parts, too.
                for token in tokens(" ".join(map(shown, lexemes)), question=True):
                    for part in token.parts:
                        term.add((part,), Level.PART)
            for lexemes in way["near"]:
                term.add(tuple(lexemes), Level.SYNONYM)
    return resolved


def weigh(wanted: Wanted, chosen: Mapping[str, Sequence[str]]) -> None:
    """Set tiers, rarities and expected shares, from how many entries the reader has of each."""
    marks = {name: [(f"#{name}:{value}",) for value in values] for name, values in chosen.items()}
    kind = [[(f"#art:{wanted.kind}",)]] if wanted.kind else []
    phrased = [[(one,) for one in form] for each in wanted.question.phrases for form in each.forms]
    excluded = [(lexeme,) for lexeme in wanted.question.excluded]
    terms = wanted.question.terms
    lexemes = wanted.question.lexemes
    asked = {*lexemes, *(f"={one}" for one in lexemes), f"!{wanted.question.name}"}
    asked |= {one for own in (*marks.values(), *kind, *phrased, excluded) for (one,) in own}
    arts = chosen.get("art", ())
    wanted.art = arts[0] if len(arts) == 1 else ""
    number = Numbers(asked, wanted.rights, [*{wanted.kind, wanted.art or wanted.kind}])
    wanted.months = number.months
    wanted.filter_shares = {name: number.share(own) for name, own in marks.items()}
    wanted.kind_share = math.prod(map(number.share, kind))
    wanted.phrases_share = math.prod(map(number.share, phrased))
    wanted.other_share = 1 - number.share(excluded)
    if not terms:
        return
    besides = math.prod(map(number.readable, (*marks.values(), *kind, *phrased)))
    _choose_words(terms, number, besides * (1 - number.readable(excluded)))
    for term in terms:
        _drop_common(term, number)
    entries = [max(map(number.of, term.of(Level.WORD)), default=0) for term in terms]
    wanted.strange = [term for term, found in zip(terms, entries, strict=True) if not found]
    wanted.rarities = [math.log(1 + number.total / (1 + found)) for found in entries]
    name = f"!{wanted.question.name}"
    named = Tier([quote(name)] if number.is_anywhere(name) else [], 0, 0)
    titled, *tiers = _tiers(terms, number)
    nearest = _until(tiers, _ENOUGH)
    wanted.tiers = [tier for tier in (named, titled, *nearest) if tier.parts]
    # Of so many that they are not counted any more, the nearest do.
    words, *others = _until(tiers, 2 * MOST)
    # What has all words has them with alternatives, and one word's title is in its text.
    every_one = others if others and len(terms) == 1 else [titled, *(others or [words])]
    together = _either([named, *every_one])
    wanted.all = Tier(together, union(tier.share for tier in every_one), 0)


def _either(tiers: Iterable[Tier]) -> list[str]:
    """Return the tsqueries of what matches in one of these ways; all but one have one part."""
    each = [[""]]
    for tier in tiers:
        if tier.parts:
            each = [[*others, part] for others in each for part in tier.parts]
    return [" | ".join(f"({part})" for part in either if part) for either in each]


def _choose_words(terms: Sequence[Term], number: Numbers, share: float) -> None:
    """Let the most frequent words stand for a beginning that has more than enough entries.

    GIN would join the lists of all words that begin so before it looks at anything else. `share` is
    what else is asked leaves over of what the reader's clearance reads.
    """
    *others, last = terms
    if not last.beginning:
        return
    share *= math.prod(number.readable(term.of(Level.WORD)) for term in others)
    begin = f"{last.beginning}:*"
    if words := number.most_frequent(begin, 2 * MOST / max(share, 1e-9)):
        del last.alternatives[begin,]
        for word in words:
            last.add((word,), Level.WORD)


def _drop_common(term: Term, number: Numbers) -> None:
    most = max(_FEW, _COMMON * number.total)
    kept = {
        lexemes: level
        for lexemes, level in term.alternatives.items()
        if level == Level.WORD or number.of(lexemes) <= most
    }
    term.alternatives = kept or term.alternatives
    # What finds „Engagement“ finds „freiwilliges Engagement“, too.
    alone = {lexemes[0]: level for lexemes, level in kept.items() if len(lexemes) == 1}
    for lexemes, level in list(kept.items()):
        if len(lexemes) > 1 and any(alone.get(one, level + 1) <= level for one in lexemes):
            del term.alternatives[lexemes]


def _tiers(terms: list[Term], number: Numbers) -> list[Tier]:
    """Return what is about the rarest; all words as typed; all with alternatives; the rarest."""
    words = [term.of(Level.WORD) or list(term.alternatives) for term in terms]
    alternatives = [list(term.alternatives) for term in terms]
    each = [lexemes for own in alternatives for lexemes in own]
    # What was not counted yet is among the rarest.
    names = [f"={lexemes[0]}" for lexemes in each if len(lexemes) == 1]
    titled = _rarest([(name,) for name in names if number.is_anywhere(name)], number)
    tiers = [_of_any(titled, number)]
    for of_terms in (words, alternatives):
        own = [_of_any(one, number) for one in of_terms]
        expected = number.total * math.prod(tier.expected / number.total for tier in own)
        share = math.prod(tier.share for tier in own)
        tiers.append(Tier([part for tier in own for part in tier.parts], share, expected))
    if len(terms) > 1:
        tiers.append(_of_any(_rarest(each, number), number))
    return tiers


def _of_any(alternatives: list[Lexemes], number: Numbers) -> Tier:
    expected = number.total * union(number.of(one) / number.total for one in alternatives)
    query = any_of(alternatives)
    return Tier([query] if query else [], number.share(alternatives), expected)


def _until(tiers: Iterable[Tier], enough: int) -> Iterator[Tier]:
    """Leave out the farther tiers when the nearer ones bring enough that the reader reads."""
    expected = 0.0
    for tier in tiers:
        if expected < enough:
            yield tier
        expected += tier.expected


def _rarest(alternatives: Iterable[Lexemes], number: Numbers) -> list[Lexemes]:
    """Return the rarest alternatives, as many as can all be ranked, however old."""
    chosen: list[Lexemes] = []
    found = 0
    for lexemes in sorted(dict.fromkeys(alternatives), key=number.of):
        most = PER_TIER if found else _BUDGET
        if chosen and found + number.of(lexemes) > most:
            break
        chosen.append(lexemes)
        found += number.of(lexemes)
    return chosen
