"""What was reported in the trial's rooms, and what the office decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forum.choices import Act
from forum.models import Decision, Post, Report
from forum.services import Ruling, decide, report_post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from forum.models import Topic
    from members.models import User

_OFFICE = "moderation"


def load_reports(
    topic: Topic,
    entries: Iterable[Mapping[str, Any]],
    *,
    person: Callable[[str], User],
    moment: Callable[[str], datetime],
) -> None:
    """Report posts of a topic, and decide about those whose entry names an act."""
    for entry in entries:
        post = topic.posts.get(number=entry["post"])
        reporter = person(entry["by"])
        report_post(post, by=reporter, cause=entry["cause"], text=entry["text"])
        Report.objects.filter(post=post).update(at=moment(entry["at"]))
        if "act" in entry:
            ruling = Ruling(by=person(_OFFICE), reason=entry["reason"])
            decision, at = decide(post, Act(entry["act"]), ruling), moment(entry["decided"])
            Decision.objects.filter(pk=decision.pk).update(at=at)
            Post.objects.filter(pk=post.pk, hidden_at__isnull=False).update(hidden_at=at)
