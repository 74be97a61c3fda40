from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from content.access import clearance_of
from content.choices import Audience
from forum.choices import Act, FollowLevel, RoomKind
from forum.rows import MOST_COUNTED, ListedRoom, ListedTopic, ShownPost

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from forum.models import (  # noqa: F401  (the base classes name them)
        Decision,
        Post,
        PostFile,
        ReadMark,
        Report,
        Room,
        RoomLock,
        RoomMember,
        Topic,
        Watch,
    )
    from members.models import Kreis, User

    type Reader = User | AnonymousUser


# So much of a post a list of reports shows.
PREVIEW = 320
# What small lists on other pages show of a topic.
_LISTED = (
    *("title", "state", "is_pinned", "author_name", "author_kreis", "post_count", "kreis_count"),
    *("last_post_at", "last_author", "room__name", "room__slug", "theme__label"),
)
# So long what was deleted can be brought back.
KEPT = timedelta(days=30)


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms."""

    def visible_to(self, user: Reader) -> RoomQuerySet:
        """Return the rooms whose every word this person may read; the liaison and the public none.

        A moderator reads a closed room only when named in it (S29), and nobody one where he is
        locked out.
        """
        clearance = clearance_of(user)
        if clearance < Audience.NETWORK:
            return self.none()
        named = self.model._meta.get_field("memberships").related_model._default_manager
        locked = self.model._meta.get_field("locks").related_model._default_manager
        is_named = Exists(named.filter(room_id=OuterRef("pk"), person_id=user.pk))
        circle = Q(kind=RoomKind.PROGRAMME) | Q(is_named)
        if clearance >= Audience.MEMBERS:
            circle |= Q(kind=RoomKind.OPEN)
        own = locked.filter(running_lock(), room_id=OuterRef("pk"), person_id=user.pk)
        return self.filter(circle).exclude(Exists(own))

    def moderated_by(self, user: Reader) -> RoomQuerySet:
        """Return those this person moderates; the same answer as access.may_moderate (S29)."""
        rooms = self.visible_to(user)
        if not user.is_authenticated or user.is_moderator:
            return rooms if user.is_authenticated else self.none()
        named = self.model._meta.get_field("memberships").related_model._default_manager
        hosted = named.filter(room_id=OuterRef("pk"), person_id=user.pk, is_host=True)
        return rooms.filter(Exists(hosted), kind=RoomKind.CLOSED)

    def as_listed(self, user: Reader) -> models.QuerySet[Room, tuple[Any, ...]]:
        """Return rows instead of models, those in use first: the fields of ListedRoom.

        `unread` looks at the newest MOST_COUNTED: a room of twenty thousand topics costs no more.
        """
        topics = apps.get_model("forum", "Topic")._default_manager.filter(deleted_at__isnull=True)
        marks = apps.get_model("forum", "ReadMark")._default_manager.filter(person_id=user.pk)
        newest = topics.filter(room_id=OuterRef("pk")).order_by("-last_post_at", "-pk")
        read = marks.filter(topic_id=OuterRef("pk"), number__gte=OuterRef("post_count"))
        unread = newest.values(is_unread=~Exists(read))[:MOST_COUNTED]
        known = self.annotate(unread=ArraySubquery(unread))
        return known.in_order().values_list(*ListedRoom._fields)

    def with_watch(self, user: Reader) -> RoomQuerySet:
        """Know of each room whether this person watches it: `is_watched`."""
        return self.annotate(is_watched=Exists(_own_watch(user, "room")))

    def in_order(self) -> RoomQuerySet:
        """Sort those that are in use first, by name."""
        return self.order_by(F("archived_at").asc(nulls_first=True), "name", "pk")


def running_lock() -> Q:
    """Return the condition that a lock holds today."""
    return Q(until__isnull=True) | Q(until__gte=timezone.localdate())


class RoomLockQuerySet(models.QuerySet["RoomLock"]):
    """Locks."""

    def visible_to(self, user: Reader) -> RoomLockQuerySet:
        """Return those of rooms this person moderates."""
        return self.filter(room__in=_moderated(user))

    def for_list(self) -> RoomLockQuerySet:
        """Join what a list shows, the newest first."""
        return self.select_related("person__kreis", "by").order_by("-at", "-pk")

    def running(self) -> RoomLockQuerySet:
        """Leave out those whose last day is over."""
        return self.filter(running_lock())


def _moderated(user: Reader) -> RoomQuerySet:
    rooms: RoomQuerySet = apps.get_model("forum", "Room")._default_manager.all()
    return rooms.moderated_by(user)


def _rooms(user: Reader) -> RoomQuerySet:
    # The model is not loaded yet when this module is.
    rooms: RoomQuerySet = apps.get_model("forum", "Room")._default_manager.all()
    return rooms.visible_to(user)


def _own_watch(user: Reader, what: str) -> models.QuerySet[Watch]:
    own: WatchQuerySet = apps.get_model("forum", "Watch")._default_manager.visible_to(user)
    return own.filter(**{f"{what}_id": OuterRef("pk")})


class RoomMemberQuerySet(models.QuerySet["RoomMember"]):
    """Named people of rooms."""

    def visible_to(self, user: Reader) -> RoomMemberQuerySet:
        """Return those of rooms this person reads: everybody there knows who reads along."""
        return self.filter(room__in=_rooms(user))

    def for_list(self) -> RoomMemberQuerySet:
        """Join what a list shows: the hosts first, then by name."""
        joined = self.select_related("person__kreis")
        return joined.order_by("-is_host", "person__last_name", "person__first_name", "pk")


def _begun() -> models.QuerySet[Any]:
    """Return which practices were begun from which topics."""
    through: Any = apps.get_model("forum", "Topic")._meta.get_field("begun").remote_field.through
    tied: models.QuerySet[Any] = through._default_manager.all()
    return tied


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics."""

    def visible_to(self, user: Reader) -> TopicQuerySet:
        """Return what stands in rooms this person reads, but for what was deleted."""
        return self.filter(room__in=_rooms(user), deleted_at__isnull=True)

    def overdue(self, now: datetime) -> TopicQuerySet:
        """Return those that nobody brought back in time."""
        return self.filter(deleted_at__lt=now - KEPT).order_by("pk")

    def in_bin(self, user: Reader) -> TopicQuerySet:
        """Return what this person can bring back: his own, or all of rooms he moderates."""
        own = Q(author_id=user.pk, deleted_by_id=user.pk, room__in=_rooms(user))
        deleted = self.filter(deleted_at__gte=timezone.now() - KEPT)
        found = deleted.filter(own | Q(room__in=_moderated(user)))
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

    def begun_by(self, kreis: Kreis) -> TopicQuerySet:
        """Return those whose first post people of this Kreis wrote, where that may be said.

        Under the Chatham House rule nobody's Kreis is named outside the room.
        """
        posts = self.model._meta.get_field("posts").related_model._default_manager
        first = posts.filter(kreis_id=kreis.pk, number=1)
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


class PostQuerySet(models.QuerySet["Post"]):
    """Posts."""

    def visible_to(self, user: Reader) -> PostQuerySet:
        """Return those of topics this person reads; a deleted one stays as a gap with a note."""
        return self.filter(topic__room__in=_rooms(user), topic__deleted_at__isnull=True)

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
            post__topic__room__in=_rooms(user),
        )
        decides = Q(post__topic__room__in=_moderated(user))
        readable &= Q(post__hidden_at__isnull=True) | Q(post__author_id=user.pk) | decides
        return self.filter(readable | Q(draft__person_id=user.pk))


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


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports."""

    def visible_to(self, user: Reader) -> ReportQuerySet:
        """Return those this person decides about: of rooms he moderates, not about his own posts.

        For a moderator who does not read a room there are none of it (S29).
        """
        standing = self.filter(post__topic__room__in=_moderated(user))
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
        rooms = _rooms(user)
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
        rooms = _moderated(user)
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
