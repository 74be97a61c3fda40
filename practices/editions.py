"""A published state in words, and the difference of two, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from content.differences import marked
from practices.fields import INTERNAL, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from practices.models import Practice

_MONTHS = {"start_date", "end_date", "funding_until"}


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
        (label_of(name), marked(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "") and (internal or name not in INTERNAL)
    ]
