from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from content.access import clearance_of
from content.choices import Audience
from events.choices import (
    ACTIVE,
    ANNOUNCED,
    ORGANISING,
    EventState,
    MaterialFrom,
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
        Material,
        Minutes,
        MinutesTask,
        MinutesVersion,
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


def knows_people(user: Reader) -> bool:
    """Whether names of people are shown to this reader as to everybody of the Forum."""
    return takes_part(user) and clearance_of(user) >= Audience.NETWORK


def _is_organiser(user: User, event: str) -> Q:
    """Say that the person organises the event by the path `event`: named, and of its Kreis still.

    Whoever left the Kreis, or coordinates no more, looks after none of its events (S15).
    """
    organisers: Any = apps.get_model("events", "EventOrganiser")._default_manager
    named = Q(Exists(organisers.filter(event=OuterRef(f"{event}pk"), person_id=user.pk)))
    of_it = Q((f"{event}kreis_id__isnull", True))
    if user.kreis_id is not None:
        of_it |= Q((f"{event}kreis_id", user.kreis_id))
    return named & of_it


def readable(user: Reader, event: str = "") -> Q:
    """Say of events, or of what belongs to one by the path `event`, what may be read."""
    heard = Q((f"{event}audience__lte", clearance_of(user)))
    announced = Q((f"{event}state__in", ANNOUNCED))
    if not user.is_authenticated or not organises(user):
        return heard & announced
    if user.is_moderator:
        return heard
    found = announced | _is_organiser(user, event)
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
    found = _is_organiser(user, event)
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

    def past(self) -> EventQuerySet:
        """Return what is over, the last one first.

        By the clock of the database: of a moment it is told, it does not know beforehand how much
        is past, and it would plan the list of past events each time.
        """
        over = self.filter(starts_at__lt=Now(), ends_at__lt=Now())
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


def took_part(user: Reader, event: str) -> Exists:
    """Say that the person has, or had to the end, a place at the event by the path `event`."""
    registrations: Any = apps.get_model("events", "Registration")._default_manager
    own = registrations.filter(person_id=user.pk, state=RegistrationState.REGISTERED)
    return Exists(own.filter(event=OuterRef(event)))


def _minutes_readable(user: Reader, minutes: str = "") -> Q:
    """Say of minutes, or of what belongs to them by the path `minutes`, what may be read.

    Published ones by who reads the event too; drafts by who looks after it. Nobody reads beyond
    the own clearance.
    """
    heard = Q((f"{minutes}audience__lte", clearance_of(user)))
    published = Q((f"{minutes}published_at__isnull", False)) & readable(user, f"{minutes}event__")
    open_ = Q((f"{minutes}for_participants", False))
    if takes_part(user):
        open_ |= Q(took_part(user, f"{minutes}event"))
    return heard & (published & open_ | organised(user, f"{minutes}event__"))


class MinutesQuerySet(models.QuerySet["Minutes"]):
    """Minutes of events."""

    def visible_to(self, user: Reader) -> MinutesQuerySet:
        """Return what this reader may read: never wider than the event, drafts of own events."""
        return self.filter(_minutes_readable(user))

    def published(self) -> MinutesQuerySet:
        """Leave out drafts."""
        return self.filter(published_at__isnull=False)

    def closed(self) -> MinutesQuerySet:
        """Return those that named people alone read; the same answer as Minutes.is_closed."""
        drafts = Q(published_at__isnull=True) | Q(event__state=EventState.DRAFT)
        return self.filter(drafts | Q(for_participants=True))


class MinutesVersionQuerySet(models.QuerySet["MinutesVersion"]):
    """Earlier and present versions of published minutes."""

    def visible_to(self, user: Reader) -> MinutesVersionQuerySet:
        """Return those of minutes the reader reads, and which were written for him then, too."""
        then = Q(audience__lte=clearance_of(user))
        written_for = Q(for_participants=False) | organised(user, "minutes__event__")
        if takes_part(user):
            written_for |= Q(took_part(user, "minutes__event"))
        return self.filter(then & written_for & _minutes_readable(user, "minutes__"))


class MinutesTaskQuerySet(models.QuerySet["MinutesTask"]):
    """Tasks of minutes."""

    def visible_to(self, user: Reader) -> MinutesTaskQuerySet:
        """Return those of minutes the reader reads; the public learns nothing of people."""
        if not takes_part(user):
            return self.none()
        return self.filter(_minutes_readable(user, "minutes__"))

    def open_for(self, user: Reader) -> MinutesTaskQuerySet:
        """Return what this person has to do by published minutes.

        And of whom he deputises for today, what he may say is done: a deputy has no further right.
        """
        deputyships: Any = apps.get_model("members", "Deputyship")._default_manager
        absent = deputyships.running().filter(deputy_id=user.pk).values("person")
        own = Q(owner_id=user.pk)
        theirs = Q(owner__in=absent) & organised(user, "minutes__event__")
        published = Q(minutes__published_at__isnull=False, done_at__isnull=True)
        return self.visible_to(user).filter(published & (own | theirs))


class MaterialQuerySet(models.QuerySet["Material"]):
    """Files of events."""

    def visible_to(self, user: Reader) -> MaterialQuerySet:
        """Return what is handed out now: of announced events, to all who read them or came (S27).

        Who looks after an event has all of it.
        """
        announced = readable(user, "event__") & Q(event__state__in=ANNOUNCED)
        over = Q(event__ends_at__lt=Now())
        time_has_come = Q(visible_from=MaterialFrom.AT_ONCE) | over
        open_ = Q(for_registered=False)
        if takes_part(user):
            open_ |= Q(took_part(user, "event"))
        return self.filter(announced & time_has_come & open_ | organised(user, "event__"))
