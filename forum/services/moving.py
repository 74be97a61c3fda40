"""A topic moves to another room: never to anybody who does not read it already."""

from __future__ import annotations

from django.db import transaction

from content.services import record
from forum.choices import ABOUT_PEOPLE, Act
from forum.kinds import ANSWER, TOPIC
from forum.models import Decision, Follow, ReadMark, Room, Topic
from forum.readers import fits_within, outsiders, people_reading
from forum.services.decisions import Ruling, decided
from forum.services.posts import locked
from forum.services.topics import recount_room
from search.services import index_moved


class WiderError(Exception):
    """Somebody would read what was not said to him; holds how many, 0 for a room of wider kind."""

    def __init__(self, count: int) -> None:
        super().__init__("wider")
        self.count = count


@transaction.atomic
def move_topic(topic: Topic, room: Room, ruling: Ruling) -> Decision | None:
    """Move a topic, for every reader at once (S28); None where it stands there already.

    Both rooms are held meanwhile: nobody is admitted or let back between question and move.
    Raises WiderError, and DecidedError when somebody decided about the topic meanwhile (S73).
    """
    current = locked(topic)
    made = ruling.made_before()
    if made is not None:
        return made
    first = current.posts.get(number=1)
    ruling.demand_first(first)
    if current.room_id == room.pk:
        return None
    source, target = _held(current.room_id, room.pk)
    _demand_narrower(target, source)
    current.room = target
    current.version += 1
    current.save(update_fields=["room", "version"])
    recount_room(source)
    recount_room(target)
    _forget_readers(current)
    told = Decision.objects.filter(post__topic=current).exclude(act__in=ABOUT_PEOPLE)
    told.update(room=target, room_name=target.name)
    index_moved(TOPIC, [current])
    index_moved(ANSWER, ANSWER.things().filter(topic=current))
    by, reason = ruling.by, ruling.reason
    record("topic.moved", current, by=by, reason=reason, before=source.pk, after=target.pk)
    return decided(Act.MOVE, ruling, room=target, person=current.author, post=first)


def _held(source_id: int, target_id: int) -> tuple[Room, Room]:
    """Lock both rooms, in one order whoever asks."""
    both = Room.objects.select_for_update().filter(pk__in=[source_id, target_id])
    rooms = {room.pk: room for room in both.order_by("pk")}
    return rooms[source_id], rooms[target_id]


def _demand_narrower(target: Room, source: Room) -> None:
    if not fits_within(target, source) or not target.is_open_for_writing:
        raise WiderError(0)
    if count := outsiders(target, of=source).count():
        raise WiderError(count)


def _forget_readers(topic: Topic) -> None:
    """Whoever does not read the topic any more neither follows it nor has a mark in it."""
    readers = people_reading(topic.room).values("pk")
    Follow.objects.filter(topic=topic).exclude(person__in=readers).delete()
    ReadMark.objects.filter(topic=topic).exclude(person__in=readers).delete()
