"""Who leaves hands over events and tasks; who was erased gives up the places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from content.services import OutdatedError, record
from events.choices import RegistrationState
from events.models import AgendaItem, Event, EventOrganiser, Registration
from events.services.minutes import edit_task
from events.services.places import locked, offer_places, recount, set_state
from events.services.registering import ClosedError

if TYPE_CHECKING:
    from content.people import Leaver
    from events.models import MinutesTask
    from members.models import User


@transaction.atomic
def hand_over_event(event: Event, to: User, *, by: User) -> bool:
    """Let somebody organise an event instead of `by`; tell whether `by` did."""
    current = locked(event)
    if not EventOrganiser.objects.filter(event=current, person_id=by.pk).delete()[0]:
        return False
    EventOrganiser.objects.get_or_create(event=current, person=to)
    record("event.handed_over", current, by=by, to=to.pk)
    return True


def hand_over_task(task: MinutesTask, to: User, *, by: User) -> bool:
    """Give a task of minutes to somebody else, who is told; tell whether it was still `by`'s."""
    if task.owner_id != by.pk:
        return False
    try:
        return edit_task(task, by=by, version=task.version, values={"owner": to})
    except (ClosedError, OutdatedError, ValidationError):  # gone, changed, or not theirs to have
        return False


def forget_in_agendas(leaver: Leaver) -> None:
    """Take the name out of programmes, where „wer“ stands beside a point, whoever typed it."""
    if not leaver.addresses:
        return
    for item in AgendaItem.objects.filter(who__icontains=leaver.last_name):
        longest = AgendaItem._meta.get_field("who").max_length
        AgendaItem.objects.filter(pk=item.pk).update(who=leaver.forgotten_in(item.who)[:longest])


def free_places(leaver: Leaver) -> None:
    """Give the person's places at coming events to who waits; those who came are still counted."""
    active = Registration.objects.active().filter(person_id=leaver.pk)
    coming = Event.objects.filter(ends_at__gte=timezone.now(), pk__in=active.values("event"))
    for event in coming.order_by("pk"):
        current = locked(event)
        for registration in active.filter(event=current):
            set_state(registration, RegistrationState.WITHDRAWN)
        recount(current)
        offer_places(current)
