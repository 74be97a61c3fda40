"""A published state in words, and the difference of two, field by field."""

from __future__ import annotations

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
_LONGEST_COMPARED = 4000


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
    """Mark what went and what came, word by word; long texts as a whole (S47)."""
    if len(old) + len(new) > _LONGEST_COMPARED * 2:
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)
    before, after = old.split(" "), new.split(" ")
    parts: list[tuple[str, str]] = []
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            parts.append(("", " ".join(before[a:b])))
            continue
        if b > a:
            parts.append(("del", " ".join(before[a:b])))
        if d > c:
            parts.append(("ins", " ".join(after[c:d])))
    marks = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>", "": "{}"}
    return format_html_join(" ", "{}", ((format_html(marks[mark], text),) for mark, text in parts))
