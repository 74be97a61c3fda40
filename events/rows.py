"""What lists show of events: rows, for twenty models take three times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class ListedEvent(NamedTuple):
    """An event as a list shows it."""

    pk: int
    title: str
    kind: str
    format: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: str
    registration_until: datetime | None
    seats_on_site: int | None
    seats_online: int | None
    on_site_count: int
    online_count: int
    kreis_name: str | None
    # Of the reader: where the own registration stands, whether there are minutes to read.
    own_state: str | None
    has_minutes: bool = False


class OwnEvent(NamedTuple):
    """An event where somebody comes or hopes to come."""

    event: ListedEvent
    # Until then the place is kept that was offered.
    offered_until: datetime | None


# What a row tells of the event itself beside its key, as the fields are named.
OF_EVENT = ListedEvent._fields[1:-3]
