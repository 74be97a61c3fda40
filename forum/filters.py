"""What a list of topics is narrowed to, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef

from content.models import Theme
from content.prepared import prepared
from forum.choices import TopicState
from forum.models import Watch

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from forum.querysets import TopicQuerySet
    from members.models import User

VIEWS = {
    "": "Alle",
    "ungelesen": "Ungelesen",
    "ohne-antwort": "Ohne Antwort",
    "meine": "Meine",
}
_LONGEST = 100


@dataclass(frozen=True)
class Link:
    """A view or a filter in force: what it says, and where it leads."""

    label: str
    url: str
    chosen: bool = False


class ThemeOption(NamedTuple):
    """A theme to choose, and whether the person watches it."""

    key: str
    label: str
    is_watched: bool


@prepared
def _themes(reader: User) -> QuerySet[Theme, tuple[str, str, bool]]:
    own = Watch.objects.visible_to(reader).filter(theme_id=OuterRef("pk"))
    known = Theme.objects.filter(parent=None, is_active=True)
    return known.annotate(is_watched=Exists(own)).values_list("key", "label", "is_watched")


class TopicFilters:
    """One view, a theme and a tag; what the address says beyond that is nothing."""

    def __init__(self, data: QueryDict, user: User, url: str) -> None:
        self._user, self._url = user, url
        view = data.get("ansicht", "")
        self.view = view if view in VIEWS else ""
        self.tag = " ".join(data.get("schlagwort", "").replace("\0", "")[:_LONGEST].split())
        self.themes = tuple(ThemeOption(*row) for row in _themes(user))
        key = data.get("thema", "")
        self.theme = next((theme for theme in self.themes if theme.key == key), None)

    @property
    def narrow(self) -> bool:
        """Whether less than everything is asked for."""
        return bool(self.view or self.theme or self.tag)

    def address(self, **changes: str) -> str:
        """Return this list with some of it asked for otherwise."""
        asked = {
            "ansicht": self.view,
            "thema": self.theme.key if self.theme else "",
            "schlagwort": self.tag,
        }
        said = {name: value for name, value in (asked | changes).items() if value}
        return f"{self._url}?{urlencode(said)}" if said else self._url

    def matching(self, topics: TopicQuerySet) -> TopicQuerySet:
        """Return those of the topics that are asked for."""
        if self.theme is not None:
            topics = topics.filter(theme__key=self.theme.key)
        if self.tag:
            topics = topics.filter(tags__name__iexact=self.tag)
        match self.view:
            case "ungelesen":
                return topics.unread_by(self._user)
            case "ohne-antwort":
                return topics.filter(post_count=1, state=TopicState.OPEN)
            case "meine":
                return topics.filter(author_id=self._user.pk)
        return topics

    def views(self) -> list[Link]:
        """Return the views, each with the filters in force."""
        return [
            Link(label, self.address(ansicht=name), name == self.view)
            for name, label in VIEWS.items()
        ]

    def chips(self) -> list[Link]:
        """Return the filters in force, each with the address without it."""
        chips = []
        if self.theme:
            chips.append(Link(self.theme.label, self.address(thema="")))
        if self.tag:
            chips.append(Link(f"Schlagwort: {self.tag}", self.address(schlagwort="")))
        return chips
