"""What closed rooms ask of who hosts them; the office has its queues (forum.queues)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Min, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from content.interests import theme_source
from content.models import Theme
from content.tasks import Row, Task, tasks_of_rows
from forum.access import may_enter
from forum.models import Report, RoomMember, Watch
from members.facts import session_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from members.models import User


session_fact(
    "hosts_rooms",
    lambda: Exists(RoomMember.objects.filter(person=OuterRef("pk"), is_host=True)),
)


def _hosts(user: User) -> bool:
    """Whether the person hosts a room; of anybody but the session's person it is assumed."""
    return not user.is_moderator and may_enter(user) and bool(getattr(user, "hosts_rooms", True))


def _waiting(reader: User) -> QuerySet[Any]:
    """Return of how many posts nobody decided about reports, and since when; no row of none."""
    undecided = Report.objects.visible_to(reader).undecided().order_by().values("decision")
    posts = Count("post", distinct=True)
    return undecided.annotate(row=JSONObject(posts=posts, oldest=Min("at")))


@tasks_of_rows(_waiting, concerns=_hosts)
def open_reports(_: User, row: Row) -> Iterator[Task]:
    """Ask hosts to decide about what was reported in their rooms (S29)."""
    count, oldest = row["posts"], datetime.fromisoformat(row["oldest"])
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
