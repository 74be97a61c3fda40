"""Which themes a person follows. The floor that keeps them says so; floors below may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from content.models import Theme
    from members.models import User

    type ThemeSource = Callable[[User], QuerySet[Theme]]

_sources: list[ThemeSource] = []


def theme_source(source: ThemeSource) -> ThemeSource:
    """Register the function that names a person's themes; there is one place where they stand."""
    _sources.append(source)
    return source


def themes_of(person: User) -> QuerySet[Theme]:
    """Return the themes of the first level that this person follows."""
    (source,) = _sources
    return source(person)


def follows_themes(person: User) -> bool:
    """Whether a person follows any; the session's person knows it, of others it is assumed."""
    return bool(getattr(person, "follows_themes", True))
