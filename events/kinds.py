"""What the search knows of events; a draft is found in the circle of those who prepare it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from content.scopes import PUBLISHED, scope_source
from events.models import Event
from events.querysets import organises
from events.wording import place_of, times_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User


def _scope(event_id: int) -> str:
    return f"termin:{event_id}"


@scope_source("termin")
def drafts_read(user: User | AnonymousUser) -> Iterator[str]:
    """Name the drafts this person reads."""
    if organises(user):
        drafts = Event.objects.drafts().visible_to(user)
        for event_id in drafts.order_by().values_list("pk", flat=True):
            yield _scope(event_id)


def _events() -> QuerySet[Event]:
    return Event.objects.select_related("kreis", "theme").prefetch_related("agenda")


def _readings(event: Event) -> list[Reading]:
    """Let an event be found by its words; neither people nor the join link are among them."""
    return [
        Reading(
            audience=Audience(event.audience),
            scope=_scope(event.pk) if event.is_draft else PUBLISHED,
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
        circles=("termin",),
    )
)
