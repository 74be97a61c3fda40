"""The filters of the list of practices, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection

from content.models import Theme
from members.choices import Kreistyp, Land, PopulationBand
from members.filters import Chip, Option, chosen_in, labels_of, switched
from members.filters import Facet as PlainFacet
from practices.choices import CostBand, Staffing, Status
from practices.models import FundingSource, TargetGroup
from search.filters import SORTS, address, page_of, sort_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

_TITLES = {
    "thema": "Thema",
    "land": "Land",
    "zielgruppe": "Zielgruppe",
    "aufwand": "Aufwand",
    "kosten": "Kosten pro Jahr",
    "personal": "Personal",
    "foerderung": "Finanzierung",
    "stand": "Stand der Umsetzung",
    "kreistyp": "Kreistyp",
    "einwohner": "Einwohnerzahl des Kreises",
    "uebernommen": "Übernahmen",
}
_OPEN = {"thema", "aufwand"}


@dataclass(frozen=True)
class Facet(PlainFacet):
    """A group of filters."""

    @property
    def open(self) -> bool:
        """Whether the group stands unfolded: the first ones, and where something is chosen."""
        return self.name in _OPEN or any(option.selected for option in self.options)


@cache
def _fixed_labels() -> dict[str, dict[str, str]]:
    return {
        "land": labels_of(Land),
        "kosten": labels_of(CostBand),
        "personal": labels_of(Staffing),
        "stand": labels_of(Status),
        "kreistyp": labels_of(Kreistyp),
        "einwohner": labels_of(PopulationBand),
        "aufwand": {"1": "gering", "2": "mittel", "3": "hoch"},
        "uebernommen": {"ja": "mindestens einmal übernommen"},
    }


@cache
def _vocabularies() -> str:
    """Return the query for the open vocabularies; making it costs more than asking it."""
    selects = [
        f"SELECT '{name}', position, key, label FROM {model._meta.db_table} {only}"  # noqa: S608
        for name, model, only in (
            ("thema", Theme, "WHERE parent_id IS NULL"),
            ("zielgruppe", TargetGroup, ""),
            ("foerderung", FundingSource, ""),
        )
    ]
    return " UNION ALL ".join(selects) + " ORDER BY 1, 2, 3"


def _labels() -> dict[str, dict[str, str]]:
    """Return the label of each value; the open vocabularies cost one query."""
    labels = dict(_fixed_labels())
    with connection.cursor() as cursor:
        cursor.execute(_vocabularies())
        for name, _, key, label in cursor.fetchall():
            labels.setdefault(name, {})[key] = label
    return labels


class PracticeFilters:
    """What was asked for; nonsense is ignored."""

    def __init__(self, query: QueryDict) -> None:
        """Read the address of the page."""
        self.words = words_of(query)
        self.sort = sort_of(query)
        self.page = page_of(query)
        self._labels = _labels()
        known = {name: self._labels[name] for name in _TITLES if name in self._labels}
        self.chosen = chosen_in(query, known)

    @property
    def sorts(self) -> list[Option]:
        """The orders to choose from; without words none fits better than the others."""
        sorts = {value: label for value, label in SORTS.items() if self.words or value != "passend"}
        order = self.sort if self.sort in sorts else "neu"
        return [Option(value, label, 0, value == order, "") for value, label in sorts.items()]

    @property
    def active_count(self) -> int:
        """How many filters are in force, the words not counted."""
        return sum(map(len, self.chosen.values()))

    @property
    def values(self) -> dict[str, object]:
        """Return everything that stands in the address but the page."""
        return {"q": self.words, **self.chosen, "sortierung": self.sort}

    @property
    def lands(self) -> list[str]:
        """The chosen Länder."""
        return self.chosen["land"]

    @property
    def is_active(self) -> bool:
        """Whether any filter is in force."""
        return any(self.chosen.values())

    @property
    def url_without_filters(self) -> str:
        """The address with the words alone."""
        return address({"q": self.words, "sortierung": self.sort})

    def facets(self, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
        """Return the filters with counts; what would show nothing is left out."""
        facets = [
            Facet(name, _TITLES[name], list(self._options(name, counts.get(name, {}))))
            for name in self.chosen
        ]
        return [facet for facet in facets if facet.options]

    def chips(self) -> list[Chip]:
        """Return the filters in force."""
        words = address({**self.values, "q": ""})
        chips = [Chip(f"„{self.words}“", words)] if self.words else []
        for name, chosen in self.chosen.items():
            title = f"{_TITLES[name]}: " if name in {"aufwand", "stand"} else ""
            chips += [
                Chip(title + self._labels[name][value], self._switched(name, value))
                for value in chosen
            ]
        return chips

    def _options(self, name: str, counts: Mapping[str, int]) -> Iterable[Option]:
        chosen = self.chosen[name]
        for value, label in self._labels[name].items():
            # The Länder have their tiles, also those without hits.
            if value in counts or value in chosen or name == "land":
                # The others are ticked, not followed.
                url = self._switched(name, value) if name == "land" else ""
                yield Option(value, label, counts.get(value, 0), value in chosen, url)

    def _switched(self, name: str, value: str) -> str:
        """Return the address with this choice made or taken back."""
        return address({**self.values, name: switched(self.chosen[name], value)})
