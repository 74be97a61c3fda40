"""The members as directory, map and comparisons need them: 294 models take three times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from content.prepared import prepared
from members.choices import Land
from members.models import Kreis

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User
    from members.querysets import KreisQuerySet

    type Reader = User | AnonymousUser

_LAND = dict(Land.choices)


class KreisEntry(NamedTuple):
    """What is shown and compared of a Kreis; no text of its profile."""

    ags: str
    name: str
    sort_name: str
    land: str
    seat: str
    population: int
    density_per_km2: Decimal
    kreistyp: int
    structure: str
    theme_keys: tuple[str, ...] = ()

    @property
    def land_label(self) -> str:
        """„Nordrhein-Westfalen“ of „NW“."""
        return _LAND[self.land]


_COLUMNS = KreisEntry._fields[:-1]


@prepared
def _members(reader: Reader) -> QuerySet[Kreis, tuple[Any, ...]]:
    return Kreis.objects.visible_to(reader).members().in_order().values_list(*_COLUMNS)


def _directory(reader: Reader, words: str = "") -> QuerySet[Kreis, tuple[Any, ...]]:
    found: KreisQuerySet = Kreis.objects.visible_to(reader).members().named(words)
    return found.in_order().with_theme_keys().values_list(*_COLUMNS, "theme_keys")


_whole_directory = prepared(_directory)


def members(reader: Reader) -> list[KreisEntry]:
    """Return the members in the order of their names, without their themes."""
    return [KreisEntry(*row) for row in _members(reader)]


def members_named(reader: Reader, words: str) -> list[KreisEntry]:
    """Return the members whose name holds every word, or all, with their themes."""
    rows = _directory(reader, words) if words else _whole_directory(reader)
    return [KreisEntry._make((*columns, tuple(themes))) for *columns, themes in rows]
