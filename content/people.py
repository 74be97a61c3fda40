"""What the portal holds of people. An app declares each model of its own that names one, once.

„Meine Daten herunterladen“ and the erasure of who left work from it; a test finds what is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.html import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db import models

    from content.choices import Words
    from members.models import User

# Who was erased is called so, wherever a name was kept.
FORMER = "Ehemaliges Mitglied"


class Fate(StrEnum):
    """What the erasure of a person does with a row."""

    DELETE = "delete"
    # It belongs to the Kreis or the office, and names the person no more.
    KEEP = "keep"
    # The words of a person, who said whether they go or stay without the name.
    AS_CHOSEN = "as_chosen"


@dataclass(frozen=True)
class Link:
    """A way from a row to a person, such as „author“ or „post__author“."""

    field: str
    fate: Fate
    # Columns of the row that keep the person's name.
    names: tuple[str, ...] = ()
    # What else of the person goes out of a row that stays.
    emptied: tuple[str, ...] = ()
    # The link itself goes, too: a former member is nobody to turn to.
    severed: bool = False
    # What of the row is the person's, for the download; None is all. With (), only that it is so.
    columns: tuple[str, ...] | None = None
    # Others write it, too: the words are in the download only while the person reads the row.
    shared: bool = False


@dataclass(frozen=True)
class Holding:
    """A model that names people. `heading` stands in the download, in the reader's words."""

    model: type[models.Model]
    heading: str
    links: tuple[Link, ...] = ()
    # Columns that hold an address: the row of whose it is goes, or the address out of it.
    addresses: Mapping[str, Fate] = field(default_factory=dict)
    # Names and addresses that are nowhere without their row, and go with it.
    with_row: tuple[str, ...] = ()
    # Triggers forbid every change: what it says, it says for ever.
    frozen: bool = False
    # Keys and secrets: they say nothing about a person, and nobody carries them away.
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leaver:
    """Whom an erasure is about, by what the portal called the person until now."""

    pk: int
    first_name: str
    last_name: str
    addresses: frozenset[str]
    words: Words

    @property
    def name(self) -> str:
        """First and last name, as kept beside what the person wrote."""
        return f"{self.first_name} {self.last_name}".strip()

    def forgotten_in(self, text: str, *, after: str = "") -> str:
        """Return a text without whole name and addresses, which the portal had put there.

        With `after`, only what follows such a sign: „@“ of a mention.
        """
        spelled = {self.name, escape(self.name)}  # as in text, as in HTML
        names = [r"\s+".join(map(re.escape, name.split())) for name in spelled]
        names += map(re.escape, self.addresses)
        for name in filter(None, names):
            whole = rf"(?<![\w.@]){re.escape(after)}{name}(?!-?\w)"
            text = re.sub(whole, f"{after}{FORMER}", text, flags=re.IGNORECASE)
        return text


_holdings: dict[type[models.Model], Holding] = {}
_nobody: dict[str, frozenset[str]] = {}
_erasers: list[Callable[[Leaver], object]] = []


def declare(*holdings: Holding) -> None:
    """Make known what an app holds of people."""
    _holdings.update({holding.model: holding for holding in holdings})


def holdings() -> list[Holding]:
    """Return all of them, in the order of their declaration."""
    return list(_holdings.values())


def names_nobody(label: str, *columns: str) -> None:
    """Declare that columns of a model („members.Kreis“) look like names and name no person."""
    _nobody[label] = frozenset(columns)


def nobody_named() -> dict[str, frozenset[str]]:
    """Return the columns that name nobody, by the label of their model."""
    return dict(_nobody)


def eraser(erase: Callable[[Leaver], object]) -> Callable[[Leaver], object]:
    """Register what a declaration cannot say: derived words, counts, the right to a place.

    It runs in the transaction of the erasure, before the declared rows go.
    """
    _erasers.append(erase)
    return erase


def erasers() -> list[Callable[[Leaver], object]]:
    """Return all of them; upper floors, which were loaded last, come first."""
    return _erasers[::-1]


@dataclass(frozen=True)
class Held:
    """A thing that rests on one person. `give` hands it to one of the `takers`.

    `otherwise` says, in a sentence, what becomes of it if nobody takes it over.
    """

    key: str
    sort: str
    title: str
    url: str
    otherwise: str
    takers: Sequence[User] = ()
    give: Callable[[User], bool] | None = None


_held: list[Callable[[User], Iterable[Held]]] = []


def held_source(
    source: Callable[[User], Iterable[Held]],
) -> Callable[[User], Iterable[Held]]:
    """Register a function that names what rests on a person."""
    _held.append(source)
    return source


def held_by(person: User) -> list[Held]:
    """Return everything that somebody who leaves can hand over."""
    return [held for source in _held for held in source(person)]
