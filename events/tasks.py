"""What events ask of somebody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat, JSONObject, Now
from django.utils import timezone

from content.prepared import asked_once, prepared
from content.tasks import Row, Task, tasks_of_rows, whole_task_source
from events.choices import EventState
from events.models import MinutesTask, Registration
from events.models.event import address_of_event
from events.models.minutes import address_of_task
from events.querysets import takes_part
from events.rows import OF_EVENT, ListedEvent, OwnEvent
from members.facts import session_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from events.querysets import MinutesTaskQuerySet
    from members.models import User


# Who has any is known with the session.
session_fact(
    "has_registrations",
    lambda: Exists(Registration.objects.active().filter(person=OuterRef("pk"))),
)


@asked_once
def own_events(user: User) -> list[OwnEvent]:
    """Return where the person comes or hopes to come, the next first; for the start page."""
    if not getattr(user, "has_registrations", True):
        return []
    return [
        OwnEvent(ListedEvent._make((*event, None, state, False)), offered_until)
        for *event, state, offered_until in _coming(user)
    ]


@prepared
def _coming(reader: User) -> QuerySet[Registration, tuple[Any, ...]]:
    own = Registration.objects.visible_to(reader).filter(person_id=reader.pk).active()
    coming = own.filter(event__state=EventState.PUBLISHED, event__ends_at__gte=Now())
    shown = (f"event__{name}" for name in ("pk", *OF_EVENT))
    rows = coming.values_list(*shown, "state", "offered_until")
    return rows.order_by("event__starts_at", "pk")[:20]


@whole_task_source
def offered_places(user: User) -> Iterator[Task]:
    """Ask whether a person takes the place that is kept for a while."""
    if not takes_part(user):
        return
    for event, until in own_events(user):
        if until is not None and until > timezone.now():
            yield Task(
                title=f"Angebotenen Platz annehmen: {event.title}",
                url=f"{address_of_event(event.pk)}#anmeldung",
                detail=f"Der Platz ist bis {timezone.localtime(until):%H:%M} Uhr für Sie frei",
                due=timezone.localtime(until).date(),
                minutes=1,
            )


def _minutes_tasks(reader: User) -> MinutesTaskQuerySet:
    row = JSONObject(
        task="pk",
        event="minutes__event",
        text="text",
        title="minutes__event__title",
        due="due",
        effort="effort",
        owner="owner",
        owner_name=Concat("owner__first_name", Value(" "), "owner__last_name"),
    )
    return MinutesTask.objects.open_for(reader).annotate(row=row)


@tasks_of_rows(_minutes_tasks, concerns=takes_part)
def tasks_of_minutes(user: User, row: Row) -> Iterator[Task]:
    """Ask for what a person took over at an event, or can say is done for who is away."""
    yield Task(
        title=row["text"],
        url=address_of_task(row["event"], row["task"]),
        detail=f"Aus dem Protokoll: {row['title']}",
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        minutes=row["effort"],
        on_behalf_of="" if row["owner"] == user.pk else row["owner_name"].strip(),
    )
