"""Why a hit matches: its title and the telling passage, with the words that were found marked.

The index says at which positions of which entry the words stand, so that a synonym or the part of a
compound is marked too, and never a word of a reading that is not the reader's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from search.entries import GAP
from search.words import spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    type Span = tuple[int, int]

_AFTER_SENTENCE = re.compile(r"(?<=[.!?])\s*\n\s*")
_LINES = re.compile(r"\s*\n\s*")
_LONGEST_SNIPPET = 240
_BEFORE = 60
# A passage begins with the text if something is found among its first words.
_FIRST_WORDS = 25


def marked(
    title: str, text: str, places: Mapping[str, Sequence[int]], stops: Sequence[int] = ()
) -> tuple[SafeString, SafeString]:
    """Return title and snippet as HTML. `places`: positions in the entry of each lexeme found."""
    wanted = {position for positions in places.values() for position in positions}
    in_title, count = [], 0
    for count, start, end in spans(title):
        if count in wanted:
            in_title.append((start, end))
    offset = count + GAP
    words = {at - offset: lexeme for lexeme, found in places.items() for at in found if at > offset}
    in_text = _found(text, words, stops)
    return _html(title, in_title, 0, len(title)), _snippet(text, in_text)


def _found(text: str, words: Mapping[int, str], stops: Sequence[int]) -> list[Span]:
    """Return start and end of what is found in the passage to show."""
    if not words:
        return []
    begin = _densest(words)
    last = len(text)
    found: list[Span] = []
    for position, start, end in spans(text, _stop_before(begin, stops)):
        if start > last:
            break
        if position >= begin and position in words:
            if not found:
                last = start + _LONGEST_SNIPPET
            found.append((start, end))
    return found


def _stop_before(position: int, stops: Sequence[int]) -> tuple[int, int]:
    """Return the last stop before a position, the beginning where there is none."""
    at = 2 * bisect_left(stops[::2], position)
    return (stops[at - 2], stops[at - 1]) if at else (0, 0)


def _densest(words: Mapping[int, str]) -> int:
    """Return where to begin: with the text, else where most different words stand together."""
    places = sorted(words)[:300]
    if places[0] <= _FIRST_WORDS:
        return 0

    def different(number: int) -> int:
        reach = places[number] + _FIRST_WORDS
        return len({words[at] for at in places[number : number + 30] if at <= reach})

    return places[max(range(len(places)), key=lambda number: (different(number), -number))]


def _snippet(text: str, found: list[Span]) -> SafeString:
    """Return the beginning where it holds a mark or nothing does, else where most marks are."""
    begin, end = 0, _passage_end(text, 0)
    if found and found[0][1] > end:
        begin = _word_start(text, max(0, found[0][0] - _BEFORE))
        end = _passage_end(text, begin)
    within = [(start, stop) for start, stop in found if begin <= start and stop <= end]
    parts = [
        "… " if begin else "",
        _html(text, within, begin, end),
        " …" if _goes_on(text, end) else "",
    ]
    return SafeString("".join(parts))


def _goes_on(text: str, end: int) -> bool:
    """Tell whether a passage breaks off: neither the text ends with it nor a sentence."""
    return end < len(text) and not text[:end].rstrip().endswith((".", "!", "?"))


def _passage_end(text: str, begin: int) -> int:
    """Return the end of the field, where that is a passage, else of a word."""
    most = begin + _LONGEST_SNIPPET
    line = text.find("\n", begin + _LONGEST_SNIPPET // 3, most)
    if line > 0 or len(text) <= most:
        return line if line > 0 else len(text)
    word = text.rfind(" ", begin + _LONGEST_SNIPPET // 2, most)
    return word if word > 0 else most


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
    # A line of the text is a field of the thing, or a paragraph.
    joined = _AFTER_SENTENCE.sub(" ", "".join(parts).strip())
    return SafeString(_LINES.sub(" · ", joined))
