"""What events ask of somebody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat, JSONObject, Now
from django.utils import timezone

from content.prepared import asked_once, prepared
from content.tasks import Row, Task, tasks_of_rows, whole_task_source
from events.choices import EventState
from events.models import MinutesTask, Registration
from events.models.minutes import address_of_task
from events.querysets import takes_part
from events.rows import OF_EVENT
from members.facts import session_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.querysets import MinutesTaskQuerySet, RegistrationQuerySet
    from members.models import User


# Who has any is known with the session.
session_fact(
    "has_registrations",
    lambda: Exists(Registration.objects.active().filter(person=OuterRef("pk"))),
)


def own_registrations(user: User) -> list[Registration]:
    """Return where the person comes or hopes to come, the next first; for the start page."""
    return _coming(user) if getattr(user, "has_registrations", True) else []


@asked_once
@prepared
def _coming(reader: User) -> RegistrationQuerySet:
    own = Registration.objects.visible_to(reader).filter(person_id=reader.pk).active()
    coming = own.filter(event__state=EventState.PUBLISHED, event__ends_at__gte=Now())
    # What a list of events shows, and nothing of what stands on an event's page.
    shown = (f"event__{name}" for name in OF_EVENT)
    known = coming.select_related("event").only("state", "offered_until", *shown)
    return known.order_by("event__starts_at", "pk")[:20]


@whole_task_source
def offered_places(user: User) -> Iterator[Task]:
    """Ask whether a person takes the place that is kept for a while."""
    if not takes_part(user):
        return
    for registration in own_registrations(user):
        until = registration.offered_until
        if until is not None and until > timezone.now():
            event = registration.event
            yield Task(
                title=f"Angebotenen Platz annehmen: {event.title}",
                url=f"{event.get_absolute_url()}#anmeldung",
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
    found: MinutesTaskQuerySet = MinutesTask.objects.open_for(reader)
    if not takes_part(reader):
        found = found.none()
    return found.annotate(row=row)


@tasks_of_rows(_minutes_tasks)
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
