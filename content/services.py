from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from content.models import DailyCount, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models

    from content.choices import Counted
    from members.models import User


class OutdatedError(Exception):
    """Somebody saved a newer version meanwhile; holds the thing as it stands there now."""

    def __init__(self, current: Any) -> None:
        super().__init__("outdated")
        self.current = current


def set_changed(current: Any, values: Mapping[str, Any], *, version: int) -> list[str]:
    """Set on a thing, whose lock the caller holds, what differs; return the fields that do.

    A change counts the version up: it is to be saved with them. Raises OutdatedError when the
    version that the editor started from is no longer what stands there (S72).
    """
    if current.version != version:
        raise OutdatedError(current)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, values[name])
    current.version += bool(changed)
    return changed


def record(
    act: str, thing: models.Model, *, by: User | None, reason: str = "", **details: Any
) -> None:
    """Write a weighty act to the audit trail, in the transaction of the act itself.

    `by` is None for the system. `details` are ids, states, dates; never names or texts.
    """
    Record.objects.create(
        act=act,
        kind=thing._meta.label_lower,
        key=str(thing.pk),
        by=by,
        reason=reason,
        details=details,
    )


def count(what: Counted) -> None:
    """Count what failed or was refused today (S69)."""
    own = DailyCount.objects.filter(day=timezone.localdate(), what=what)
    if not own.update(number=F("number") + 1):
        # Of two that begin the day at once, one makes the row.
        DailyCount.objects.bulk_create([DailyCount(what=what)], ignore_conflicts=True)
        own.update(number=F("number") + 1)
