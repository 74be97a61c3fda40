"""May-questions about events and registrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from content.access import clearance_of
from events.choices import ANNOUNCED, EventState, MaterialFrom
from events.querysets import organises, takes_part
from members.access import has_access

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from events.models import (
        CalendarFeed,
        Event,
        EventMessage,
        Material,
        Minutes,
        MinutesTask,
        MinutesVersion,
        Registration,
    )
    from members.models import User

    type Reader = User | AnonymousUser


def can_organise(user: Reader) -> bool:
    """Whether the person announces events: everybody of the Forum, never the liaison."""
    return organises(user)


def can_read_event(user: Reader, event: Event) -> bool:
    """Whether the event exists for this person; the same answer as Event.objects.visible_to."""
    if event.audience > clearance_of(user):
        return False
    if event.state in ANNOUNCED:
        return True
    if not user.is_authenticated or not organises(user):
        return False
    own = user.kreis_id is not None and user.kreis_id == event.kreis_id
    return own or user.is_moderator or is_organiser(user, event)


def is_organiser(user: User, event: Event) -> bool:
    """Whether the person is named as an organiser, and of the event's Kreis still."""
    of_it = event.kreis_id is None or event.kreis_id == user.kreis_id
    return of_it and any(one.person_id == user.pk for one in event.organisers.all())


def can_edit_event(user: Reader, event: Event) -> bool:
    """Whether the person looks after the event: organisers, its Kreis's lead, moderators."""
    if not user.is_authenticated or not organises(user) or event.audience > clearance_of(user):
        return False
    leads = user.is_lead and user.kreis_id is not None and user.kreis_id == event.kreis_id
    return leads or user.is_moderator or is_organiser(user, event)


def can_read_registrations(user: Reader, event: Event) -> bool:
    """Whether the person reads who comes and what they need: who looks after the event."""
    return can_edit_event(user, event)


def can_read_registration(user: Reader, registration: Registration) -> bool:
    """Whether the registration exists for the person; as Registration.objects.visible_to."""
    if not takes_part(user):
        return False
    own = registration.person_id == user.pk and can_read_event(user, registration.event)
    return own or can_read_registrations(user, registration.event)


def can_read_message(user: Reader, message: EventMessage) -> bool:
    """Whether the message is for the person; as EventMessage.objects.visible_to."""
    if not takes_part(user):
        return False
    own = message.event.registrations.registered().filter(person_id=user.pk)
    written_to = can_read_event(user, message.event) and own.exists()
    return written_to or can_edit_event(user, message.event)


def may_take_part(user: Reader, event: Event) -> bool:
    """Whether the person can have a place: with a role and access, where he reads the event."""
    return (
        user.is_authenticated
        and takes_part(user)
        and has_access(user)
        and event.state in ANNOUNCED
        and can_read_event(user, event)
    )


def may_subscribe(user: Reader) -> bool:
    """Whether the person has events in a calendar program: whoever takes part in any."""
    return user.is_authenticated and takes_part(user) and has_access(user)


def can_read_feed(user: Reader, feed: CalendarFeed) -> bool:
    """Whether the secret address is the person's own; as CalendarFeed.objects.visible_to."""
    return takes_part(user) and feed.person_id == user.pk


def may_register(user: Reader, event: Event) -> bool:
    """Whether the person registers now."""
    return event.takes_registrations and may_take_part(user, event)


def may_register_other(user: Reader, person: User, event: Event) -> bool:
    """Whether an organiser registers this person: of the own Kreis or team; the office anybody."""
    if not user.is_authenticated or not can_edit_event(user, event):
        return False
    if user.is_moderator:
        return True
    if user.kreis_id is not None:
        return person.kreis_id == user.kreis_id
    return person.role == user.role


def can_read_join_link(user: Reader, event: Event, registration: Registration | None) -> bool:
    """Whether the person reads the join link: the registered from its time on, organisers ever."""
    if not event.join_link or not takes_part(user):
        return False
    if can_edit_event(user, event):
        return True
    return (
        registration is not None
        and registration.person_id == user.pk
        and registration.has_place
        and event.state == EventState.PUBLISHED
        and timezone.now() >= event.join_link_opens
        and not event.is_over
        and can_read_event(user, event)
    )


def took_part(user: Reader, event: Event) -> bool:
    """Whether the person has, or had to the end, a place at the event."""
    if not takes_part(user):
        return False
    return event.registrations.registered().filter(person_id=user.pk).exists()


def can_read_minutes(user: Reader, minutes: Minutes) -> bool:
    """Whether the minutes exist for the person; the same answer as Minutes.objects.visible_to."""
    if minutes.audience > clearance_of(user):
        return False
    if can_edit_event(user, minutes.event):
        return True
    if not minutes.is_published or not can_read_event(user, minutes.event):
        return False
    return not minutes.for_participants or took_part(user, minutes.event)


def can_read_minutes_version(user: Reader, version: MinutesVersion) -> bool:
    """Whether the version exists for the person; as MinutesVersion.objects.visible_to."""
    minutes = version.minutes
    if version.audience > clearance_of(user) or not can_read_minutes(user, minutes):
        return False
    if not version.for_participants or can_edit_event(user, minutes.event):
        return True
    return took_part(user, minutes.event)


def can_read_task(user: Reader, task: MinutesTask) -> bool:
    """Whether the task exists for the person; the same answer as MinutesTask.objects.visible_to."""
    return takes_part(user) and can_read_minutes(user, task.minutes)


def may_write_minutes(user: Reader, event: Event) -> bool:
    """Whether the person writes the minutes: who looks after the event, once it has begun."""
    return event.state == EventState.PUBLISHED and event.has_begun and can_edit_event(user, event)


def may_have_task(person: User, minutes: Minutes) -> bool:
    """Whether the person can be given a task: who took part or organises, and will read it."""
    event = minutes.event
    had_part = is_organiser(person, event) or took_part(person, event)
    return had_part and reads_with_participants(person, minutes)


def reads_with_participants(person: User, minutes: Minutes) -> bool:
    """Whether somebody who took part reads the minutes, now or when they are published."""
    audience = max(minutes.audience, minutes.event.audience)
    return has_access(person) and bool(person.role) and audience <= person.clearance


def may_finish_task(user: Reader, task: MinutesTask) -> bool:
    """Whether the person says that it is done, or not yet: its owner, or who edits the event."""
    if not task.minutes.is_published and not can_edit_event(user, task.minutes.event):
        return False
    own = user.is_authenticated and task.owner_id == user.pk
    return can_read_task(user, task) and (own or can_edit_event(user, task.minutes.event))


def can_have_material(user: Reader, file: Material) -> bool:
    """Whether the file is there for the person now; as Material.objects.visible_to."""
    event = file.event
    if can_edit_event(user, event):
        return True
    if event.state not in ANNOUNCED or not can_read_event(user, event):
        return False
    if file.visible_from != MaterialFrom.AT_ONCE and not event.is_over:
        return False
    return not file.for_registered or took_part(user, event)
