"""What the Austausch holds of people."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from content.people import Fate, Held, Holding, Link, declare, eraser, held_source, names_nobody
from forum.choices import RoomKind
from forum.models import (
    Decision,
    Follow,
    Helpful,
    Post,
    PostFile,
    PostVersion,
    ReadMark,
    Report,
    Room,
    RoomLock,
    RoomMember,
    Topic,
    Watch,
)
from forum.readers import people_reading
from forum.services.forgetting import forget_words, hand_over_room, leave_rooms
from forum.services.rooms import is_last_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User

_SIGNED = ("author_name",)

declare(
    Holding(
        Topic,
        "Themen, die Sie begonnen haben",
        (
            Link("author", Fate.AS_CHOSEN, names=_SIGNED),
            Link("deleted_by", Fate.KEEP, columns=("deleted_at",)),
        ),
        secrets=("token",),
    ),
    Holding(
        Post,
        "Ihre Beiträge",
        (Link("author", Fate.AS_CHOSEN, names=_SIGNED),),
        secrets=("token", "fragment"),
    ),
    Holding(
        PostVersion, "Frühere Fassungen Ihrer Beiträge", (Link("post__author", Fate.AS_CHOSEN),)
    ),
    Holding(
        PostFile,
        "Dateien an Ihren Beiträgen",
        (
            Link("post__author", Fate.AS_CHOSEN),
            Link("draft__person", Fate.DELETE),
            Link("uploaded_by", Fate.KEEP, shared=True),
        ),
    ),
    Holding(ReadMark, "Wie weit Sie gelesen haben", (Link("person", Fate.DELETE),)),
    Holding(Helpful, "Was Sie hilfreich fanden", (Link("person", Fate.DELETE),)),
    Holding(Follow, "Themen, die Sie beobachten", (Link("person", Fate.DELETE),)),
    Holding(
        Watch, "Räume, Themenfelder und Kreise, die Sie beobachten", (Link("person", Fate.DELETE),)
    ),
    Holding(
        Room, "Räume, die Sie eingerichtet haben", (Link("created_by", Fate.KEEP, shared=True),)
    ),
    Holding(RoomMember, "Räume, zu denen Sie gehören", (Link("person", Fate.DELETE),)),
    Holding(
        RoomLock,
        "Sperren in Räumen",
        (
            Link("person", Fate.DELETE, columns=("reason", "at", "until")),
            Link("by", Fate.KEEP, columns=("reason", "at", "until")),
        ),
    ),
    Holding(
        Decision,
        "Entscheidungen der Moderation",
        (
            Link("person", Fate.KEEP),
            Link("by", Fate.KEEP, columns=("act", "reason", "at", "until")),
            Link("noted_by", Fate.KEEP, columns=("noted_at",)),
        ),
        secrets=("token",),
    ),
    Holding(Report, "Was Sie gemeldet haben", (Link("reporter", Fate.KEEP),)),
)
names_nobody("forum.Room", "name")
names_nobody("forum.Decision", "room_name")
eraser(leave_rooms)
eraser(forget_words)


@held_source
def hosted(person: User) -> Iterator[Held]:
    """Name the closed rooms that have no other host; who belongs to one can be its next."""
    own = {"memberships__person_id": person.pk, "memberships__is_host": True}
    for room in Room.objects.filter(**own, kind=RoomKind.CLOSED, archived_at=None).order_by("name"):
        others = people_reading(room).exclude(pk=person.pk).filter(leaves_at__isnull=True)
        if is_last_host(room, person):
            yield Held(
                key=f"raum-{room.pk}",
                sort="Geschlossene Räume, in denen nur Sie die Gastgeberrolle haben",
                title=room.name,
                url=room.get_absolute_url(),
                otherwise="Sonst kann jedes Mitglied des Raums die Gastgeberrolle übernehmen; ist "
                "niemand mehr darin, wird er archiviert.",
                takers=list(others.order_by("last_name", "first_name", "pk")),
                give=partial(hand_over_room, room, by=person),
            )
