"""A published state in words, and the difference of two, field by field."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from practices.fields import INTERNAL, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from practices.models import Practice

_MONTHS = {"start_date", "end_date", "funding_until"}
# Beyond these SequenceMatcher, which meets every pair again and again, takes too long.
_MOST_PARTS, _MOST_PAIRS = 2_000, 25_000


def in_words(practice: Practice) -> dict[str, str]:
    """Say every field as a reader knows it; empty ones are left out."""
    names = [name for section in SECTIONS for name in section.shown]
    said = {name: _words(practice, name) for name in names}
    return {name: text for name, text in said.items() if text}


def _words(practice: Practice, name: str) -> str:
    value = getattr(practice, name)
    if hasattr(value, "all"):
        return ", ".join(sorted(str(thing) for thing in value.all()))
    if name in _MONTHS:
        return date_format(value, "F Y") if value else ""
    if isinstance(value, list):
        return "\n".join(_row(row) for row in value)
    display = getattr(practice, f"get_{name}_display", None)
    return str(display() if display else value or "")


def _row(row: Any) -> str:
    return row if isinstance(row, str) else " · ".join(str(cell) for cell in row if cell)


def label_of(name: str) -> str:
    """Return the label of a field."""
    from practices.models import Practice

    field = Practice._meta.get_field(name)
    if field.one_to_many:
        return str(field.related_model._meta.verbose_name_plural)  # type: ignore[union-attr]
    return str(field.verbose_name)  # type: ignore[union-attr]


def differences(
    old: Mapping[str, str], new: Mapping[str, str], *, internal: bool
) -> list[tuple[str, SafeString]]:
    """Return label and marked text of each field that differs; members' fields on request."""
    names = [name for section in SECTIONS for name in section.shown]
    return [
        (label_of(name), _marked(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "") and (internal or name not in INTERNAL)
    ]


def _marked(old: str, new: str) -> SafeString:
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
