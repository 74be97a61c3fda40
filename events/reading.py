"""What the page of an event reads, with SQL that is composed once a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from content.prepared import prepared
from events.models import Event, EventMessage, EventOrganiser, Material, Minutes, Registration
from practices.models import Practice

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from events.querysets import (
        EventMessageQuerySet,
        EventQuerySet,
        MaterialQuerySet,
        MinutesQuerySet,
        Reader,
        RegistrationQuerySet,
    )
    from members.models import User
    from practices.querysets import PracticeQuerySet


def event_read_by(user: User | AnonymousUser, event_id: int) -> Event | None:
    """Return an event this person reads, with Kreis, theme, organisers and agenda; else None."""
    found = _events(user, event_id)
    organisers = EventOrganiser.objects.select_related("person__kreis")
    prefetch_related_objects(found, Prefetch("organisers", organisers), "agenda")
    return found[0] if found else None


@prepared
def _events(reader: Reader, event_id: int) -> EventQuerySet:
    events: EventQuerySet = Event.objects.visible_to(reader).filter(pk=event_id)
    return events.select_related("kreis", "theme")


@prepared
def registration_of(person: User, event_id: int) -> RegistrationQuerySet:
    """Return the person's own registration, if there is one."""
    own: RegistrationQuerySet = Registration.objects.filter(event_id=event_id, person_id=person.pk)
    return own


@prepared
def messages_to(reader: Reader, event_id: int) -> EventMessageQuerySet:
    """Return what was written to the registered, as far as this reader reads it."""
    return EventMessage.objects.visible_to(reader).filter(event_id=event_id)


@prepared
def practices_at(reader: Reader, event_id: int) -> PracticeQuerySet:
    """Return the practices an event is about, for lists."""
    practices: PracticeQuerySet = Practice.objects.visible_to(reader).filter(events=event_id)
    return practices.for_list()


@prepared
def material_of(reader: Reader, event_id: int) -> MaterialQuerySet:
    """Return the files that are handed out to this reader now."""
    return Material.objects.visible_to(reader).filter(event_id=event_id)


@prepared
def minutes_at(reader: Reader, event_id: int) -> MinutesQuerySet:
    """Return the minutes of an event, if there are any that this reader reads."""
    return Minutes.objects.visible_to(reader).filter(event_id=event_id)
