"""Who was told of what; what the mails say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.models import Notice, OutgoingMail
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from members.models import User


def told() -> list[tuple[str, str, str, str]]:
    """Return kind, person, whom he deputises for, channel of all notices, in their order.

    Who hears of a post is a job, which is done first; the mails stay queued.
    """
    run_jobs("notices")
    rows = Notice.objects.order_by("pk").select_related("person", "on_behalf_of")
    return [
        (
            row.kind,
            row.person.email,
            row.on_behalf_of.email if row.on_behalf_of else "",
            row.channel,
        )
        for row in rows
    ]


def mailed_to(person: User) -> list[OutgoingMail]:
    """Deliver what is queued, as the trial does: kept; return a person's mails."""
    run_jobs()
    return list(OutgoingMail.objects.filter(to=person.email).order_by("pk"))
