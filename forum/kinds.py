"""What search and notices know of topics; the rooms are the circles beside the audiences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from content.choices import Audience
from content.kinds import Kind, Reading, Weight, declare
from content.prepared import prepared
from content.scopes import hidden_source, scope_source
from forum.models import (
    Decision,
    HiddenPost,
    OpenReport,
    Post,
    PostFile,
    Report,
    Room,
    RoomLock,
    RoomMember,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User


def _scope(room_id: int) -> str:
    return f"raum:{room_id}"


@prepared
def _rooms_read(user: User | AnonymousUser) -> QuerySet[Room, int]:
    return Room.objects.visible_to(user).values_list("pk", flat=True)


@scope_source("raum")
def rooms_read(user: User | AnonymousUser) -> Iterator[str]:
    """Name the rooms this person reads."""
    return map(_scope, _rooms_read(user))


@hidden_source
def rooms_not_read(user: User | AnonymousUser) -> Iterator[QuerySet[Any]]:
    """Return the rooms this person does not read, and all that stands in them."""
    rooms = Room.objects.exclude(pk__in=Room.objects.visible_to(user).values("pk"))
    yield rooms
    yield Topic.objects.filter(room__in=rooms)
    for posts in (Post, HiddenPost):
        yield posts.objects.filter(topic__room__in=rooms)
    for reports in (Report, OpenReport):
        yield reports.objects.filter(post__topic__room__in=rooms)
    yield Decision.objects.filter(room__in=rooms)
    for bound in (RoomMember, RoomLock):
        yield bound.objects.filter(room__in=rooms)
    yield PostFile.objects.filter(post__topic__room__in=rooms)
    # Who reported his own posts, and what others thought of it, is not told to their author.
    yield Post.objects.filter(author_id=user.pk)


def _topics() -> QuerySet[Topic]:
    found = Topic.objects.filter(deleted_at__isnull=True)
    return found.select_related("room", "theme")


def _topic_readings(topic: Topic) -> list[Reading]:
    """Let a topic be found, with its first post, by whoever reads its room."""
    if topic.deleted_at is not None:
        return []
    first = topic.posts.shown().filter(number=1).only("text", "file_count").first()
    texts = [
        (topic.summary, Weight.ABSTRACT),
        (topic.theme.label if topic.theme else "", Weight.ABSTRACT),
        (", ".join(topic.tag_names), Weight.ABSTRACT),
        *(_words_of(first) if first is not None else ()),
    ]
    return [_reading(topic, topic.get_absolute_url(), texts)]


def _words_of(post: Post) -> list[tuple[str, Weight]]:
    """Return what a post says: its text, what its files are called, what its pictures show."""
    named = [f"{file.title} {file.alt}".strip() for file in post.attached]
    return [(text, Weight.BODY) for text in (post.text, *named)]


def line_of(room: Room, *, answer: bool = False) -> str:
    """Say below a hit where it stands, and under which rule."""
    said = [room.name, *(["Antwort"] if answer else [])]
    return " · ".join([*said, "Chatham-House-Regel"] if room.is_chatham_house else said)


def _reading(topic: Topic, url: str, texts: list[tuple[str, Weight]]) -> Reading:
    return Reading(
        # The scope decides: whoever reads the room has it.
        audience=Audience.PUBLIC,
        scope=_scope(topic.room_id),
        title=topic.title,
        url=url,
        texts=texts,
        line=line_of(topic.room),
        facets={"thema": [topic.theme.key.split("/")[0]] if topic.theme else []},
        day=topic.last_post_at.date(),
    )


def _answers() -> QuerySet[Post]:
    found = Post.objects.shown().filter(topic__deleted_at__isnull=True)
    return found.filter(number__gt=1).select_related("topic__room", "topic__theme")


def _answer_readings(post: Post) -> list[Reading]:
    """Let an answer be found on its own: a topic of thousands is not read anew for each."""
    topic = post.topic
    if post.number == 1 or not post.is_shown or topic.deleted_at is not None:
        return []
    reading = _reading(topic, post.get_absolute_url(), _words_of(post))
    return [replace(reading, day=post.created_at.date(), line=line_of(topic.room, answer=True))]


TOPIC = declare(
    Kind(
        name="thema",
        label="Thema",
        plural="Themen",
        circles=("raum",),
        things=_topics,
        readings=_topic_readings,
    )
)
ANSWER = declare(
    Kind(
        name="beitrag",
        label="Beitrag",
        plural="Beiträge",
        circles=("raum",),
        things=_answers,
        readings=_answer_readings,
        rank=0.9,
    )
)
