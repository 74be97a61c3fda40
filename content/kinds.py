"""What the portal holds. An app declares its kinds of things once; search, feeds work from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from django.db import models

    from content.choices import Audience


class Weight(StrEnum):
    """How much a word tells about a thing, by where it stands."""

    TITLE = "A"
    ABSTRACT = "B"
    BODY = "C"
    DETAIL = "D"


@dataclass(frozen=True)
class Reading:
    """What one audience reads of a thing; a wider reading takes over from its own audience on.

    A `scope` („kreis:05766“) narrows it to readers who have it, see content.scopes.
    """

    audience: Audience
    title: str
    url: str
    texts: Sequence[tuple[str, Weight]]
    scope: str = ""
    # Whole names: whoever types one wants this thing first.
    names: Sequence[str] = ()
    # One line above the title in lists of hits.
    line: str = ""
    # Values to filter by, such as {"land": ["NI"]}.
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # What a list of hits shows beside the words; for templates.
    facts: Mapping[str, Any] = field(default_factory=dict)
    # For „newest first“ and „most adopted first“.
    day: date | None = None
    adoptions: int = 0
    # It can be read on these days only.
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of thing. `things` are those that may be found by somebody.

    `of_kreis` is the field that names their Kreis, if they show it: they follow its changes.
    `rank` weighs the kind among others in a search; a name that fits counts for more.
    `circles` are the sorts of scopes its readings have.
    """

    name: str
    label: str
    plural: str
    things: Callable[[], models.QuerySet[Any]]
    readings: Callable[[Any], list[Reading]]
    of_kreis: str = ""
    rank: float = 1.0
    circles: tuple[str, ...] = ()


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make a kind of thing known to the machinery below."""
    _kinds[kind.name] = kind
    return kind


def kinds() -> list[Kind]:
    """Return every kind, those that weigh most first, whichever app was loaded first."""
    return sorted(_kinds.values(), key=lambda kind: (-kind.rank, kind.plural))


def kind_named(name: str) -> Kind:
    """Return the kind of this name. Raises KeyError where nobody declared it."""
    return _kinds[name]
