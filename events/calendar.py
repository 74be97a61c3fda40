"""Events as iCalendar (RFC 5545, 5546), so that Outlook, Apple and Google update and cancel them.

Who may read what is decided by the caller: nothing here asks for a right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import (
    Calendar,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDDDTypes,
    vText,
)
from icalendar import Event as CalendarEvent

from content.choices import Audience
from events.wording import moment_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.models import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
_ZONE = "Europe/Berlin"
_PRODUCT = "-//Forum Integration in ländlichen Räumen//Termine//DE"
# Clients ask anew so often; Outlook and Google do as they like.
_REFRESH = timedelta(hours=4)
# Since the end of summer time moved to October; generated tables of past years help nobody.
_SUMMER = (datetime(1996, 3, 31, 2), "CEST", 1, 2, 3)  # noqa: DTZ001  (by the clock on the wall)
_WINTER = (datetime(1996, 10, 27, 3), "CET", 2, 1, 10)  # noqa: DTZ001
_UNPRINTABLE = dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " ")
del _UNPRINTABLE[ord("\n")], _UNPRINTABLE[ord("\r")]


@dataclass(frozen=True)
class Entry:
    """An event, and what its reader may read of it or has decided about it."""

    event: Event
    with_join_link: bool = False
    # Whether the person has a place; without one it blocks no time.
    is_sure: bool = True
    # Whether words leave the portal for another firm's calendar: confidential ones do not.
    leaves_portal: bool = False


def invitation(entry: Entry) -> bytes:
    """Return the file of one event; of a cancelled one, what takes it out of a calendar."""
    return _written(_calendar("CANCEL" if entry.event.is_cancelled else "PUBLISH"), [entry])


def subscription(entries: Iterable[Entry]) -> bytes:
    """Return a calendar that programs ask for again and again; cancelled events say so in it."""
    calendar = _calendar("PUBLISH")
    name = "Forum Integration: meine Termine"
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", _ZONE)
    calendar.add("refresh-interval", vDDDTypes(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT4H"))
    return _written(calendar, entries)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar, entries: Iterable[Entry]) -> bytes:
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_component(entry))
    raw: bytes = calendar.to_ical()
    return raw


def _zone() -> Timezone:
    """Return the rules of summer time; the library's own put its beginning an hour too late."""
    zone = Timezone()
    zone.add("tzid", _ZONE)
    for kind, rule in ((TimezoneDaylight, _SUMMER), (TimezoneStandard, _WINTER)):
        start, name, before, after, month = rule
        part = kind()
        part.add("dtstart", start)
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone


def _component(entry: Entry) -> CalendarEvent:
    event = entry.event
    hidden = entry.leaves_portal and event.audience == Audience.MEMBERS
    changed = max(one for one in _moments(event) if one)
    component = CalendarEvent()
    component.add("uid", f"{event.uid}@{urlsplit(settings.BASE_URL).hostname}")
    component.add("sequence", event.sequence)
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    component.add("dtstart", _said(event.starts_at))
    component.add("dtend", _said(event.ends_at))
    title = "Vertraulicher Termin im Forum" if hidden else event.title
    component.add("summary", _printable(title))
    if not hidden:
        component.add("location", _printable(place_of(event)))
    component.add("description", _printable(_description(entry, hidden=hidden)))
    component.add("url", settings.BASE_URL + event.get_absolute_url())
    component.add("organizer", _organizer())
    component.add("class", "PUBLIC" if event.audience == Audience.PUBLIC else "PRIVATE")
    component.add("status", _status(entry))
    blocks = entry.is_sure and not event.is_cancelled
    component.add("transp", "OPAQUE" if blocks else "TRANSPARENT")
    return component


def _printable(text: str) -> str:
    """Leave out what the standard forbids, and what some programs take for a line's end."""
    return text.translate(_UNPRINTABLE)


def _said(moment: datetime) -> datetime:
    """Return the time by the clock in Berlin; in UTC, where that clock shows it a second time."""
    local = timezone.localtime(moment)
    return moment.astimezone(UTC) if local.fold else local


def _moments(event: Event) -> tuple[datetime | None, ...]:
    return event.created_at, event.published_at, event.changed_at, event.cancelled_at


def _status(entry: Entry) -> str:
    if entry.event.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if entry.is_sure else "TENTATIVE"


def _description(entry: Entry, *, hidden: bool) -> str:
    event = entry.event
    lines = []
    if event.is_cancelled:
        lines.append("Der Termin ist abgesagt.")
    elif entry.with_join_link and not hidden:
        lines.append(f"Zugang: {event.join_link}")
    elif event.join_link and not event.is_over:
        opens = moment_of(event.join_link_opens)
        lines.append(f"Wer angemeldet ist, liest den Zugangslink ab {opens} auf der Seite.")
    if event.place_access and not hidden:
        lines.append(f"Barrierefreiheit vor Ort: {event.place_access}")
    lines.append(f"Alles zum Termin: {settings.BASE_URL}{event.get_absolute_url()}")
    return "\n\n".join(lines)


def _organizer() -> vCalAddress:
    """Return the portal's own address: no person is named to a calendar."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name or "Forum Integration")
    return organizer
