"""How far people read, and what they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from forum.models import Follow, ReadMark, Topic, Watch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from content.models import Theme
    from forum.choices import FollowLevel
    from forum.models import Room
    from members.models import Kreis, User


def mark_read(topic: Topic, *, by: User, number: int) -> None:
    """Note that a person read up to this post; never back. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into forum_readmark (person_id, topic_id, number, at) values (%s, %s, %s, %s)"
            " on conflict (person_id, topic_id) do update set number = excluded.number,"
            " at = excluded.at, before = null, at_before = null"
            " where forum_readmark.number < excluded.number",
            [by.pk, topic.pk, number, timezone.now()],
        )


def mark_all_read(*, by: User) -> datetime | None:
    """Note that a person read every topic there is for him; return when, None if nothing was new.

    `unmark_all_read` takes it back by this time. One statement, however many topics there are.
    """
    now = timezone.now()
    unread = Topic.objects.visible_to(by).unread_by(by).order_by()
    topics, values = unread.values_list("pk", "post_count").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into forum_readmark as mark (person_id, topic_id, number, at, before)"  # noqa: S608  (SQL of Django's own, its values apart)
            f" select %s, topic, posts, %s, 0 from ({topics}) as unread (topic, posts)"
            " on conflict (person_id, topic_id) do update set number = excluded.number,"
            " at = excluded.at, before = mark.number, at_before = mark.at"
            " where mark.number < excluded.number",
            [by.pk, now, *values],
        )
        return now if cursor.rowcount else None


@transaction.atomic
def unmark_all_read(at: datetime, *, by: User) -> int:
    """Take back what mark_all_read did at this time; return how many topics are unread again.

    What was read since stays read.
    """
    marked = ReadMark.objects.visible_to(by).filter(at=at, before__isnull=False)
    fresh, _ = marked.filter(before=0).delete()
    known = marked.update(number=F("before"), at=F("at_before"), before=None, at_before=None)
    return fresh + known


def follow_topic(topic: Topic, *, by: User, level: FollowLevel) -> bool:
    """Say how a person wants to hear of a topic; tell whether that is another than before."""
    follow, created = Follow.objects.get_or_create(
        person=by, topic=topic, defaults={"level": level}
    )
    if not created and follow.level != level:
        follow.level = level
        follow.save(update_fields=["level"])
        return True
    return created


def watch(what: Room | Theme | Kreis, *, by: User) -> bool:
    """Let a person hear of new topics there; tell whether that is new."""
    return Watch.objects.get_or_create(person=by, **_named(what))[1]


def unwatch(what: Room | Theme | Kreis, *, by: User) -> bool:
    """Let a person hear of them no more; tell whether he did."""
    return Watch.objects.visible_to(by).filter(**_named(what)).delete()[0] > 0


@transaction.atomic
def watch_themes(themes: Iterable[Theme], *, by: User) -> bool:
    """Let a person hear of new topics on exactly these themes; tell whether that is new."""
    chosen = {theme.pk for theme in themes}
    own = Watch.objects.visible_to(by).filter(theme__isnull=False)
    ended, _ = own.exclude(theme__in=chosen).delete()
    known = set(own.values_list("theme", flat=True))
    begun = [Watch(person=by, theme_id=key) for key in chosen - known]
    # Sent twice at once, the second finds the rows of the first.
    Watch.objects.bulk_create(begun, ignore_conflicts=True)
    return bool(ended or begun)


def _named(what: Room | Theme | Kreis) -> dict[str, Any]:
    return {str(what._meta.model_name): what}
