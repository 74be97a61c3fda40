"""Text to words: cleaning, folding, and the pieces that get a position in the index."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WORD = 60
# So many positions at least are between two stops.
STRIDE = 32
# Every repetition that could meet itself again is bounded: 50 kB of anything take linear time.
_LEGAL = r"§{1,2}\s{0,3}\d{1,5}[a-z]?(?:\s{0,3}(?:,|und|bis)\s{0,3}\d{1,5}[a-z]?\b){0,9}"
_WORD = r"\w+(?:(?:/-|[.:*_/’'·+–-])\w+|\((?:in|innen)\))*\+?"
_TOKEN = re.compile(rf"{_LEGAL}|\(\w{{2,30}}-\)\w+|{_WORD}")
_GENDER = re.compile(
    r"(?<=\w)(?:[:*_·’']|/-?)(in(?:nen)?)(?![a-zäöüß])"
    r"|(?<=[a-zäöüß])I(n(?:nen)?)(?![a-zäöüß])"
    r"|\((in(?:nen)?)\)"
)
_SEPARATOR = re.compile(r"[.:*_/’'·+–-]")
_NUMBER_DOT = re.compile(r"(?<=\d)\.(?=\d)")
_LEGAL_NUMBER = re.compile(r"\d+[a-z]?")
# „Integrations- und Berufssprachkurse“
_ELLIPSIS = re.compile(
    r"\b(\w{3,40})-\s{1,3}(?:und|oder|bzw\.|sowie)\s{1,3}(\w{6,60})", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\bparagra(?:f|ph)(?:en)?\s{1,3}(?=\d)", re.IGNORECASE)
# Soft hyphens, zero-width and direction marks say nothing; controls and lone halves are no text.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Piece(NamedTuple):
    """A word at its place. `others` are whole spellings of what it is a piece of."""

    position: int
    start: int
    end: int
    word: str
    others: tuple[str, ...] = ()
    # Of „Integrations- und Berufssprachkurse“: what completes the first word.
    ending: str = ""


def clean(text: str) -> str:
    """Make any string text that PostgreSQL takes: composed, without unseen characters (S36)."""
    text = _UNSEEN.sub("", _NO_TEXT.sub(" ", text))
    text = unicodedata.normalize("NFC", text)
    return _BLANKS.sub(" ", _PARAGRAPH.sub("§ ", text)).strip()


@lru_cache(20_000)
def fold(word: str) -> str:
    """„Auslaenderbehoerde“ and „Ausländerbehörde“ are one, as are „Café“ and „Cafe“."""
    return plain(word.casefold().translate(_UMLAUTS))


@lru_cache(20_000)
def plain(word: str) -> str:
    """Drop case and accents; „ä“ becomes „a“."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def pieces(text: str) -> Iterator[Piece]:
    """Yield the words of a cleaned text; each has a position of its own."""
    endings = {match.start(1): match[2] for match in _ELLIPSIS.finditer(text)}
    position = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        words, others = _split(match[0])
        for number, word in enumerate(words):
            position += 1
            whole = others if number == 0 else ()
            yield Piece(position, start, end, word, whole, endings.get(start, ""))


def spans(text: str, after: tuple[int, int] = (0, 0)) -> Iterator[tuple[int, int, int]]:
    """Yield position, start and end of each piece: the same positions, many times faster.

    `after`: begin behind so many positions, with the word that starts here.
    """
    position, begin = after
    for match in _TOKEN.finditer(text, begin):
        token = match[0]
        if token.isalnum():  # a word and no more, nearly always
            if len(token) > 1:
                position += 1
                yield position, *match.span()
            continue
        for _ in _split(token)[0]:
            position += 1
            yield position, *match.span()


def stops(text: str) -> list[int]:
    """Return where one can begin to read positions: how many are behind, and where it goes on."""
    found: list[int] = []
    before = last = 0
    for position, start, _ in spans(text):
        if start != last and position > before + STRIDE:
            before = position - 1
            found += [before, start]
        last = start
    return found


def _split(token: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the words of a token, and other spellings of the whole."""
    if token[0] == "§":
        return [f"§{number}" for number in _LEGAL_NUMBER.findall(token)], ()
    if token[0] == "(":
        first, second = token[1:].split("-)", 1)
        return [second[:LONGEST_WORD]], (first + second.lower(),)
    token = _GENDER.sub(lambda match: match[1] or match[3] or "i" + match[2], token)
    token = _NUMBER_DOT.sub("", token)
    words = [word[:LONGEST_WORD] for word in _SEPARATOR.split(token) if len(word) > 1]
    joined = _SEPARATOR.sub("", token)[:LONGEST_WORD]
    if not words and len(joined) > 1:
        return [joined], ()  # „3+2“
    if token[-1] == "+":
        return words, (token[:LONGEST_WORD],)  # „ESF+“
    if len(joined) > len("".join(words[:1])) and not re.search("[/:]", token):
        return words, (joined,)  # „Welcome-Center“ is „Welcomecenter“ as well
    return words, ()
