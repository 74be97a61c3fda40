"""„Wer liest hier mit?“: the circle of a room, known before a word is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from content.models import Record
from forum.choices import RoomKind
from forum.models import RoomLock, RoomMember
from forum.models.room import circle_in_words
from members.choices import Role
from members.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from forum.models import Post, Room
    from members.querysets import UserQuerySet

_OPEN = (Role.COORDINATOR, Role.MODERATOR)
# What a list of suggestions holds, and how many words of a name are looked at.
_MOST_NAMES, _MOST_KREISE, _MOST_WORDS = 8, 3, 4
# Names of the models whose rows stand in a room, as the admin opens them.
_KINDS_IN_ADMIN = (
    *("room", "roommember", "roomlock", "topic", "post", "hiddenpost", "postfile"),
    *("report", "openreport", "decision"),
)
# From the narrowest to the widest.
_WIDTH: list[str] = [RoomKind.CLOSED, RoomKind.OPEN, RoomKind.PROGRAMME]


@dataclass(frozen=True)
class Readers:
    """Who reads a room today, by name, and how many Kreise they come from."""

    people: list[User]

    @property
    def kreis_count(self) -> int:
        """How many Kreise read along."""
        return len({person.kreis_id for person in self.people if person.kreis_id})

    def __str__(self) -> str:
        return circle_in_words(len(self.people), self.kreis_count) or "0 Personen"


def people_reading(room: Room) -> QuerySet[User]:
    """Return the people for whom Room.visible_to returns this room, without their order."""
    own = {"room_id": room.pk, "person_id": OuterRef("pk")}
    roles = [*_OPEN, Role.PROGRAMME]
    circle = Q(Exists(RoomMember.objects.filter(**own)), role__in=roles)
    if room.kind == RoomKind.PROGRAMME:
        circle = Q(role__in=roles)
    elif room.kind == RoomKind.OPEN:
        circle |= Q(role__in=_OPEN)
    locked = Exists(RoomLock.objects.running().filter(**own))
    people: QuerySet[User] = User.objects.with_access().filter(circle).exclude(locked)
    return people


def people_moderating(room: Room) -> QuerySet[User]:
    """Return the people for whom Room.moderated_by returns this room."""
    may = Q(role=Role.MODERATOR)
    if room.kind == RoomKind.CLOSED:
        hosts = RoomMember.objects.filter(room_id=room.pk, person_id=OuterRef("pk"), is_host=True)
        may |= Q(Exists(hosts))
    return people_reading(room).filter(may)


def people_deciding(post: Post) -> QuerySet[User]:
    """Return who decides about a post: who moderates its room, but never its author."""
    people = people_moderating(post.topic.room)
    return people if post.author_id is None else people.exclude(pk=post.author_id)


def outsiders(target: Room, *, of: Room) -> QuerySet[User]:
    """Return who reads the target but not the other room: today they would learn of it."""
    return people_reading(target).exclude(pk__in=people_reading(of).values("pk"))


def fits_within(target: Room, source: Room) -> bool:
    """Whether a room is, by its kind and rule, never wider than the other.

    Who reads them may change; a room for all Kreise still never takes what was said among a few,
    one of the programme team nothing said among Kreise, and the Chatham House rule stays.
    """
    if source.is_chatham_house and not target.is_chatham_house:
        return False
    return _WIDTH.index(target.kind) <= _WIDTH.index(source.kind)


def readers_of(room: Room) -> Readers:
    """Return who reads a room, by Kreis and name."""
    people = people_reading(room)
    return Readers(list(people.order_by("kreis__sort_name", "last_name", "first_name")))


def opened_in_admin(room: Room) -> QuerySet[Record]:
    """Return when the technical administration opened words of a room, the latest first (S68)."""
    acts = [f"{kind}.read_in_admin" for kind in _KINDS_IN_ADMIN]
    records: QuerySet[Record] = Record.objects.filter(act__in=acts, details__room=room.pk)
    return records.select_related("by").order_by("-pk")


def hosts_of(room: Room) -> QuerySet[User]:
    """Return the hosts who read the room today; whoever lost the access hosts nothing."""
    return people_reading(room).filter(
        Exists(RoomMember.objects.filter(room_id=room.pk, person_id=OuterRef("pk"), is_host=True))
    )


def who_can_be_named(room: Room) -> UserQuerySet:
    """Return who could be let into a room: the programme team where all Kreise read anyway."""
    roles = {
        RoomKind.CLOSED: [*_OPEN, Role.PROGRAMME],
        RoomKind.OPEN: [Role.PROGRAMME],
        RoomKind.PROGRAMME: [],
    }[RoomKind(room.kind)]
    own = {"room_id": room.pk, "person_id": OuterRef("pk")}
    inside = Exists(RoomMember.objects.filter(**own)) | Exists(
        RoomLock.objects.running().filter(**own)
    )
    people: UserQuerySet = User.objects.with_access().filter(role__in=roles)
    return people.exclude(inside).order_by("last_name", "first_name", "pk")


def named_like(room: Room, typed: str, *, by: User) -> list[tuple[str, str]]:
    """Return whom a mention that begins like this may call, each with a word about them.

    Only who reads the room, as `forum.services.mentions` calls only them; Kreise before people.
    """
    words = typed.replace("\0", "").split()[:_MOST_WORDS]
    if not words:
        return []
    reading = people_reading(room).exclude(pk=by.pk)
    people = kreise = reading
    for word in words:
        in_kreis = Q(kreis__name__unaccent__istartswith=word)
        in_kreis |= Q(kreis__name__unaccent__icontains=f" {word}")
        kreise = kreise.filter(in_kreis)
        people = people.filter(
            Q(first_name__unaccent__istartswith=word)
            | Q(last_name__unaccent__istartswith=word)
            | Q(last_name__unaccent__icontains=f" {word}")
            | in_kreis
        )
    named = kreise.values_list("kreis__name", flat=True).order_by("kreis__sort_name").distinct()
    found = [(name, "alle von dort") for name in named[:_MOST_KREISE]]
    ordered = people.order_by("last_name", "first_name", "pk")[: _MOST_NAMES - len(found)]
    columns = ordered.values_list("first_name", "last_name", "kreis__name", "role")
    return found + [
        (f"{first} {last}", kreis or str(Role(role).label)) for first, last, kreis, role in columns
    ]
