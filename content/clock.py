"""What has to be done every quarter of an hour. Apps register it; notices.jobs.tick does it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    # Gets the time by which to judge what is due. Done twice for the same, it does nothing more.
    type Chore = Callable[[datetime], object]

_chores: list[Chore] = []


def every_quarter_hour(chore: Chore) -> Chore:
    """Register a function; it decides itself, in Europe/Berlin, whether something is due."""
    _chores.append(chore)
    return chore


def chores() -> list[Chore]:
    """Return all of them, in the order of their registration."""
    return list(_chores)
