"""What the search knows of events; a draft is found in the circle of those who prepare it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Value
from django.utils import timezone

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from content.prepared import prepared
from content.scopes import PUBLISHED, scope_source
from events.models import Event, Minutes
from events.querysets import takes_part
from events.wording import place_of, times_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User


# What is not for an audience is found in a circle of its own.
_DRAFT, _CLOSED, _OFFICE = "termin", "protokoll", "moderation"


@prepared
def _circles(reader: User) -> QuerySet[Event, tuple[str, int]]:
    """Return drafts of events, and of minutes drafts and what is for participants alone."""
    drafts = Event.objects.drafts().visible_to(reader).order_by()
    found = drafts.values_list(Value(_DRAFT), "pk")
    if reader.is_moderator:
        # Of minutes moderators read them all, in a circle of their own.
        return found
    closed = Minutes.objects.visible_to(reader).closed().values_list(Value(_CLOSED), "pk")
    return found.union(closed, all=True).order_by()


@scope_source(_DRAFT, _CLOSED)
def circles_read(user: User | AnonymousUser) -> Iterator[str]:
    """Name the drafts and the closed minutes this person reads; of both in one query."""
    if user.is_authenticated and takes_part(user):
        for sort, number in _circles(user):
            yield f"{sort}:{number}"


def _events() -> QuerySet[Event]:
    return Event.objects.select_related("kreis", "theme").prefetch_related("agenda")


def _readings(event: Event) -> list[Reading]:
    """Let an event be found by its words; neither people nor the join link are among them."""
    return [
        Reading(
            audience=Audience(event.audience),
            scope=f"{_DRAFT}:{event.pk}" if event.is_draft else PUBLISHED,
            title=event.title,
            url=event.get_absolute_url(),
            texts=[
                (event.get_kind_display(), Weight.ABSTRACT),
                (event.theme.label if event.theme else "", Weight.ABSTRACT),
                (place_of(event), Weight.ABSTRACT),
                (event.description, Weight.BODY),
                ("\n".join(item.title for item in event.agenda.all()), Weight.BODY),
                (event.kreis.name if event.kreis else "", Weight.DETAIL),
            ],
            line=_line(event),
            facets=_facets(event),
            day=timezone.localtime(event.starts_at).date(),
        )
    ]


def _line(event: Event) -> str:
    said = [times_of(event), event.get_format_display()]
    if event.is_draft or event.is_cancelled:
        said.append(event.get_state_display())
    return " · ".join(said)


def _facets(event: Event) -> dict[str, list[str]]:
    facets = {}
    if event.theme is not None:
        facets["thema"] = sorted({event.theme.key, event.theme.key.split("/")[0]})
    if event.kreis is not None:
        facets["land"] = [event.kreis.land]
    return facets


EVENTS = declare(
    Kind(
        name="termin",
        label="Termin",
        plural="Termine",
        things=_events,
        readings=_readings,
        of_kreis="kreis",
        rank=0.9,
        circles=(_DRAFT,),
    )
)


# ---- Minutes -------------------------------------------------------------------------------------


def _all_minutes() -> QuerySet[Minutes]:
    return Minutes.objects.select_related("event__kreis", "event__theme")


def _readings_of_minutes(minutes: Minutes) -> list[Reading]:
    """Let minutes be found by their own words, by whom they are for; tasks name people."""
    event = minutes.event
    reading = Reading(
        audience=Audience(max(minutes.audience, event.audience)),
        title=str(minutes),
        url=minutes.get_absolute_url(),
        texts=[
            ("\n".join(minutes.decisions), Weight.ABSTRACT),
            (minutes.text, Weight.BODY),
            (event.get_kind_display(), Weight.DETAIL),
            (event.theme.label if event.theme else "", Weight.DETAIL),
        ],
        line=times_of(event) if minutes.is_published else f"{times_of(event)} · Entwurf",
        facets=_facets(event),
        day=timezone.localtime(event.starts_at).date(),
    )
    if not minutes.is_closed:
        return [reading]
    scopes = (f"{_CLOSED}:{minutes.pk}", _OFFICE)
    return [replace(reading, scope=scope) for scope in scopes]


MINUTES = declare(
    Kind(
        name="protokoll",
        label="Protokoll",
        plural="Protokolle",
        things=_all_minutes,
        readings=_readings_of_minutes,
        rank=0.8,
        circles=(_CLOSED, _OFFICE),
    )
)
