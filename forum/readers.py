"""„Wer liest hier mit?“: the circle of a room, known before a word is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from forum.choices import RoomKind
from members.choices import Role
from members.models import User

if TYPE_CHECKING:
    from forum.models import Room

_OPEN = (Role.COORDINATOR, Role.MODERATOR)


@dataclass(frozen=True)
class Readers:
    """Who reads a room today, by name, and how many Kreise they come from."""

    people: list[User]

    @property
    def kreis_count(self) -> int:
        """How many Kreise read along."""
        return len({person.kreis_id for person in self.people if person.kreis_id})

    def __str__(self) -> str:
        people, kreise = len(self.people), self.kreis_count
        said = "1 Person" if people == 1 else f"{people} Personen"
        return f"{said} aus {kreise} Kreis{'en' if kreise != 1 else ''}" if kreise else said


def readers_of(room: Room) -> Readers:
    """Return who reads a room; the same people as for whom Room.visible_to returns it."""
    roles = list(_OPEN)
    if room.kind == RoomKind.PROGRAMME:
        roles.append(Role.PROGRAMME)
    named = Q(room_memberships__room=room, role__in=[*_OPEN, Role.PROGRAMME])
    circle = named if room.kind == RoomKind.CLOSED else named | Q(role__in=roles)
    people = User.objects.with_access().filter(circle).exclude(room_locks__room=room)
    return Readers(list(people.distinct().order_by("kreis__sort_name", "last_name", "first_name")))
