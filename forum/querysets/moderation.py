"""What was reported, and what the moderation decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Left

from content.access import clearance_of
from content.choices import Audience
from forum.choices import Act
from forum.querysets.rooms import rooms_moderated, rooms_read

if TYPE_CHECKING:
    from forum.models import Decision, Report  # noqa: F401  (named by the bases)
    from forum.querysets.rooms import Reader

# So much of a post a list of reports shows.
PREVIEW = 320


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports."""

    def visible_to(self, user: Reader) -> ReportQuerySet:
        """Return those this person decides about: of rooms he moderates, not about his own posts.

        For a moderator who does not read a room there are none of it (S29).
        """
        standing = self.filter(post__topic__room__in=rooms_moderated(user))
        return standing.filter(post__topic__deleted_at__isnull=True).exclude(
            post__author_id=user.pk
        )

    def undecided(self) -> ReportQuerySet:
        """Return those nobody decided about."""
        return self.filter(decision__isnull=True)

    def unsettled(self) -> ReportQuerySet:
        """Return those whose matter is not at its end: undecided, or the author was asked."""
        return self.filter(Q(decision__isnull=True) | Q(decision__act=Act.QUERY))

    def first_of_each_post(self) -> ReportQuerySet:
        """Return of the undecided ones the oldest of each post, and how many others there are."""
        same = self.model._default_manager.filter(post_id=OuterRef("post_id"), decision=None)
        older = same.filter(pk__lt=OuterRef("pk"))
        counted = same.order_by().values("post_id").values(number=Count("pk"))
        known = {"reported_times": Subquery(counted)}
        return self.undecided().exclude(Exists(older)).annotate(**known)

    def reported_by(self, user: Reader) -> ReportQuerySet:
        """Return what this person reported and was decided, as far as he reads the room today."""
        rooms = rooms_read(user)
        return self.filter(reporter_id=user.pk, decision__isnull=False, post__topic__room__in=rooms)

    def for_notices(self) -> ReportQuerySet:
        """Join what a notice says."""
        named = ("cause", "decision__act", "post__number", "post__topic__title")
        joined = self.select_related("post__topic", "decision")
        return joined.only(*named, "post__topic__deleted_at")

    def for_list(self) -> ReportQuerySet:
        """Join what a list shows; of the post its beginning alone."""
        joined = self.select_related("post__topic__room", "decision__by", "reporter__kreis")
        texts = ("post__text", "post__html", "post__fragment")
        known = {"preview": Left("post__text", PREVIEW)}
        return joined.defer(*texts).annotate(**known)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions of the moderation."""

    def visible_to(self, user: Reader) -> DecisionQuerySet:
        """Return those addressed to this person, wherever he may read by now."""
        if clearance_of(user) < Audience.NETWORK:
            return self.none()
        return self.filter(person_id=user.pk)

    def moderated_by(self, user: Reader) -> DecisionQuerySet:
        """Return those of rooms this person moderates, but for what concerns himself."""
        rooms = rooms_moderated(user)
        return self.filter(room__in=rooms).exclude(person_id=user.pk).known_to(user)

    def known_to(self, user: Reader) -> DecisionQuerySet:
        """Leave out that his own post was left standing: nobody is told of a report about it."""
        return self.exclude(act=Act.LEAVE, post__author_id=user.pk)

    def for_notices(self, user: Reader) -> DecisionQuerySet:
        """Know of each the `title` of its topic, if this person reads it."""
        topics = apps.get_model("forum", "Topic")._default_manager.all()
        own = topics.visible_to(user).filter(posts=OuterRef("post")).values("title")
        known = {"title": Coalesce(Subquery(own[:1]), Value(""))}
        return self.annotate(**known)

    def for_queue(self, user: Reader) -> DecisionQuerySet:
        """Join what the queue shows of an answer."""
        return self.for_notices(user).select_related("room", "person__kreis", "post", "by")

    def answered(self) -> DecisionQuerySet:
        """Return those with an answer that nobody took note of."""
        return self.filter(answered_at__isnull=False, noted_at__isnull=True)
