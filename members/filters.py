"""The filters of the list of Kreise, read from its address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from content.models import Theme
from content.prepared import prepared
from members.choices import Kreistyp, Land, PopulationBand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models import Choices, QuerySet
    from django.http import QueryDict

    from members.entries import KreisEntry


@dataclass(frozen=True)
class Option:
    """A value of a filter, with the number of Kreise it would show and the address to switch it."""

    value: str
    label: str
    count: int
    selected: bool
    url: str

    # The tile map calls them so.
    @property
    def code(self) -> str:
        return self.value

    @property
    def name(self) -> str:
        return self.label


@dataclass(frozen=True)
class Facet:
    """A group of filters."""

    name: str
    title: str
    options: list[Option]

    @property
    def open(self) -> bool:
        """Whether the group stands unfolded: the short ones, and where something is chosen."""
        return self.name == "einwohner" or any(option.selected for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    url: str


@prepared
def _themes() -> QuerySet[Theme, tuple[str, str]]:
    return Theme.objects.filter(is_active=True, parent=None).values_list("key", "label")


def labels_of(choices: type[Choices]) -> dict[str, str]:
    """Return the label of each value, as addresses and pages have them."""
    return {str(one.value): str(one.label) for one in choices}


def chosen_in(query: QueryDict, labels: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Return what an address asks for of each group; what has no label is ignored."""
    return {
        name: [value for value in dict.fromkeys(query.getlist(name)) if value in known]
        for name, known in labels.items()
    }


def switched(chosen: Sequence[str], value: str) -> list[str]:
    """Return the choice with this value, or without it, if it was chosen."""
    others = [one for one in chosen if one != value]
    return others if value in chosen else [*others, value]


_TITLES = {
    "land": "Land",
    "einwohner": "Einwohnerzahl",
    "kreistyp": "Kreistyp",
    "thema": "Schwerpunkt",
}
_FIXED_LABELS = {
    "land": labels_of(Land),
    "einwohner": labels_of(PopulationBand),
    "kreistyp": labels_of(Kreistyp),
}
_LONGEST = 100


class KreisFilters:
    """What was asked for; nonsense is ignored.

    There are at most 294 members: they are read once, sorted and counted here, in one query.
    """

    def __init__(self, query: QueryDict) -> None:
        """Read the address of the page."""
        words = query.get("q", "").strip()
        self.words = words if len(words) <= _LONGEST and "\0" not in words else ""
        self._labels = {**_FIXED_LABELS, "thema": dict(_themes())}
        self._chosen = chosen_in(query, self._labels)

    @property
    def lands(self) -> list[str]:
        """The chosen Länder."""
        return self._chosen["land"]

    def matching(self, kreise: Iterable[KreisEntry]) -> list[KreisEntry]:
        """Return the Kreise that fit every filter but the words, which the database compares."""
        return self._fitting(kreise)

    def facets(self, kreise: Iterable[KreisEntry]) -> list[Facet]:
        """Return the filters with counts; the own choice of a group does not lower its counts."""
        counts = {
            name: Counter(chain.from_iterable(map(traits, self._fitting(kreise, but=name))))
            for name, traits in _TRAITS.items()
        }
        facets = [self._facet(name, counts[name]) for name in self._chosen]
        return [facet for facet in facets if facet.options]

    def chips(self) -> list[Chip]:
        """Return the filters in force."""
        chips = [Chip(f"„{self.words}“", self._url(self._chosen, ""))] if self.words else []
        for name, chosen in self._chosen.items():
            labels = self._labels[name]
            chips += [Chip(labels[value], self._switched(name, value)) for value in chosen]
        return chips

    def _fitting(self, kreise: Iterable[KreisEntry], but: str = "") -> list[KreisEntry]:
        wanted = {name: set(them) for name, them in self._chosen.items() if them and name != but}
        fitting = list(kreise)
        for name, values in wanted.items():
            traits = _TRAITS[name]
            fitting = [kreis for kreis in fitting if not values.isdisjoint(traits(kreis))]
        return fitting

    def _facet(self, name: str, counts: Counter[str]) -> Facet:
        """Make a group; what would show nothing is left out, but for the Länder on their tiles."""
        chosen = self._chosen[name]
        options = [
            # The Länder are links, the others boxes.
            Option(
                value,
                label,
                counts[value],
                selected=value in chosen,
                url=self._switched(name, value) if name == "land" else "",
            )
            for value, label in self._labels[name].items()
            if value in counts or value in chosen or name == "land"
        ]
        return Facet(name, _TITLES[name], options)

    def _switched(self, name: str, value: str) -> str:
        """Return the address with this choice made or taken back."""
        chosen = self._chosen | {name: switched(self._chosen[name], value)}
        return self._url(chosen, self.words)

    @staticmethod
    def _url(chosen: dict[str, list[str]], words: str) -> str:
        said = [urlencode({"q": words})] if words else []
        said += [_part(name, tuple(values)) for name, values in chosen.items() if values]
        return "?" + "&".join(said)


# The map has sixteen addresses, and nobody chooses much at a time.
@lru_cache(2000)
def _part(name: str, values: tuple[str, ...]) -> str:
    return urlencode({name: values}, doseq=True)


@lru_cache(2000)
def _band(population: int) -> tuple[str]:
    return (PopulationBand.of(population).value,)


# What sorts a Kreis into each filter.
_TRAITS: dict[str, Callable[[KreisEntry], Sequence[str]]] = {
    "land": lambda kreis: (kreis.land,),
    "einwohner": lambda kreis: _band(kreis.population),
    "kreistyp": lambda kreis: (str(kreis.kreistyp),),
    "thema": lambda kreis: kreis.theme_keys,
}
