"""What the pages of topics and their lists read, with SQL that is composed once a process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse

from content.models import Draft
from content.prepared import prepared
from forum.drafts import NEW_TOPIC, parts_of
from forum.models import Post, Room, Topic
from forum.rows import ListedRoom, ListedTopic, ShownPost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from forum.querysets import TopicQuerySet
    from members.models import User

A_PAGE = 30  # topics of a list
MOST_UNSENT = 50
_ALWAYS = datetime.max.replace(tzinfo=UTC)


def topic_read_by(user: User, topic_id: int) -> Topic | None:
    """Return a topic this person reads, with room, theme and how far it was read; else None."""
    found = _topics(user, topic_id)
    return found[0] if found else None


@prepared
def _topics(reader: User, topic_id: int) -> TopicQuerySet:
    return Topic.objects.visible_to(reader).as_read_by(reader).filter(pk=topic_id)


def posts_shown(user: User, topic: Topic, *, first: int, last: int) -> list[ShownPost]:
    """Return the posts of these numbers of a topic that this person reads."""
    return [ShownPost(*row) for row in _posts(user, topic.pk, first, last)]


@prepared
def _posts(reader: User, topic_id: int, first: int, last: int) -> QuerySet[Post, tuple[Any, ...]]:
    of_topic = Post.objects.filter(topic_id=topic_id)
    return of_topic.between(first, last).as_shown_to(reader)


def rooms_listed(user: User) -> list[ListedRoom]:
    """Return the rooms this person reads, those in use first, with what is unread in them."""
    return [ListedRoom(*row) for row in _rooms(user)]


@prepared
def _rooms(reader: User) -> QuerySet[Room, tuple[Any, ...]]:
    return Room.objects.visible_to(reader).as_listed(reader)


def topics_listed(user: User, room: Room | None, *, before: datetime | None) -> list[ListedTopic]:
    """Return a page of topics, and one more: all of them, or of a room those that are not pinned.

    The newest words first, of those whose last word is older than that.
    """
    until = before or _ALWAYS
    rows = _newest(user, until) if room is None else _newest_in_room(user, room.pk, until)
    return [ListedTopic(*row) for row in rows]


@prepared
def _newest(reader: User, before: datetime) -> QuerySet[Topic, tuple[Any, ...]]:
    topics = Topic.objects.visible_to(reader).filter(last_post_at__lt=before)
    return topics.as_listed(reader)[: A_PAGE + 1]


@prepared
def _newest_in_room(
    reader: User, room_id: int, before: datetime
) -> QuerySet[Topic, tuple[Any, ...]]:
    topics = Topic.objects.visible_to(reader).filter(room_id=room_id, is_pinned=False)
    return topics.filter(last_post_at__lt=before).as_listed(reader)[: A_PAGE + 1]


def topics_pinned(user: User, room: Room) -> list[ListedTopic]:
    """Return the pinned topics of a room."""
    return [ListedTopic(*row) for row in _pinned(user, room.pk)]


@prepared
def _pinned(reader: User, room_id: int) -> QuerySet[Topic, tuple[Any, ...]]:
    topics = Topic.objects.visible_to(reader).filter(room_id=room_id, is_pinned=True)
    return topics.as_listed(reader)


def topics_newest(user: User) -> list[ListedTopic]:
    """Return the few topics with the newest words, for the start page."""
    return [ListedTopic(*row) for row in _few(user)]


@prepared
def _few(reader: User) -> QuerySet[Topic, tuple[Any, ...]]:
    return Topic.objects.visible_to(reader).as_listed(reader)[:3]


class Unsent(NamedTuple):
    """Words that a person has not sent yet; without an address where he reads no more."""

    draft: Draft
    what: str
    title: str
    room: str = ""
    url: str = ""


def unsent_by(user: User) -> list[Unsent]:
    """Return what waits to be sent in the rooms, the latest first; at any length three queries."""
    place = Q(place=NEW_TOPIC) | Q(place__regex=r"^(thema|beitrag) [0-9]{1,18}$")
    counted = Draft.objects.annotate(file_count=Count("post_files"))
    drafts = list(
        counted.filter(place, person_id=user.pk).order_by("-saved_at", "-pk")[:MOST_UNSENT]
    )
    topics = Topic.objects.visible_to(user).select_related("room").in_bulk(_named(drafts, "thema"))
    editable = Post.objects.visible_to(user).filter(deleted_at__isnull=True)
    slim = editable.select_related("topic__room").only(
        "number", "topic__title", "topic__room__name"
    )
    posts = slim.in_bulk(_named(drafts, "beitrag"))
    return [_unsent(draft, topics, posts) for draft in drafts]


def _named(drafts: Iterable[Draft], what: str) -> list[int]:
    places = (draft.place.partition(" ") for draft in drafts)
    return [int(key) for name, _, key in places if name == what]


def _unsent(draft: Draft, topics: Mapping[int, Topic], posts: Mapping[int, Post]) -> Unsent:
    if draft.place == NEW_TOPIC:
        title, draft.text = parts_of(draft)
        return Unsent(draft, "Frage", title or "Frage ohne Titel", url=reverse("forum:topic-new"))
    what, _, key = draft.place.partition(" ")
    if what == "thema" and (topic := topics.get(int(key))) is not None:
        url = f"{topic.get_absolute_url()}#antwort"
        return Unsent(draft, "Antwort", topic.title, topic.room.name, url)
    if what == "beitrag" and (post := posts.get(int(key))) is not None:
        title, room = post.topic.title, post.topic.room.name
        url = reverse("forum:post-edit", args=[post.topic_id, post.number])
        return Unsent(draft, f"Änderung an Beitrag {post.number}", title, room, url)
    return Unsent(draft, "Text", "Ein Thema, das Sie nicht mehr lesen")
