"""What events hold of people."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from content.people import Fate, Held, Holding, Link, declare, eraser, held_source, names_nobody
from events.access import reads_with_participants
from events.choices import EventState
from events.models import (
    CalendarFeed,
    Event,
    EventMessage,
    EventOrganiser,
    Material,
    Minutes,
    MinutesTask,
    MinutesVersion,
    Registration,
)
from events.services.forgetting import (
    forget_in_agendas,
    free_places,
    hand_over_event,
    hand_over_task,
)
from members.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNED = ("author_name",)

declare(
    Holding(
        Event,
        "Termine, die Sie angelegt haben",
        (Link("created_by", Fate.KEEP, names=_SIGNED, shared=True),),
        secrets=("token", "join_link"),
    ),
    Holding(EventOrganiser, "Termine, die Sie ausrichten", (Link("person", Fate.DELETE),)),
    Holding(
        Registration,
        "Anmeldungen",
        (
            Link("person", Fate.DELETE),
            Link("registered_by", Fate.KEEP, columns=("event", "queued_at")),
        ),
        secrets=("token",),
    ),
    Holding(CalendarFeed, "Ihr Kalender-Abo", (Link("person", Fate.DELETE),), secrets=("nonce",)),
    Holding(Material, "Material zu Terminen", (Link("uploaded_by", Fate.KEEP, shared=True),)),
    Holding(Minutes, "Protokolle", (Link("author", Fate.KEEP, names=_SIGNED, shared=True),)),
    Holding(
        MinutesVersion,
        "Fassungen von Protokollen",
        (Link("by", Fate.KEEP, names=_SIGNED, shared=True),),
    ),
    Holding(
        MinutesTask,
        "Aufgaben aus Protokollen",
        (
            Link("owner", Fate.KEEP, shared=True),
            Link("done_by", Fate.KEEP, columns=("text", "done_at"), shared=True),
        ),
        secrets=("token",),
    ),
    Holding(
        EventMessage,
        "Nachrichten an Angemeldete",
        (Link("by", Fate.KEEP, names=_SIGNED),),
        secrets=("token",),
    ),
)
names_nobody("events.Event", "address")
# A name at times, but no link to whose: `forget_in_agendas` looks for it.
names_nobody("events.AgendaItem", "who")
eraser(free_places)
eraser(forget_in_agendas)


@held_source
def organised(person: User) -> Iterator[Held]:
    """Name the events that are still to come and that this person looks after."""
    coming = Event.objects.filter(organisers__person_id=person.pk, ends_at__gte=timezone.now())
    coming = coming.exclude(state=EventState.CANCELLED).order_by("starts_at", "pk")
    takers = list(User.objects.colleagues_of(person)) if coming else []
    for event in coming:
        yield Held(
            key=f"termin-{event.pk}",
            sort="Termine, die Sie ausrichten",
            title=f"{event.title}, {timezone.localtime(event.starts_at):%d.%m.%Y}",
            url=event.get_absolute_url(),
            otherwise="Sonst richten ihn die übrigen Genannten, Ihre Leitung oder die Moderation "
            "weiter aus.",
            takers=takers,
            give=partial(hand_over_event, event, by=person),
        )


@held_source
def open_tasks(person: User) -> Iterator[Held]:
    """Name the tasks of minutes that are not done."""
    own = MinutesTask.objects.filter(owner_id=person.pk, done_at__isnull=True)
    tasks = list(own.select_related("minutes__event").order_by("due", "pk"))
    colleagues = list(User.objects.colleagues_of(person)) if tasks else []
    part = _had_part([task.minutes.event_id for task in tasks], colleagues)
    for task in tasks:
        yield Held(
            key=f"aufgabe-{task.pk}",
            sort="Offene Aufgaben aus Protokollen",
            title=task.text,
            url=task.get_absolute_url(),
            otherwise="Sonst steht sie ohne Namen im Protokoll, bis sie jemand neu vergibt.",
            takers=[
                one
                for one in colleagues
                if (task.minutes.event_id, one.pk) in part
                and reads_with_participants(one, task.minutes)
            ],
            give=partial(hand_over_task, task, by=person),
        )


def _had_part(events: list[int], people: list[User]) -> set[tuple[int, int]]:
    """Say of these people which of the events they organised or took part in."""
    if not people:
        return set()
    of_these = {"event__in": events, "person__in": people}
    organised = EventOrganiser.objects.filter(**of_these).values_list("event", "person")
    came = Registration.objects.registered().filter(**of_these).values_list("event", "person")
    return {*organised, *came}
