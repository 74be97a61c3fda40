"""What is missing before a practice can be published; the meter of the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.fields import REQUIRED, SECTIONS

if TYPE_CHECKING:
    from practices.fields import Section
    from practices.models import Practice

_MANY = {"target_groups", "funding_sources"}


def missing_fields(practice: Practice) -> list[str]:
    """Return the required fields that are still empty, in the order of the editor."""
    return [name for name in REQUIRED if not _is_filled(practice, name)]


def _is_filled(practice: Practice, name: str) -> bool:
    if name in _MANY:
        return bool(getattr(practice, name).exists())
    if name == "contact_person":
        return bool(practice.contact_person_id or practice.contact_email)
    if name == "main_theme":
        return practice.main_theme_id is not None
    return bool(getattr(practice, name))


def anchor_of(name: str) -> str:
    """Return the id of a required field on the page of its section: of a group, the first one."""
    return f"id_{name}_0" if name in _MANY else f"id_{name}"


def percent_filled(missing: list[str]) -> int:
    """Return how much of what is required is there, from 0 to 100."""
    return round(100 * (len(REQUIRED) - len(missing)) / len(REQUIRED))


def section_states(missing: list[str]) -> list[tuple[Section, list[str]]]:
    """Return each section with what is missing in it."""
    return [(section, [name for name in missing if name in section.fields]) for section in SECTIONS]
