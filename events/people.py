"""What events hold of people."""

from __future__ import annotations

from content.people import Fate, Holding, Link, declare, eraser, names_nobody
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
from events.services.forgetting import free_places

_SIGNED = ("author_name",)

declare(
    Holding(
        Event,
        "Termine, die Sie angelegt haben",
        (Link("created_by", Fate.KEEP, names=_SIGNED),),
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
    Holding(Material, "Material zu Terminen", (Link("uploaded_by", Fate.KEEP),)),
    Holding(Minutes, "Protokolle", (Link("author", Fate.KEEP, names=_SIGNED),)),
    Holding(MinutesVersion, "Fassungen von Protokollen", (Link("by", Fate.KEEP, names=_SIGNED),)),
    Holding(
        MinutesTask,
        "Aufgaben aus Protokollen",
        (Link("owner", Fate.KEEP), Link("done_by", Fate.KEEP, columns=("text", "done_at"))),
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
eraser(free_places)
