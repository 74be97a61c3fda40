"""Jobs of the forum: run by `manage.py procrastinate worker`."""

from __future__ import annotations

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from forum.kinds import ANSWER, TOPIC, line_of
from forum.models import Room, Topic
from notices.jobs import defer
from search.services import index_all, set_line

# Nobody writes in the topic meanwhile.
_AT_ONCE = 50


@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def write_room_lines(room_id: int) -> None:
    """Let the search say the room's present name: there may be a million posts in it."""
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return
    for topic in Topic.objects.filter(room=room).order_by("pk").only("pk").iterator():
        set_line(TOPIC, [topic.pk], line_of(room))
        set_line(ANSWER, topic.posts.values_list("pk", flat=True), line_of(room, answer=True))


@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def index_answers(topic_id: int) -> None:
    """Let the search say of each answer what its topic is called now."""
    last = 0
    while True:
        with transaction.atomic():
            # It must not move, or be deleted, between what is read here and what is written.
            Topic.objects.select_for_update().filter(pk=topic_id).first()
            some = ANSWER.things().filter(topic_id=topic_id, pk__gt=last).order_by("pk")
            answers = list(some.select_for_update(of=("self",))[:_AT_ONCE])
            index_all(ANSWER, answers)
        if len(answers) < _AT_ONCE:
            return
        last = answers[-1].pk


def defer_answers(topic: Topic) -> None:
    """Queue it, to begin after the caller's commit."""
    defer(index_answers, topic_id=topic.pk)


def defer_room_lines(room: Room) -> None:
    """Queue it, to begin after the caller's commit."""
    defer(write_room_lines, room_id=room.pk)
