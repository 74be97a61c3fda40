"""Lists of events: rows of one query, drawn without a template, which takes five times as long."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.moments import place_after
from content.prepared import prepared
from events.choices import ACTIVE, LONGEST, EventFormat, EventKind, EventState, RegistrationState
from events.filters import COMING, OWN, PAST
from events.models import Event, EventOrganiser, Minutes, Registration
from events.models.event import address_of_event
from events.rows import OF_EVENT, ListedEvent
from events.tasks import own_events
from events.wording import free_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from events.filters import EventFilters, Select
    from events.querysets import EventQuerySet, Reader
    from members.models import User

SIZE = 20


_COLUMNS = ("pk", *OF_EVENT, "kreis__name", "own_state", "has_minutes")


def _rows(
    events: EventQuerySet, reader: Reader, *, past: bool = False
) -> QuerySet[Event, tuple[object, ...]]:
    own: object = Value(None, CharField())
    left: object = Value(value=False)
    if past:
        left = Exists(Minutes.objects.visible_to(reader).filter(event=OuterRef("pk")))
    if reader.is_authenticated:
        active = Registration.objects.filter(event=OuterRef("pk"), person_id=reader.pk).active()
        own = Subquery(active.values("state")[:1])
    known = events.annotate(own_state=own, has_minutes=left)
    return known.values_list(*_COLUMNS)[: SIZE + 1]


@prepared
def _coming(reader: Reader, now: datetime, since: datetime) -> QuerySet[Event, tuple[object, ...]]:
    readable = Event.objects.visible_to(reader).announced()
    return _rows(readable.begun_after(since).coming(now), reader)


def _own(events: EventQuerySet, reader: Reader, now: datetime) -> EventQuerySet:
    """Return what the person takes part in, prepares or looks after and is not over."""
    mine = Registration.objects.filter(event=OuterRef("pk"), person_id=reader.pk, state__in=ACTIVE)
    named = EventOrganiser.objects.filter(event=OuterRef("pk"), person_id=reader.pk)
    own = Q(Exists(mine)) | Q(Exists(named))
    kreis_id = getattr(reader, "kreis_id", None)
    if kreis_id is not None:
        own |= Q(state=EventState.DRAFT, kreis_id=kreis_id)
    open_ = Q(ends_at__gte=now) | Q(state=EventState.DRAFT)
    return events.filter(own, open_).order_by("starts_at", "pk")


def listed(reader: Reader, filters: EventFilters) -> tuple[list[ListedEvent], str]:
    """Return a page of events and the address of the next one, empty where there is none."""
    now = timezone.now()
    if filters.view == COMING and not filters.is_narrow and filters.after is None:
        found = _coming(reader, now, now - LONGEST)
    else:
        asked = _asked(reader, filters, now)
        found = list(_rows(asked, reader, past=filters.view == PAST))
    events = [ListedEvent(*row) for row in found[:SIZE]]  # type: ignore[arg-type]
    if len(found) <= SIZE:
        return events, ""
    last = events[-1]
    return events, filters.address(nach=place_after(last.starts_at, last.pk))


def _asked(reader: Reader, filters: EventFilters, now: datetime) -> EventQuerySet:
    events = filters.matching(Event.objects.visible_to(reader))
    match filters.view:
        case view if view == OWN:
            events = _own(events, reader, now)
        case view if view == PAST:
            events = events.announced().past(now)
        case _:
            events = events.announced().begun_after(now - LONGEST).coming(now)
    if filters.after is None:
        return events
    start, pk = filters.after
    if filters.view == PAST:
        return events.filter(Q(starts_at__lt=start) | Q(starts_at=start, pk__lt=pk))
    return events.filter(Q(starts_at__gt=start) | Q(starts_at=start, pk__gt=pk))


def listed_public() -> list[ListedEvent]:
    """Return the next events that everybody reads."""
    now = timezone.now()
    found = _coming(AnonymousUser(), now, now - LONGEST)[:3]
    return [ListedEvent(*row) for row in found]  # type: ignore[arg-type]


def own_coming(user: User) -> SafeString:
    """Return the items of „Ihre Termine“: where the person comes or hopes to come."""
    return draw_events(one.event for one in own_events(user)[:4])


# ---- Drawing -------------------------------------------------------------------------------------

_STATES = {
    RegistrationState.REGISTERED: ("tag", "Sie sind angemeldet"),
    RegistrationState.WAITING: ("tag", "Sie stehen auf der Warteliste"),
    RegistrationState.OFFERED: ("tag warm", "Ein Platz ist für Sie frei"),
}
_CARD = (
    '<li class="dated">{}<div><h3><a class="title" href="{}">{}</a></h3>'
    '<p class="small soft">{}</p><p class="meta">{}</p></div></li>'
)


# Where the entry of a past event leads besides.
_MINUTES = '<a href="{}protokoll/">Protokoll<span class="visually-hidden">: {}</span></a>'


def draw_events(events: Iterable[ListedEvent]) -> SafeString:
    """Return the items of a list."""
    zone, now = timezone.get_current_timezone(), timezone.now()
    rows = (
        (
            date_tile(event.starts_at.astimezone(zone).date()),
            address_of_event(event.pk),
            event.title,
            " · ".join(_facts(event, zone)),
            SafeString("".join(_tags(event, now))),
        )
        for event in events
    )
    return format_html_join("", _CARD, rows)


def _facts(event: ListedEvent, zone: object) -> list[str]:
    begin = timezone.localtime(event.starts_at, zone)  # type: ignore[arg-type]
    end = timezone.localtime(event.ends_at, zone)  # type: ignore[arg-type]
    until = f"{end:%H:%M}" if begin.date() == end.date() else f"{end:%d.%m.%Y}"
    where = event.place if event.format != EventFormat.ONLINE else ""
    said = [
        f"{_weekday(begin.date())}, {begin:%H:%M} Uhr – {until}"
        if begin.date() != end.date()
        else f"{_weekday(begin.date())}, {begin:%H:%M} – {until} Uhr",
        EventFormat(event.format).label if event.format != EventFormat.ON_SITE else "",
        where,
        event.kreis_name or "",
    ]
    return [one for one in said if one]


@lru_cache(maxsize=4096)
def _weekday(day: date) -> str:
    """„Donnerstag, 3. Dezember 2026“."""
    return date_format(day, "l, j. F Y")


@lru_cache(maxsize=4096)
def date_tile(day: date) -> SafeString:
    """Draw the day as a leaf of a calendar; the words beside it say it to screen readers."""
    return format_html(
        '<div class="date-tile" aria-hidden="true"><span>{}</span><b>{}</b></div>',
        date_format(day, "M"),
        f"{day:%d}",
    )


def _tags(event: ListedEvent, now: datetime) -> list[str]:
    tags = [_tag("tag line", EventKind(event.kind).label)]
    if event.state == EventState.CANCELLED:
        tags.append(_tag("tag warm", "abgesagt"))
    elif event.state == EventState.DRAFT:
        tags.append(_tag("tag warm", "Entwurf"))
    elif (event.registration_until or event.starts_at) > now:
        tags += [f"<span>{_places(event)}</span>"] if _places(event) else []
    elif event.starts_at > now:
        tags.append("<span>Anmeldung beendet</span>")
    if event.has_minutes:
        tags.append(format_html(_MINUTES, address_of_event(event.pk), event.title))
    if event.own_state is not None and event.ends_at > now:
        tags.append(_tag(*_STATES[RegistrationState(event.own_state)]))
    elif event.own_state == RegistrationState.REGISTERED:
        tags.append(_tag("tag", "Sie waren angemeldet"))
    return tags


@lru_cache(maxsize=256)
def _tag(css: str, text: str) -> str:
    return format_html('<span class="{}">{}</span>', css, text)


def _places(event: ListedEvent) -> str:
    """„6 Plätze frei“, „vor Ort ausgebucht, online 3 Plätze frei“; nothing without a limit."""
    on_site = (event.seats_on_site, event.on_site_count)
    online = (event.seats_online, event.online_count)
    if event.format == EventFormat.HYBRID:
        said = [("vor Ort ", on_site), ("online ", online)]
    else:
        said = [("", on_site if event.format == EventFormat.ON_SITE else online)]
    return ", ".join(
        f"{where}{free_in_words(seats - taken)}"
        for where, (seats, taken) in said
        if seats is not None
    )


def draw_selects(selects: Iterable[Select]) -> SafeString:
    """Return the fields that narrow a list."""
    return SafeString("".join(_select(one) for one in selects))


# The same for everybody who chose the same.
@lru_cache(maxsize=256)
def _select(select: Select) -> str:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected" if value == select.chosen else ""), label)
            for value, label in select.values
        ),
    )
    return format_html(
        '<label class="visually-hidden" for="{0}">{1}</label>'
        '<select class="control auto" id="{0}" name="{0}">'
        '<option value="">{1}: alle</option>{2}</select>',
        *(select.name, select.label, options),
    )
