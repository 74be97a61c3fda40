"""Jobs of the forum: run by `manage.py procrastinate worker`."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import JobDeferrer

from forum.kinds import ANSWER, TOPIC, line_of
from forum.models import Room, Topic
from notices.jobs import queue
from search.services import set_line


@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def write_room_lines(room_id: int) -> None:
    """Let the search say the room's present name: there may be a million posts in it."""
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return
    for topic in Topic.objects.filter(room=room).order_by("pk").only("pk").iterator():
        set_line(TOPIC, [topic.pk], line_of(room))
        set_line(ANSWER, topic.posts.values_list("pk", flat=True), line_of(room, answer=True))


def defer_room_lines(room: Room) -> None:
    """Queue it, to begin after the caller's commit."""
    JobDeferrer(job=write_room_lines.configure().job, job_manager=queue).defer(room_id=room.pk)
