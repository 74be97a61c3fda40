"""What differs between two texts, marked for reading."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

# Beyond these SequenceMatcher, which meets every pair again and again, takes too long.
_MOST_PARTS, _MOST_PAIRS = 2_000, 25_000


def marked(old: str, new: str) -> SafeString:
    """Mark what went and what came: by words, where these are too many by lines, else as a whole.

    The work is bounded before it is done (S47).
    """
    for parted in (_words_and_breaks, _lines):
        before, after = parted(old), parted(new)
        if _is_affordable(before, after):
            return _joined(_changes(before, after))
    return _joined([("del", old), ("ins", new)])


def _words_and_breaks(text: str) -> list[str]:
    """Return words, blanks between them left out, and line breaks."""
    return re.findall(r"\n|\S+", text)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _is_affordable(before: list[str], after: list[str]) -> bool:
    """Whether comparing is quick: how many pairs of equal parts there are, and how many parts."""
    if len(before) + len(after) > _MOST_PARTS:
        return False
    counts = Counter(after)
    return sum(counts[part] for part in before) <= _MOST_PAIRS


def _changes(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            parts.append(("", _text(before[a:b])))
            continue
        if b > a:
            parts.append(("del", _text(before[a:b])))
        if d > c:
            parts.append(("ins", _text(after[c:d])))
    return parts


def _text(parts: list[str]) -> str:
    """Return the parts as they were, with one blank between two words."""
    text = ""
    for part in parts:
        blank = text and not text.endswith("\n") and part != "\n"
        text += f" {part}" if blank else part
    return text


def _joined(parts: list[tuple[str, str]]) -> SafeString:
    marks = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>", "": "{}"}
    return format_html_join(" ", "{}", ((format_html(marks[mark], text),) for mark, text in parts))
