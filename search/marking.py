"""Why a hit matches: its title and the telling passage, with the words that were found marked.

The index says at which positions of which entry the words stand, so that a synonym or the part of a
compound is marked too, and never a word of a reading that is not the reader's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString

from search.entries import GAP
from search.words import spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    type Span = tuple[int, int]

_LONGEST_SNIPPET = 240
_BEFORE = 60


def marked(
    title: str, text: str, places: Mapping[str, Sequence[int]]
) -> tuple[SafeString, SafeString]:
    """Return title and snippet as HTML. `places`: positions in the entry of each lexeme found."""
    wanted = {position for positions in places.values() for position in positions}
    in_title, count = [], 0
    for count, start, end in spans(title):
        if count in wanted:
            in_title.append((start, end))
    offset = count + GAP
    words = {at - offset: lexeme for lexeme, found in places.items() for at in found if at > offset}
    in_text = _found(text, words)
    return _html(title, in_title, 0, len(title)), _snippet(text, in_text)


def _found(text: str, words: Mapping[int, str]) -> list[tuple[int, int, str]]:
    last = max(words, default=0)
    found = []
    for position, start, end in spans(text):
        if position > last:
            break
        if position in words:
            found.append((start, end, words[position]))
    return found


def _snippet(text: str, found: list[tuple[int, int, str]]) -> SafeString:
    """Return the beginning where it holds a mark or nothing does, else where most marks are."""
    begin, end = 0, _passage_end(text, 0)
    if found and found[0][1] > end:
        begin = _word_start(text, max(0, _densest(found) - _BEFORE))
        end = _passage_end(text, begin)
    within = [(start, stop) for start, stop, _ in found if begin <= start and stop <= end]
    parts = [
        "… " if begin else "",
        _html(text, within, begin, end),
        " …" if end < len(text) else "",
    ]
    return SafeString("".join(parts))


def _passage_end(text: str, begin: int) -> int:
    """Return the end of the field, where that is a passage, else of a word."""
    most = begin + _LONGEST_SNIPPET
    line = text.find("\n", begin + _LONGEST_SNIPPET // 3, most)
    if line > 0 or len(text) <= most:
        return line if line > 0 else len(text)
    word = text.rfind(" ", begin + _LONGEST_SNIPPET // 2, most)
    return word if word > 0 else most


def _densest(found: list[tuple[int, int, str]]) -> int:
    """Return where the passage with most different words begins."""

    def different(number: int) -> int:
        start = found[number][0]
        reach = start + _LONGEST_SNIPPET - _BEFORE
        return len({word for at, stop, word in found[number : number + 30] if stop <= reach})

    best = max(range(min(len(found), 300)), key=lambda number: (different(number), -number))
    return found[best][0]


def _word_start(text: str, at: int) -> int:
    """Return the beginning of the sentence or line just before, else of the next word."""
    for end in ("\n", ". "):
        found = text.rfind(end, max(0, at - _BEFORE), at + _BEFORE)
        if found >= 0:
            return found + len(end)
    return text.find(" ", at) + 1


def _html(text: str, marks: Iterable[Span], begin: int, end: int) -> SafeString:
    parts, at = [], begin
    for start, stop in marks:
        if start < at:
            continue  # two pieces of one word
        parts += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    parts.append(escape(text[at:end]))
    return SafeString("".join(parts))
