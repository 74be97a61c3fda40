"""The one condition that every search asks of every entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from content.access import clearance_of
from content.kinds import kind_named
from content.scopes import PUBLISHED, scopes_of, sort_of

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from members.models import User


@dataclass(frozen=True)
class Rights:
    """What a reader may find today, as a condition on `entry` and its values."""

    clearance: int
    scopes: list[str]
    today: date

    condition = (
        "entry.scope = ANY(%(scopes)s) AND entry.audience <= %(clearance)s"
        " AND entry.audience_until >= %(clearance)s"
        " AND (entry.first_day IS NULL OR entry.first_day <= %(today)s)"
        " AND (entry.last_day IS NULL OR entry.last_day >= %(today)s)"
    )

    @property
    def readers(self) -> list[str]:
        """Return whom the months are asked for: the clearance, and each sort of circle."""
        circles = {sort_of(scope) for scope in self.scopes if scope != PUBLISHED}
        return [str(self.clearance), *sorted(circles)]

    @property
    def values(self) -> dict[str, Any]:
        """Return the parameters of the condition."""
        return {"clearance": self.clearance, "scopes": self.scopes, "today": self.today}


def rights_of(
    user: User | AnonymousUser, kind: str = "", *, only_published: bool = False
) -> Rights:
    """Return what this reader may find; of one kind, in its circles only."""
    circles = kind_named(kind).circles if kind else None
    if only_published:
        circles = ()
    return Rights(int(clearance_of(user)), scopes_of(user, circles), timezone.localdate())
