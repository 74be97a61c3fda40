"""What closed rooms ask of who hosts them; the office has its queues (forum.queues)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone

from content.interests import theme_source
from content.models import Theme
from content.prepared import prepared
from content.tasks import Task, whole_task_source
from forum.access import may_enter
from forum.models import Report, RoomMember, Watch
from members.facts import session_fact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from members.models import User


@prepared
def _waiting(reader: User) -> QuerySet[Report, tuple[int, datetime]]:
    """Of how many posts nobody decided about reports, and since when; no row where of none."""
    waiting = Report.objects.visible_to(reader).undecided().order_by().values("decision")
    return waiting.values_list(Count("post", distinct=True), Min("at"))


session_fact(
    "hosts_rooms",
    lambda: Exists(RoomMember.objects.filter(person=OuterRef("pk"), is_host=True)),
)


@whole_task_source
def open_reports(user: User) -> Iterator[Task]:
    """Ask hosts to decide about what was reported in their rooms (S29)."""
    hosts = not user.is_moderator and getattr(user, "hosts_rooms", True)
    if not hosts or not may_enter(user):
        return
    for count, oldest in _waiting(user):
        posts = "gemeldeten Beitrag" if count == 1 else "gemeldete Beiträge"
        yield Task(
            title=f"{count} {posts} prüfen",
            url=reverse("forum:report-list"),
            detail=f"Die älteste Meldung ist vom {timezone.localtime(oldest):%d.%m.%Y}",
            minutes=3 * count,
        )


# Few need to have practices looked through for what fits them: content.interests.follows_themes.
session_fact(
    "follows_themes",
    lambda: Exists(Watch.objects.filter(person=OuterRef("pk"), theme__isnull=False)),
)


@theme_source
def themes_watched(reader: User) -> QuerySet[Theme]:
    """Name the themes a person watches: what concerns him, beyond the rooms as well."""
    return Theme.objects.filter(pk__in=Watch.objects.visible_to(reader).values("theme"))
