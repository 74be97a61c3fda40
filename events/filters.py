"""What a list of events is narrowed to, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from content.models import Theme
from content.moments import place_in
from content.prepared import prepared
from events.choices import EventFormat, EventKind

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from events.querysets import EventQuerySet, Reader

COMING, OWN, PAST = "", "meine", "vergangene"
VIEWS = {COMING: "Kommende", OWN: "Meine", PAST: "Vergangene"}


@dataclass(frozen=True)
class Link:
    """A view or a filter in force: what it says, and where it leads."""

    label: str
    url: str
    chosen: bool = False


class Select(NamedTuple):
    """A field that narrows the list: its values with their labels, and the chosen one."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    chosen: str


@prepared
def _themes() -> QuerySet[Theme, tuple[str, str]]:
    return Theme.objects.filter(parent=None, is_active=True).values_list("key", "label")


class EventFilters:
    """A view, and what kind, format and theme; what the address says beyond that is nothing."""

    def __init__(self, data: QueryDict, user: Reader, url: str) -> None:
        self._url = url
        self.views = [view for view in VIEWS if view != OWN or user.is_authenticated]
        view = data.get("ansicht", "")
        self.view = view if view in self.views else COMING
        self._offered = {
            "art": dict(EventKind.choices),
            "format": dict(EventFormat.choices),
            "thema": dict(_themes()),
        }
        self._chosen = {
            name: value if (value := data.get(name, "")) in offered else ""
            for name, offered in self._offered.items()
        }
        self.after = place_in(data.get("nach", ""))

    @property
    def is_narrow(self) -> bool:
        """Whether less than everything is asked for."""
        return any(self._chosen.values())

    def address(self, **changes: str) -> str:
        """Return this list with some of it asked for otherwise, from its beginning."""
        asked = {"ansicht": self.view, **self._chosen, **changes}
        said = {name: value for name, value in asked.items() if value}
        return f"{self._url}?{urlencode(said)}" if said else self._url

    def matching(self, events: EventQuerySet) -> EventQuerySet:
        """Return those of the events that are asked for."""
        fields = {"art": "kind", "format": "format", "thema": "theme__key"}
        wanted = {fields[name]: value for name, value in self._chosen.items() if value}
        return events.filter(**wanted)

    def links(self) -> list[Link]:
        """Return the views, each with the filters in force."""
        return [
            Link(VIEWS[view], self.address(ansicht=view), view == self.view) for view in self.views
        ]

    def selects(self) -> list[Select]:
        """Return what narrows the list."""
        labels = {"art": "Art", "format": "Format", "thema": "Themenfeld"}
        return [
            Select(name, labels[name], tuple(offered.items()), self._chosen[name])
            for name, offered in self._offered.items()
        ]

    def chips(self) -> list[Link]:
        """Return the filters in force, each with the address without it."""
        return [
            Link(self._offered[name][value], self.address(**{name: ""}))
            for name, value in self._chosen.items()
            if value
        ]
