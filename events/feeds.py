"""What a person's calendar holds. Asked at each delivery, as a page is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from events.access import can_read_join_link
from events.calendar import Entry
from events.choices import ACTIVE
from events.models import Event, EventOrganiser, Registration

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

# A calendar is also where people look up when something was.
_KEPT = timedelta(days=365)
_MOST = 300


def entry_of(user: User | AnonymousUser, event: Event) -> Entry:
    """Return an event as this reader may take it along; its organisers are best prefetched."""
    own = None
    if user.is_authenticated:
        own = Registration.objects.filter(event=event, person=user).active().first()
    return _entry(user, event, own, leaves_portal=False)


def own_entries(person: User) -> list[Entry]:
    """Return what the person registered for or organises, and may read today."""
    own = Registration.objects.filter(person=person, state__in=ACTIVE)
    organised = EventOrganiser.objects.filter(event=OuterRef("pk"), person=person)
    mine = Exists(own.filter(event=OuterRef("pk"))) | Exists(organised)
    since = timezone.now() - _KEPT
    events = Event.objects.visible_to(person).announced().filter(mine, ends_at__gte=since)
    newest = list(events.order_by("-starts_at", "-pk").prefetch_related("organisers")[:_MOST])
    registered = {one.event_id: one for one in own.filter(event__in=newest)}
    return [
        _entry(person, event, registered.get(event.pk), leaves_portal=True)
        for event in reversed(newest)
    ]


def _entry(
    user: User | AnonymousUser, event: Event, own: Registration | None, *, leaves_portal: bool
) -> Entry:
    return Entry(
        event,
        with_join_link=can_read_join_link(user, event, own),
        # Whoever is not registered decided to put it down, and to keep the time.
        is_sure=own is None or own.has_place,
        leaves_portal=leaves_portal,
    )
