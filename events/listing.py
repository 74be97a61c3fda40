"""Lists of events: rows of one query, drawn without a template, which takes five times as long."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

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
    from collections.abc import Callable, Iterable
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


def _coming(reader: Reader, now: datetime, since: datetime) -> EventQuerySet:
    """Return what is announced and not over; what began before `since` is over."""
    return Event.objects.visible_to(reader).announced().begun_after(since).coming(now)


def _past(reader: Reader) -> EventQuerySet:
    """Return what was announced and is over."""
    return Event.objects.visible_to(reader).announced().past()


def _own(reader: Reader, now: datetime) -> EventQuerySet:
    """Return what the person takes part in, prepares or looks after and is not over."""
    mine = Registration.objects.filter(event=OuterRef("pk"), person_id=reader.pk, state__in=ACTIVE)
    named = EventOrganiser.objects.filter(event=OuterRef("pk"), person_id=reader.pk)
    own = Q(Exists(mine)) | Q(Exists(named))
    kreis_id = getattr(reader, "kreis_id", None)
    if kreis_id is not None:
        own |= Q(state=EventState.DRAFT, kreis_id=kreis_id)
    open_ = Q(ends_at__gte=now) | Q(state=EventState.DRAFT)
    return Event.objects.visible_to(reader).filter(own, open_).order_by("starts_at", "pk")


@prepared
def _first_coming(
    reader: Reader, now: datetime, since: datetime
) -> QuerySet[Event, tuple[object, ...]]:
    return _rows(_coming(reader, now, since), reader)


@prepared
def _first_past(reader: Reader) -> QuerySet[Event, tuple[object, ...]]:
    return _rows(_past(reader), reader, past=True)


@prepared
def _first_own(reader: Reader, now: datetime) -> QuerySet[Event, tuple[object, ...]]:
    return _rows(_own(reader, now), reader)


_VIEWS: dict[str, tuple[Callable[..., EventQuerySet], Callable[..., list[tuple[object, ...]]]]] = {
    COMING: (_coming, _first_coming),
    OWN: (_own, _first_own),
    PAST: (_past, _first_past),
}


def listed(reader: Reader, filters: EventFilters) -> tuple[list[ListedEvent], str]:
    """Return a page of events and the address of the next one, empty where there is none."""
    found = _found(reader, filters)
    events = [ListedEvent(*row) for row in found[:SIZE]]  # type: ignore[arg-type]
    if len(found) <= SIZE:
        return events, ""
    last = events[-1]
    return events, filters.address(nach=place_after(last.starts_at, last.pk))


def _found(reader: Reader, filters: EventFilters) -> list[tuple[object, ...]]:
    """Return the rows of a page; the first ones without filters, which most see, composed once."""
    now, is_past = timezone.now(), filters.view == PAST
    values = {COMING: (now, now - LONGEST), OWN: (now,), PAST: ()}[filters.view]
    composed, first = _VIEWS[filters.view]
    if not filters.is_narrow and filters.after is None:
        return first(reader, *values)
    events = filters.matching(composed(reader, *values))
    if filters.after is not None:
        start, pk = filters.after
        earlier = Q(starts_at__lt=start) | Q(starts_at=start, pk__lt=pk)
        later = Q(starts_at__gt=start) | Q(starts_at=start, pk__gt=pk)
        events = events.filter(earlier if is_past else later)
    return list(_rows(events, reader, past=is_past))


def listed_public() -> list[ListedEvent]:
    """Return the next events that everybody reads."""
    now = timezone.now()
    found = _first_coming(AnonymousUser(), now, now - LONGEST)[:3]
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
    now = timezone.now()
    return SafeString("".join(_entry(event, _course(event, now)) for event in events))


class _Course(NamedTuple):
    """All that the time decides of how an event looks."""

    is_open: bool
    has_begun: bool
    is_over: bool


def _course(event: ListedEvent, now: datetime) -> _Course:
    closes = event.registration_until or event.starts_at
    return _Course(closes > now, event.starts_at <= now, event.ends_at <= now)


# The same few are looked at by everybody, and look the same to who is not registered.
@lru_cache(4000)
def _entry(event: ListedEvent, course: _Course) -> SafeString:
    zone = timezone.get_current_timezone()
    return format_html(
        _CARD,
        date_tile(event.starts_at.astimezone(zone).date()),
        address_of_event(event.pk),
        event.title,
        " · ".join(_facts(event, zone)),
        SafeString("".join(_tags(event, course))),
    )


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


def _tags(event: ListedEvent, course: _Course) -> list[str]:
    tags = [_tag("tag line", EventKind(event.kind).label)]
    if event.state == EventState.CANCELLED:
        tags.append(_tag("tag warm", "abgesagt"))
    elif event.state == EventState.DRAFT:
        tags.append(_tag("tag warm", "Entwurf"))
    elif course.is_open:
        tags += [f"<span>{_places(event)}</span>"] if _places(event) else []
    elif not course.has_begun:
        tags.append("<span>Anmeldung beendet</span>")
    if event.has_minutes:
        tags.append(format_html(_MINUTES, address_of_event(event.pk), event.title))
    if event.own_state is not None and not course.is_over:
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
