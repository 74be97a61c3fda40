"""What the session's own query tells of a person, so that no page asks for what few have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Exists

_facts: dict[str, Callable[[], Exists]] = {}


def session_fact(name: str, exists: Callable[[], Exists]) -> None:
    """Let the session's person know by this name whether something exists for him.

    The expression names him by `OuterRef("pk")` and is part of every request: an index answers it.
    Anybody else knows nothing of it: `getattr(user, name, True)`.
    """
    _facts[name] = exists


def session_facts() -> dict[str, Exists]:
    """Return the expressions by name, for members.backends."""
    return {name: exists() for name, exists in _facts.items()}
