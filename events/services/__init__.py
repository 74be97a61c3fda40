from __future__ import annotations

from events.services.announcing import (
    IncompleteError,
    cancel_event,
    copy_event,
    discard_event,
    publish_event,
)
from events.services.events import create_event, edit_event
from events.services.feeds import close_feed, feed_of, note_reading, open_feed, renew_feed
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
from events.services.reminding import events_to_remind, remind
from events.services.telling import tell_registered

__all__ = [
    "ClosedError",
    "FullError",
    "IncompleteError",
    "accept_offer",
    "cancel_event",
    "change_registration",
    "close_feed",
    "copy_event",
    "create_event",
    "discard_event",
    "edit_event",
    "events_to_remind",
    "feed_of",
    "keep_places",
    "note_reading",
    "open_feed",
    "publish_event",
    "recount",
    "register",
    "remind",
    "renew_feed",
    "tell_registered",
    "withdraw",
    "write_to_registered",
]
