"""What was reported in the trial's rooms, and what the office decided about it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from forum.choices import Act
from forum.models import Decision, Post, Report
from forum.services import Ruling, decide, report_post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from forum.models import Topic
    from members.models import User

_OFFICE = "moderation"


def load_reports(
    topic: Topic,
    entries: Iterable[Mapping[str, Any]],
    *,
    person: Callable[[str], User],
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


def moment(text: str) -> datetime:
    """„6 10:24“: six days ago, at that hour."""
    days, clock = text.split()
    day = timezone.localdate() - timedelta(days=int(days))
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
