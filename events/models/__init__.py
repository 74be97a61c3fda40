from __future__ import annotations

from events.models.event import AgendaItem, Event, EventOrganiser
from events.models.feed import CalendarFeed
from events.models.material import Material
from events.models.minutes import Minutes, MinutesTask, MinutesVersion
from events.models.registration import EventMessage, Registration

__all__ = [
    "AgendaItem",
    "CalendarFeed",
    "Event",
    "EventMessage",
    "EventOrganiser",
    "Material",
    "Minutes",
    "MinutesTask",
    "MinutesVersion",
    "Registration",
]
