"""Posts and their files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from content.access import clearance_of
from content.choices import Audience
from forum.querysets.rooms import rooms_moderated, rooms_read
from forum.rows import ShownPost

if TYPE_CHECKING:
    from datetime import datetime

    from forum.models import Post, PostFile  # noqa: F401  (named by the bases)
    from forum.querysets.rooms import Reader

# So long what was deleted can be brought back.
KEPT = timedelta(days=30)


class PostQuerySet(models.QuerySet["Post"]):
    """Posts."""

    def visible_to(self, user: Reader) -> PostQuerySet:
        """Return those of topics this person reads; a deleted one stays as a gap with a note."""
        return self.filter(topic__room__in=rooms_read(user), topic__deleted_at__isnull=True)

    def between(self, first: int, last: int) -> PostQuerySet:
        """Return those of these numbers, both included; of a topic it costs the same anywhere."""
        return self.filter(number__gte=first, number__lte=last)

    def as_shown_to(self, user: Reader) -> models.QuerySet[Post, tuple[Any, ...]]:
        """Return rows instead of models, in the order of the page: the fields of ShownPost."""
        helpful = self.model._meta.get_field("helpfuls").related_model._default_manager
        said = helpful.filter(post_id=OuterRef("pk"), person_id=user.pk)
        rows = self.annotate(said_helpful=Exists(said)).values_list(*ShownPost._fields)
        return rows.order_by("number")

    def in_bin(self) -> PostQuerySet:
        """Return what was deleted and is not erased yet."""
        return self.filter(deleted_at__isnull=False).exclude(text="")

    def in_bin_of(self, user: Reader) -> PostQuerySet:
        """Return the person's own of these, the latest first, with what the page says."""
        own = self.in_bin().filter(author_id=user.pk).select_related("topic__room")
        return own.defer("html", "fragment").order_by("-deleted_at", "-pk")

    def overdue(self, now: datetime) -> PostQuerySet:
        """Return those that nobody brought back in time."""
        return self.in_bin().filter(deleted_at__lt=now - KEPT).order_by("pk")

    def shown(self) -> PostQuerySet:
        """Leave out what is deleted or hidden by the moderation."""
        return self.filter(deleted_at__isnull=True, hidden_at__isnull=True)


class PostFileQuerySet(models.QuerySet["PostFile"]):
    """Files and pictures at posts."""

    def visible_to(self, user: Reader) -> PostFileQuerySet:
        """Return those of posts that this person reads now, and the own ones not published (S27).

        With a post that is gone its files are, for everybody; those of one that the moderation
        hid, for all but its author and those who decide.
        """
        if clearance_of(user) < Audience.NETWORK:
            return self.none()
        readable = Q(
            post__deleted_at__isnull=True,
            post__topic__deleted_at__isnull=True,
            post__topic__room__in=rooms_read(user),
        )
        decides = Q(post__topic__room__in=rooms_moderated(user))
        readable &= Q(post__hidden_at__isnull=True) | Q(post__author_id=user.pk) | decides
        return self.filter(readable | Q(draft__person_id=user.pk))
