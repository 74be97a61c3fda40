from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from content.access import clearance_of
from events.choices import (
    ACTIVE,
    ANNOUNCED,
    ORGANISING,
    EventState,
    RegistrationState,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from events.models import (  # noqa: F401  (the base classes name them)
        CalendarFeed,
        Event,
        EventMessage,
        EventOrganiser,
        Registration,
    )
    from members.models import User

    type Reader = User | AnonymousUser


def takes_part(user: Reader) -> bool:
    """Whether the person has a role: whoever has none registers for nothing."""
    return user.is_authenticated and user.is_active and bool(user.role)


def organises(user: Reader) -> bool:
    """Whether the person's role announces events."""
    return takes_part(user) and user.is_authenticated and user.role in ORGANISING


def _is_organiser(user: Reader, event: str) -> Exists:
    """Say that the person is named as an organiser of the event by the path `event`."""
    organisers: Any = apps.get_model("events", "EventOrganiser")._default_manager
    return Exists(organisers.filter(event=OuterRef(f"{event}pk"), person_id=user.pk))


def readable(user: Reader, event: str = "") -> Q:
    """Say of events, or of what belongs to one by the path `event`, what may be read."""
    heard = Q((f"{event}audience__lte", clearance_of(user)))
    announced = Q((f"{event}state__in", ANNOUNCED))
    if not user.is_authenticated or not organises(user):
        return heard & announced
    if user.is_moderator:
        return heard
    found = announced | Q(_is_organiser(user, event))
    if user.kreis_id is not None:
        found |= Q((f"{event}kreis_id", user.kreis_id))
    return heard & found


def organised(user: Reader, event: str = "") -> Q:
    """Say of events, or of what belongs to one, which the person looks after."""
    if not user.is_authenticated or not organises(user):
        return Q(pk__in=())
    heard = Q((f"{event}audience__lte", clearance_of(user)))
    if user.is_moderator:
        return heard
    found = Q(_is_organiser(user, event))
    if user.is_lead and user.kreis_id is not None:
        found |= Q((f"{event}kreis_id", user.kreis_id))
    return heard & found


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def visible_to(self, user: Reader) -> EventQuerySet:
        """Return what this reader may read, by audience: what is announced, and own drafts.

        Those are of the own Kreis, or name the person as an organiser; moderators read them all.
        """
        return self.filter(readable(user))

    def organised_by(self, user: Reader) -> EventQuerySet:
        """Return those the person looks after; the same answer as access.can_edit_event."""
        return self.filter(organised(user))

    def announced(self) -> EventQuerySet:
        """Leave out drafts."""
        return self.filter(state__in=ANNOUNCED)

    def drafts(self) -> EventQuerySet:
        """Return what nobody announced yet."""
        return self.filter(state=EventState.DRAFT)

    def coming(self, now: datetime) -> EventQuerySet:
        """Return what is not over, the next one first."""
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def begun_after(self, moment: datetime) -> EventQuerySet:
        """Leave out what began before; before `now - LONGEST` it is over, and an index skips it."""
        return self.filter(starts_at__gt=moment)

    def past(self, now: datetime) -> EventQuerySet:
        """Return what is over, the last one first."""
        over = self.filter(starts_at__lt=now, ends_at__lt=now)
        return over.order_by("-starts_at", "-pk")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations."""

    def visible_to(self, user: Reader) -> RegistrationQuerySet:
        """Return the person's own, of events he reads, and all of events he looks after."""
        if not takes_part(user):
            return self.none()
        own = Q(person_id=user.pk) & readable(user, "event__")
        return self.filter(own | organised(user, "event__"))

    def offered_to(self, user: Reader) -> RegistrationQuerySet:
        """Return the places that are kept for this person, of events he reads."""
        own = self.visible_to(user).filter(person_id=user.pk, state=RegistrationState.OFFERED)
        return own.filter(event__state=EventState.PUBLISHED)

    def active(self) -> RegistrationQuerySet:
        """Leave out those who withdrew."""
        return self.filter(state__in=ACTIVE)

    def registered(self) -> RegistrationQuerySet:
        """Return those who have a place."""
        return self.filter(state=RegistrationState.REGISTERED)

    def waiting(self) -> RegistrationQuerySet:
        """Return the waiting list in the order of arrival."""
        return self.filter(state=RegistrationState.WAITING).order_by("arrival", "pk")


class EventMessageQuerySet(models.QuerySet["EventMessage"]):
    """What organisers wrote to the registered."""

    def visible_to(self, user: Reader) -> EventMessageQuerySet:
        """Return those to the person as one of the registered, and of events he looks after."""
        if not takes_part(user):
            return self.none()
        registrations: Any = apps.get_model("events", "Registration")._default_manager
        own = registrations.registered().filter(event=OuterRef("event"), person_id=user.pk)
        written_to = Q(Exists(own)) & readable(user, "event__")
        return self.filter(written_to | organised(user, "event__"))


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Secret addresses of calendars."""

    def visible_to(self, user: Reader) -> CalendarFeedQuerySet:
        """Return the person's own; nobody else reads an address, the office neither."""
        return self.filter(person_id=user.pk) if takes_part(user) else self.none()
