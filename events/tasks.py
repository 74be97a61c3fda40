"""What events ask of somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from content.prepared import asked_once, prepared
from content.tasks import Task, whole_task_source
from events.choices import EventState
from events.models import MinutesTask, Registration
from events.querysets import takes_part
from members.facts import session_fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.querysets import MinutesTaskQuerySet, RegistrationQuerySet
    from members.models import User


# Who has any, and whose minutes name a task, is known with the session.
session_fact(
    "has_registrations",
    lambda: Exists(Registration.objects.active().filter(person=OuterRef("pk"))),
)
session_fact(
    "has_minutes_tasks",
    lambda: Exists(MinutesTask.objects.filter(owner=OuterRef("pk"), done_at=None)),
)


def own_registrations(user: User) -> list[Registration]:
    """Return where the person comes or hopes to come, the next first; for the start page."""
    return _coming(user) if getattr(user, "has_registrations", True) else []


@asked_once
@prepared
def _coming(reader: User) -> RegistrationQuerySet:
    own = Registration.objects.visible_to(reader).filter(person_id=reader.pk).active()
    coming = own.filter(event__state=EventState.PUBLISHED, event__ends_at__gte=Now())
    return coming.select_related("event").order_by("event__starts_at", "pk")[:20]


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


@prepared
def _minutes_tasks(reader: User) -> MinutesTaskQuerySet:
    found: MinutesTaskQuerySet = MinutesTask.objects.open_for(reader)
    return found.select_related("minutes__event", "owner").order_by("due", "pk")[:20]


@whole_task_source
def tasks_of_minutes(user: User) -> Iterator[Task]:
    """Ask for what a person took over at an event, or can say is done for who is away."""
    asked = getattr(user, "has_minutes_tasks", True) or getattr(user, "is_deputy", True)
    if not asked or not takes_part(user):
        return
    for task in _minutes_tasks(user):
        is_own = task.owner_id == user.pk
        yield Task(
            title=task.text,
            url=task.get_absolute_url(),
            detail=f"Aus dem Protokoll: {task.minutes.event.title}",
            due=task.due,
            minutes=task.effort,
            on_behalf_of="" if is_own or task.owner is None else task.owner.name,
        )
