"""How long things are kept. Each app declares its periods once; content.purging keeps to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet


class Forget(Protocol):
    """Lets go of what is older than `before`; counts only, with `dry_run`. Returns how many."""

    def __call__(self, before: datetime, *, dry_run: bool) -> int: ...


@dataclass(frozen=True)
class Period:
    """A period of days. Where the least is the most, pages promise it: it is fixed."""

    key: str
    label: str
    why: str
    days: int
    least: int
    most: int
    forget: Forget

    @property
    def is_fixed(self) -> bool:
        """Whether nobody may change it."""
        return self.least == self.most


_periods: dict[str, Period] = {}


def kept_for(  # noqa: PLR0913  (a declaration, named word by word)
    days: int, key: str, label: str, *, why: str, least: int | None = None, most: int | None = None
) -> Callable[[Forget], Forget]:
    """Register a function that lets go of what is older; without limits the period is fixed."""

    def register(forget: Forget) -> Forget:
        limits = (days if least is None else least, days if most is None else most)
        _periods[key] = Period(key, label, why, days, *limits, forget)
        return forget

    return register


def periods() -> list[Period]:
    """Return all of them, in the order of their keys."""
    return [_periods[key] for key in sorted(_periods)]


def period_named(key: str) -> Period | None:
    """Return one; None for a key of an app that is gone."""
    return _periods.get(key)


def delete(things: QuerySet[Any], *, dry_run: bool) -> int:
    """Delete rows, or count them."""
    count = things.count()
    if count and not dry_run:
        things.delete()
    return count
