"""Writing to all who are registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.once import own_token
from content.services import record
from events.models import EventMessage
from events.news import MESSAGE
from events.services.places import locked
from events.services.telling import tell_registered

if TYPE_CHECKING:
    from uuid import UUID

    from events.models import Event
    from members.models import User


@transaction.atomic
def write_to_registered(
    event: Event, *, by: User, subject: str, text: str, token: UUID
) -> EventMessage:
    """Write to all who have a place; sent twice with one token it is one message (S71)."""
    own = own_token(token, by, "nachricht")
    current = locked(event)
    sent = EventMessage.objects.filter(token=own, event=current).first()
    if sent is not None:
        return sent
    message = EventMessage.objects.create(
        event=current, subject=subject, text=text, by=by, author_name=by.name, token=own
    )
    record("event.message", current, by=by, message=message.pk)
    to = current.registrations.registered()
    tell_registered(to, MESSAGE, message.pk, happening="nachricht", by=by)
    return message
