"""The filters of the list of Kreise, read from its address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms

from content.models import Theme
from content.prepared import prepared
from members.choices import Kreistyp, Land, PopulationBand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet

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


class KreisFilterForm(forms.Form):
    """What was asked for; nonsense is ignored.

    There are at most 294 members: they are read once, sorted and counted here, in one query.
    """

    q = forms.CharField(label="Kreis suchen", max_length=100, required=False)
    land = forms.MultipleChoiceField(label="Land", choices=Land.choices, required=False)
    einwohner = forms.MultipleChoiceField(
        label="Einwohnerzahl", choices=PopulationBand.choices, required=False
    )
    kreistyp = forms.MultipleChoiceField(label="Kreistyp", choices=Kreistyp.choices, required=False)
    thema = forms.MultipleChoiceField(label="Schwerpunkt", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choice("thema").choices = _themes()
        self.is_valid()
        self.words: str = self.cleaned_data.get("q", "")
        self._chosen: dict[str, list[str]] = {
            name: list(dict.fromkeys(self.cleaned_data.get(name, [])))
            for name in ("land", "einwohner", "kreistyp", "thema")
        }

    def _choice(self, name: str) -> forms.MultipleChoiceField:
        choice = self.fields[name]
        assert isinstance(choice, forms.MultipleChoiceField)  # noqa: S101  (for the type checker)
        return choice

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
            labels = self._labels(name)
            chips += [Chip(labels[value], self._switched(name, value)) for value in chosen]
        return chips

    def _fitting(self, kreise: Iterable[KreisEntry], but: str = "") -> list[KreisEntry]:
        wanted = {name: set(them) for name, them in self._chosen.items() if them and name != but}
        fitting = list(kreise)
        for name, values in wanted.items():
            traits = _TRAITS[name]
            fitting = [kreis for kreis in fitting if not values.isdisjoint(traits(kreis))]
        return fitting

    def _labels(self, name: str) -> dict[str, str]:
        choices = self._choice(name).choices
        return {str(value): str(label) for value, label in choices}  # type: ignore[misc, union-attr]

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
            for value, label in self._labels(name).items()
            if value in counts or value in chosen or name == "land"
        ]
        return Facet(name, str(self.fields[name].label), options)

    def _switched(self, name: str, value: str) -> str:
        """Return the address with this choice made or taken back."""
        chosen = [one for one in self._chosen[name] if one != value]
        if value not in self._chosen[name]:
            chosen.append(value)
        return self._url(self._chosen | {name: chosen}, self.words)

    @staticmethod
    def _url(chosen: dict[str, list[str]], words: str) -> str:
        query = {"q": words} | chosen if words else chosen
        return "?" + urlencode(query, doseq=True)


# What sorts a Kreis into each filter.
_TRAITS: dict[str, Callable[[KreisEntry], Sequence[str]]] = {
    "land": lambda kreis: (kreis.land,),
    "einwohner": lambda kreis: (PopulationBand.of(kreis.population).value,),
    "kreistyp": lambda kreis: (str(kreis.kreistyp),),
    "thema": lambda kreis: kreis.theme_keys,
}
