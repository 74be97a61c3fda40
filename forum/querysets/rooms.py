"""Rooms, who is named in them, and who is locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone

from content.access import clearance_of
from content.choices import Audience
from forum.choices import RoomKind
from forum.rows import MOST_COUNTED, ListedRoom

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forum.models import Room, RoomLock, RoomMember, Watch  # noqa: F401  (named by the bases)
    from forum.querysets.topics import WatchQuerySet
    from members.models import User

    type Reader = User | AnonymousUser


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

        `unread_count` looks at the newest MOST_COUNTED, so that a room of twenty thousand topics
        costs no more.
        """
        topics = apps.get_model("forum", "Topic")._default_manager.filter(deleted_at__isnull=True)
        marks = apps.get_model("forum", "ReadMark")._default_manager.filter(person_id=user.pk)
        newest = topics.filter(room_id=OuterRef("pk")).order_by("-last_post_at", "-pk")
        read = marks.filter(topic_id=OuterRef("pk"), number__gte=OuterRef("post_count"))
        unread = newest.values(is_unread=~Exists(read))[:MOST_COUNTED]
        places = Func(ArraySubquery(unread), Value(value=True), function="array_positions")
        count = Func(places, function="cardinality", output_field=models.IntegerField())
        known = self.annotate(unread_count=count)
        return known.in_order().values_list(*ListedRoom._fields)

    def with_watch(self, user: Reader) -> RoomQuerySet:
        """Know of each room whether this person watches it: `is_watched`."""
        return self.annotate(is_watched=Exists(_own_watch(user, "room")))

    def in_order(self) -> RoomQuerySet:
        """Sort those that are in use first, by name."""
        return self.order_by(F("archived_at").asc(nulls_first=True), "name", "pk")


def _own_watch(user: Reader, what: str) -> models.QuerySet[Watch]:
    own: WatchQuerySet = apps.get_model("forum", "Watch")._default_manager.visible_to(user)
    return own.filter(**{f"{what}_id": OuterRef("pk")})


def running_lock() -> Q:
    """Return the condition that a lock holds today."""
    return Q(until__isnull=True) | Q(until__gte=timezone.localdate())


def rooms_read(user: Reader) -> RoomQuerySet:
    # The model is not loaded yet when this module is.
    rooms: RoomQuerySet = apps.get_model("forum", "Room")._default_manager.all()
    return rooms.visible_to(user)


def rooms_moderated(user: Reader) -> RoomQuerySet:
    rooms: RoomQuerySet = apps.get_model("forum", "Room")._default_manager.all()
    return rooms.moderated_by(user)


class RoomLockQuerySet(models.QuerySet["RoomLock"]):
    """Locks."""

    def visible_to(self, user: Reader) -> RoomLockQuerySet:
        """Return those of rooms this person moderates."""
        return self.filter(room__in=rooms_moderated(user))

    def for_list(self) -> RoomLockQuerySet:
        """Join what a list shows, the newest first."""
        return self.select_related("person__kreis", "by").order_by("-at", "-pk")

    def running(self) -> RoomLockQuerySet:
        """Leave out those whose last day is over."""
        return self.filter(running_lock())


class RoomMemberQuerySet(models.QuerySet["RoomMember"]):
    """Named people of rooms."""

    def visible_to(self, user: Reader) -> RoomMemberQuerySet:
        """Return those of rooms this person reads: everybody there knows who reads along."""
        return self.filter(room__in=rooms_read(user))

    def for_list(self) -> RoomMemberQuerySet:
        """Join what a list shows: the hosts first, then by name."""
        joined = self.select_related("person__kreis")
        return joined.order_by("-is_host", "person__last_name", "person__first_name", "pk")
