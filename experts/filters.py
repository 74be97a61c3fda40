"""What the archive of summaries is narrowed to, read from its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from content.models import Theme
from content.moments import place_after, place_in
from search.filters import address, page_of, words_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from experts.models import Release
    from experts.querysets import ReleaseQuerySet

A_PAGE = 20


class Chip(NamedTuple):
    """A theme to choose, or the chosen one, which leads away from itself."""

    label: str
    url: str
    chosen: bool


class ArchiveFilters:
    """Words and a theme; what the address says beyond that is nothing."""

    def __init__(self, data: QueryDict) -> None:
        self.words = words_of(data)
        self.page = page_of(data)
        themes = Theme.objects.filter(parent=None, is_active=True)
        self._themes = dict(themes.values_list("key", "label"))
        theme = data.get("thema", "")
        self.theme = theme if theme in self._themes else ""
        self.after = place_in(data.get("nach", ""))

    @property
    def is_narrow(self) -> bool:
        """Whether less than everything is asked for."""
        return bool(self.words or self.theme)

    @property
    def values(self) -> dict[str, str]:
        """What the address says."""
        return {"q": self.words, "thema": self.theme}

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The filters as the search takes them."""
        return {"thema": [self.theme]} if self.theme else {}

    @property
    def chips(self) -> list[Chip]:
        """The themes, each with its address."""
        return [
            Chip(
                label,
                address({**self.values, "thema": "" if key == self.theme else key}),
                key == self.theme,
            )
            for key, label in self._themes.items()
        ]

    def matching(self, releases: ReleaseQuerySet) -> ReleaseQuerySet:
        """Return a page of the releases that are asked for, newest first, and one more."""
        if self.theme:
            theme = Q(consultation__theme__key=self.theme)
            releases = releases.filter(theme | Q(consultation__theme__parent__key=self.theme))
        if self.after is not None:
            at, pk = self.after
            releases = releases.filter(Q(released_at__lt=at) | Q(released_at=at, pk__lt=pk))
        return releases.order_by("-released_at", "-pk")[: A_PAGE + 1]

    def address_after(self, last: Release) -> str:
        """Return where the list goes on after a release."""
        return address({**self.values, "nach": place_after(last.released_at, last.pk)})
