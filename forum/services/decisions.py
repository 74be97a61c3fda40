"""What every decision of the moderation does: it is noted, told, and settles what was reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from content.once import own_token
from forum.choices import Act
from forum.models import Decision
from forum.news import DECISION, OUTCOME, REPORTED
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from datetime import date

    from forum.models import Post, Room
    from forum.querysets import ReportQuerySet
    from members.models import User


class DecidedError(Exception):
    """Somebody decided about the post meanwhile; holds that decision (S73)."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("decided")
        self.decision = decision


@dataclass(frozen=True)
class Ruling:
    """Who decides and why, knowing what: a form of the moderation."""

    by: User
    reason: str
    # Sent twice, it is one decision (S71).
    token: UUID = field(default_factory=uuid4)
    # The last decision about the post that he saw; 0 for none.
    seen: int = 0
    # The last report that he saw; None for all.
    known: int | None = None
    # The last day of a lock.
    until: date | None = None

    @property
    def own_token(self) -> UUID:
        """What the token means for this person."""
        return own_token(self.token, self.by, "entscheidung")

    def made_before(self) -> Decision | None:
        """Return what this form, sent before, decided."""
        return Decision.objects.filter(token=self.own_token).select_related("room").first()

    def demand_first(self, post: Post) -> None:
        """Raise DecidedError if the last decision about the post is another than was seen.

        The caller holds the lock on its topic: of three moderators at once, one decides.
        """
        last = post.decisions.select_related("by", "room").first()
        if last is not None and last.pk != self.seen:
            raise DecidedError(last)


def decided(
    act: Act, ruling: Ruling, *, room: Room, person: User | None, post: Post | None = None
) -> Decision:
    """Note a decision and tell whom it concerns, unless he made it himself.

    That a post stays as it is, is no matter of its author's: he is not told of the report.
    """
    is_told = person is not None and person != ruling.by and act != Act.LEAVE
    decision = Decision.objects.create(
        act=act,
        room=room,
        room_name=room.name,
        post=post,
        person=person if is_told else None,
        reason=ruling.reason,
        by=ruling.by,
        until=ruling.until,
        token=ruling.own_token,
    )
    if decision.person is not None:
        tell([decision.person], DECISION, decision.pk, happening=act, by=ruling.by)
    return decision


def settle_reports(reports: ReportQuerySet, decision: Decision, *, by: User) -> int:
    """Settle with a decision what is not at its end, and tell who reported; return how many.

    A query is no end: the decision that follows it settles the report once more.
    """
    locked = reports.unsettled().select_for_update(of=("self",)).order_by("pk")
    count = 0
    for report in locked.select_related("reporter__kreis"):
        report.decision = decision
        report.save(update_fields=["decision"])
        settle([REPORTED], report.pk)
        if report.reporter is not None:
            tell([report.reporter], OUTCOME, report.pk, happening=str(decision.pk), by=by)
        count += 1
    return count
