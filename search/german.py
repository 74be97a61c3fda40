"""German words to lexemes: base forms, parts of compounds, one form for all genders."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import DictionaryFactory

from search.compounds import LONGEST_ANALYSED, is_known, is_noun, known_end, places, split
from search.dictionary import dictionary
from search.words import LONGEST_WORD, fold, pieces, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from search.words import Piece

# Part of the digest of every entry: raise it when the same text would get other lexemes.
VERSION = 3
_DATA = Path(__file__).parent / "data"
_FOLDED_STOPWORDS, _FOLDED_QUESTION_WORDS = (
    frozenset(fold(word) for word in part.split())
    for part in re.sub(r"(?m)^#.*$", "", (_DATA / "stopwords.txt").read_text("utf-8")).split("----")
)
# „-in“ and „-innen“ end a female form only after these: a Termin is no Term.
_FEMALE = re.compile(
    r"(?i)(\w{0,40}?(?:er|or|ist|ent|ant|og|eg|eur|at|ot|ts|bt|ärzt|anwält|rät))in(?:nen)?$"
)
_FEMALE_OF_E = ("ts", "at", "og", "eg", "ot", "bt")
# Geflüchteter, Geflüchteten: Geflüchtete
_ADJECTIVAL = re.compile(
    r"(?i)(\w{0,30}ge\w{3,30}te|\w{3,30}(?:ende|nete|igte|ierte|tete|derte|anderte))[rnms]$"
)


class Token(NamedTuple):
    """A word of a text with its lexemes: of itself, and of the parts of a compound."""

    piece: Piece
    strong: tuple[str, ...]
    parts: tuple[str, ...]
    base: str

    @property
    def is_stopword(self) -> bool:
        """Whether it is never indexed."""
        return fold(self.piece.word) in _FOLDED_STOPWORDS

    @property
    def is_question_word(self) -> bool:
        """Whether it may be left out of a question."""
        return self.is_stopword or fold(self.piece.word) in _FOLDED_QUESTION_WORDS


class _OurDictionary(DictionaryFactory):
    """Lets simplemma's rules for unknown words look into our table."""

    __slots__ = ()

    def get_dictionary(self, lang: str) -> Mapping[str, str]:  # noqa: ARG002  (German only)
        return dictionary()


_lemmatizer = Lemmatizer(
    cache_max_size=1,
    lemmatization_strategy=DefaultStrategy(greedy=False, dictionary_factory=_OurDictionary()),
)


@lru_cache(20_000)
def unfold(word: str) -> str:
    """„Auslaenderbehoerde“: „Ausländerbehörde“, where that is the known word."""
    other = re.sub("(?<![aeäqAEQ])ue", "ü", word.replace("ae", "ä").replace("oe", "ö"))
    other = re.sub("^Ae", "Ä", re.sub("^Oe", "Ö", re.sub("^Ue", "Ü", other)))
    if other == word or is_known(word):
        return word
    return other if is_known(other) or split(other.capitalize()) else word


@lru_cache(20_000)
def lemma(word: str) -> str:
    """Return the base form: „Kurs“ of „Kurse“, „Lotse“ of „Lotsinnen“."""
    if female := _FEMALE.match(word):
        word = _male(female[1]) or word
    if not is_known(word) and (parts := split(word.capitalize())):
        head = word[: len(word) - len(parts[-1])]
        word = head + lemma(parts[-1].capitalize()).lower()
    else:
        word = _lemmatizer.lemmatize(word, lang="de")
    adjectival = _ADJECTIVAL.match(word)
    return adjectival[1] if adjectival else word


def _male(stem: str) -> str | None:
    """Return the word a female form is made of, where the dictionary has it or its last part."""
    bases = [stem]
    if umlaut := re.search("(?i)(ärz|wäl|rä)t$", stem):
        at = umlaut.start()
        bases.insert(0, stem[:at] + stem[at:].replace("ä", "a").replace("Ä", "A"))
    if stem.endswith(_FEMALE_OF_E):
        bases.insert(0, stem + "e")
    for base in bases:
        if is_known(base) or any(is_noun(base[at:]) for at in range(3, len(base) - 3)):
            return base
    return None


def analyse(piece: Piece, *, question: bool = False) -> Token:
    """Return a word with its lexemes. A question's case says nothing: each is tried."""
    word = piece.word
    written = fold(word)
    strong, parts = [written], []
    if question and re.fullmatch(r"\d{1,4}[a-z]", written):
        strong.append(f"§{written}")  # „81a“
    if not word.isalpha() or len(word) < 3 or len(word) > LONGEST_ANALYSED:
        return Token(piece, _unique(*strong, *map(fold, piece.others)), (), written)
    base = written
    if not (word.isupper() and len(word) < 6):  # no abbreviation
        found_strong, found_parts = _lexemes(word, question=question)
        base = found_strong[0]
        # Questions bring the base form of every form: the index need not hold all of them.
        strong = [*found_strong] if is_known(word) and not question else strong + found_strong
        parts += found_parts
    if piece.ending and (tail := split(lemma(piece.ending))):
        strong.append(fold(word + tail[-1]))
        parts.append(fold(tail[-1]))
    strong += map(fold, piece.others)
    if not question and (accentless := plain(lemma(unfold(word)))) != base:
        parts.append(accentless)  # „Burgerbus“ finds the Bürgerbus
    unique = _unique(*strong)
    rest = tuple(part for part in _unique(*parts) if part not in unique)
    return Token(piece, unique, rest, base)


@lru_cache(20_000)
def _lexemes(word: str, *, question: bool) -> tuple[list[str], list[str]]:
    word = unfold(word)
    forms = {word, word.capitalize(), word.lower()} if question else {word}
    bases = sorted({lemma(form) for form in forms})
    parts: list[str] = []
    if fold(word) not in places():
        for base in {base.capitalize() for base in bases}:
            parts += _parts(base)
        if question:
            parts += _of_questions(word, bases, is_whole=not parts)
    return [fold(base) for base in bases], parts


def _of_questions(word: str, bases: Iterable[str], *, is_whole: bool) -> Iterator[str]:
    """Yield what else a word of a question may find, as little as a part of it would."""
    for base in bases:
        yield from map(fold, _kin(base))
    if is_whole and not is_known(word) and (end := known_end(word.lower())):
        yield fold(lemma(end.capitalize()))  # „Mikroprojekte“: projekt


def _kin(base: str) -> Iterator[str]:
    """Yield what says the same as another sort of word; a compound goes by its last part.

    „auswerten“: „Auswertung“ and back; „Kursteilnehmer“: „Kursteilnehmende“ and back.
    """
    parts = split(base.capitalize())
    for head in ("", base[: -len(parts[-1])] if parts else ""):
        if other := _other_sort(base[len(head) :].lower()):
            yield other if other.endswith("n") else head + other
            return


def _other_sort(word: str) -> str:
    forms = dictionary()
    if word.endswith("ung"):
        stem = word[:-3]
        verbs = (stem + "en", stem + "n", stem[:-1] + "eln")  # beraten, fördern, vermitteln
        return next((verb for verb in verbs if forms.get(verb) == verb), "")
    if word.endswith("ende"):
        return word[:-4] + "er" if is_noun(word[:-4] + "er") else ""
    if word.endswith("er"):
        return word[:-2] + "ende" if forms.get(word[:-2] + "en") == word[:-2] + "en" else ""
    noun = re.sub("e?n$", "", re.sub("eln$", "l", word)) + "ung"
    return noun if word.endswith("n") and forms.get(word) == word and is_noun(noun) else ""


def _parts(base: str) -> Iterator[str]:
    """Yield the parts of a compound, and of a long one what they make together.

    „Fachkräfteeinwanderung“ stands in „Fachkräfteeinwanderungsgesetz“.
    """
    found = split(base)
    for part in found:
        yield fold(lemma(part))
    low = base.lower()
    for part in found[1:] if len(found) > 2 else ():
        at = low.find(part.lower(), 3)
        if at > 3:
            yield fold(lemma(low[:at].rstrip("s").capitalize()))
            yield fold(low[at:])


def _unique(*lexemes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lexeme[:LONGEST_WORD] for lexeme in lexemes if lexeme))


def tokens(text: str, *, question: bool = False) -> Iterator[Token]:
    """Yield the words of a cleaned text with their lexemes."""
    for piece in pieces(text):
        yield analyse(piece, question=question)
