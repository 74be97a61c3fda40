"""Reporting and deciding, through the services and through the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from forum.choices import Act, ReportCause
from forum.models import Report
from forum.services import Ruling, decide, report_post
from notices.reading import readable
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from forum.models import Decision, Post
    from members.models import User

REASON = "Bitte ohne Namen."


def report(post: Post, by: User, text: str = "Da steht ein Name.") -> Report:
    report_post(post, by=by, cause=ReportCause.CLIENTS, text=text)
    return Report.objects.get(post=post, reporter=by)


def rule(post: Post, act: Act, by: User, **more: Any) -> Decision:
    """Decide as who has seen everything."""
    last = post.decisions.first()
    said: dict[str, Any] = {"reason": REASON, "seen": last.pk if last else 0}
    return decide(post, act, Ruling(by=by, **said | more))


def sent(act: str, **more: str) -> dict[str, str]:
    """Return what a form of the moderation sends."""
    known = {"act": act, "reason": REASON, "token": str(uuid4()), "seen": "0", "known": "999999"}
    return known | more


def place_of(post: Post, page: str = "moderieren") -> str:
    return f"/austausch/thema/{post.topic_id}/{post.number}/{page}/"


def lines_of(person: User) -> list[tuple[str, str, str]]:
    """Return what a person's notices say: kind, text, title. Who hears of a post, is told first."""
    run_jobs("notices")
    shown = readable(person, person.notices.order_by("pk"))
    return [(one.kind.name, one.line.text, one.line.title) for one in shown]
