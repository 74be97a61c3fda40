"""Circles beside the audiences, such as the own Kreis: who reads what is not published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User

    type Reader = User | AnonymousUser

PUBLISHED = ""
ScopeSource = Callable[["Reader"], Iterable[str]]
_sources: list[tuple[frozenset[str], ScopeSource]] = []
HiddenSource = Callable[["Reader"], Iterable["QuerySet[Any]"]]
_hidden: list[HiddenSource] = []


def scope_source(*sorts: str) -> Callable[[ScopeSource], ScopeSource]:
    """Register a function that names the circles of these sorts a person belongs to."""

    def register(source: ScopeSource) -> ScopeSource:
        _sources.append((frozenset(sorts), source))
        return source

    return register


def sort_of(scope: str) -> str:
    """„kreis“ of „kreis:05766“."""
    return scope.partition(":")[0]


def scopes_of(user: Reader, sorts: Iterable[str] | None = None) -> list[str]:
    """Return every circle this reader belongs to, of these sorts; what is published has none."""
    if not user.is_authenticated or not user.is_active:
        return [PUBLISHED]
    asked = [source for known, source in _sources if sorts is None or not known.isdisjoint(sorts)]
    return [PUBLISHED, *(scope for source in asked for scope in source(user))]


def hidden_source(source: HiddenSource) -> HiddenSource:
    """Register a function that returns the things whose acts a moderator must not know of."""
    _hidden.append(source)
    return source


def hidden_from(user: Reader) -> list[QuerySet[Any]]:
    """Return all things of which this moderator must not even know what happened to them (S29)."""
    return [things for source in _hidden for things in source(user)]
