"""Topics, how far people read them, and what people watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.choices import FollowLevel
from forum.querysets.posts import KEPT
from forum.querysets.rooms import rooms_moderated, rooms_read
from forum.rows import ListedTopic

if TYPE_CHECKING:
    from datetime import datetime

    from forum.models import Post, ReadMark, Topic, Watch  # noqa: F401  (named by the bases)
    from forum.querysets.rooms import Reader

# What small lists on other pages show of a topic.
_LISTED = (
    *("title", "state", "is_pinned", "author_name", "author_kreis", "post_count", "kreis_count"),
    *("last_post_at", "last_author", "room__name", "room__slug", "theme__label"),
)


def _begun() -> models.QuerySet[Any]:
    """Return which practices were begun from which topics."""
    through: Any = apps.get_model("forum", "Topic")._meta.get_field("begun").remote_field.through
    tied: models.QuerySet[Any] = through._default_manager.all()
    return tied


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics."""

    def visible_to(self, user: Reader) -> TopicQuerySet:
        """Return what stands in rooms this person reads, but for what was deleted."""
        return self.filter(room__in=rooms_read(user), deleted_at__isnull=True)

    def overdue(self, now: datetime) -> TopicQuerySet:
        """Return those that nobody brought back in time."""
        return self.filter(deleted_at__lt=now - KEPT).order_by("pk")

    def in_bin(self, user: Reader) -> TopicQuerySet:
        """Return what this person can bring back: his own, or all of rooms he moderates."""
        own = Q(author_id=user.pk, deleted_by_id=user.pk, room__in=rooms_read(user))
        deleted = self.filter(deleted_at__gte=timezone.now() - KEPT)
        found = deleted.filter(own | Q(room__in=rooms_moderated(user)))
        return found.select_related("room", "deleted_by").order_by("-deleted_at", "-pk")

    def read_so_far(self, user: Reader) -> TopicQuerySet:
        """Know of each topic up to which post this person read it: `read_number`, 0 for none."""
        mine = self.model._meta.get_field("read_marks").related_model._default_manager
        mark = mine.filter(topic_id=OuterRef("pk"), person_id=user.pk).values("number")
        known = {"read_number": Coalesce(Subquery(mark), 0)}
        return self.annotate(**known)

    def as_read_by(self, user: Reader) -> TopicQuerySet:
        """Join what a topic's page shows; how far this person read, and how he follows it."""
        own = self.model._meta.get_field("follows").related_model._default_manager
        level = own.filter(topic_id=OuterRef("pk"), person_id=user.pk).values("level")
        marks = self.model._meta.get_field("read_marks").related_model._default_manager
        read_at = marks.filter(topic_id=OuterRef("pk"), person_id=user.pk).values("at")
        made = _begun().filter(topic_id=OuterRef("pk")).values("practice_id")
        known = {
            "follow_level": Subquery(level),
            "read_at": Subquery(read_at),
            "begun_ids": ArraySubquery(made),
        }
        found: TopicQuerySet = self.read_so_far(user).annotate(**known)
        return found.select_related("room", "theme")

    def unread_by(self, user: Reader) -> TopicQuerySet:
        """Return those with words this person has not read; `read_number` says up to where."""
        return self.read_so_far(user).filter(post_count__gt=F("read_number"))

    def begun_by(self, ags: str) -> TopicQuerySet:
        """Return those whose first post people of this Kreis wrote, where that may be said.

        Under the Chatham House rule nobody's Kreis is named outside the room.
        """
        posts = self.model._meta.get_field("posts").related_model._default_manager
        first = posts.filter(kreis_id=ags, number=1)
        return self.filter(pk__in=first.values("topic_id"), room__is_chatham_house=False)

    def about(self, practice_id: int) -> TopicQuerySet:
        """Return those about a practice, and those it was begun from, where that may be said."""
        begun = _begun().filter(practice_id=practice_id).values("topic_id")
        tied = self.model._default_manager.order_by().filter(practice_id=practice_id).values("pk")
        # „Or“ would read all topics.
        return self.filter(pk__in=tied.union(begun, all=True), room__is_chatham_house=False)

    def followed_by(self, user: Reader) -> TopicQuerySet:
        """Return those this person hears of, and how: `follow_level`."""
        known = {"follow_level": F("follows__level")}
        own = {"follows__person_id": user.pk, "follows__level__in": FollowLevel.heard()}
        found: TopicQuerySet = self.filter(**own).annotate(**known)
        return found.for_list()

    def for_list(self) -> TopicQuerySet:
        """Join what a small list shows: the newest words first; their texts are not loaded."""
        shown = self.select_related("room", "theme").only(*_LISTED)
        return shown.order_by("-last_post_at", "-pk")

    def as_listed(self, user: Reader) -> models.QuerySet[Topic, tuple[Any, ...]]:
        """Return rows instead of models, the newest words first: the fields of ListedTopic."""
        names = {"room_name": F("room__name"), "theme_label": F("theme__label")}
        known = self.read_so_far(user).annotate(**names)
        return known.order_by("-last_post_at", "-pk").values_list(*ListedTopic._fields)


class ReadMarkQuerySet(models.QuerySet["ReadMark"]):
    """How far people read."""

    def visible_to(self, user: Reader) -> ReadMarkQuerySet:
        """Return the person's own."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()


class WatchQuerySet(models.QuerySet["Watch"]):
    """What people watch."""

    def visible_to(self, user: Reader) -> WatchQuerySet:
        """Return the person's own."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def telling_of(self, post: Post) -> WatchQuerySet:
        """Return those that a topic's first post is news for, whoever they belong to."""
        topic = post.topic
        fitting = Q(room_id=topic.room_id)
        if topic.theme_id is not None:
            fitting |= Q(theme_id=topic.theme_id)
        if post.kreis_id is not None:
            fitting |= Q(kreis_id=post.kreis_id)
        return self.filter(fitting)
