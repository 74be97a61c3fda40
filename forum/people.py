"""What the Austausch holds of people."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

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
from forum.services.forgetting import forget_words, hand_over_room, leave_rooms
from members.choices import Role
from members.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forum.querysets import RoomMemberQuerySet

_SIGNED = ("author_name",)
# Of the named, those whose role reads a room at all.
_READING_CLOSED = (Role.COORDINATOR, Role.MODERATOR, Role.PROGRAMME)

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
    others = _members_but(person).filter(room=OuterRef("pk"), is_host=True)
    own = {"memberships__person_id": person.pk, "memberships__is_host": True}
    closed = Room.objects.filter(**own, kind=RoomKind.CLOSED, archived_at=None)
    rooms = list(closed.exclude(Exists(others)).order_by("name"))
    takers: dict[int, list[User]] = defaultdict(list)
    if rooms:
        staying = _members_but(person).filter(room__in=rooms, person__leaves_at__isnull=True)
        for member in staying.for_list():
            takers[member.room_id].append(member.person)
    for room in rooms:
        yield Held(
            key=f"raum-{room.pk}",
            sort="Geschlossene Räume, in denen nur Sie die Gastgeberrolle haben",
            title=room.name,
            url=room.get_absolute_url(),
            otherwise="Sonst kann jedes Mitglied des Raums die Gastgeberrolle übernehmen; ist "
            "niemand mehr darin, wird er archiviert.",
            takers=takers[room.pk],
            give=partial(hand_over_room, room, by=person),
        )


def _members_but(person: User) -> RoomMemberQuerySet:
    """Return who else is named in rooms and reads there today."""
    locks = RoomLock.objects.running().filter(room=OuterRef("room"), person=OuterRef("person"))
    reading = User.objects.with_access().filter(role__in=_READING_CLOSED)
    members = RoomMember.objects.filter(person__in=reading.values("pk")).exclude(Exists(locks))
    return members.exclude(person_id=person.pk)
