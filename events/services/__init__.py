from __future__ import annotations

from events.services.announcing import (
    IncompleteError,
    cancel_event,
    copy_event,
    discard_event,
    publish_event,
)
from events.services.events import create_event, edit_event
from events.services.messages import write_to_registered
from events.services.places import keep_places, recount
from events.services.registering import (
    ClosedError,
    FullError,
    accept_offer,
    change_registration,
    register,
    withdraw,
)
from events.services.telling import tell_registered

__all__ = [
    "ClosedError",
    "FullError",
    "IncompleteError",
    "accept_offer",
    "cancel_event",
    "change_registration",
    "copy_event",
    "create_event",
    "discard_event",
    "edit_event",
    "keep_places",
    "publish_event",
    "recount",
    "register",
    "tell_registered",
    "withdraw",
    "write_to_registered",
]
