"""Who was erased gives up the places at events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from events.choices import RegistrationState
from events.models import Event, Registration
from events.services.places import locked, offer_places, recount, set_state

if TYPE_CHECKING:
    from content.people import Leaver


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
