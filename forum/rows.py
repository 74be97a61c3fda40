"""What pages show of posts, topics and rooms: rows, for fifty models take three times as long.

A column that decides how a thing is shown to a reader is a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from content.addresses import address
from forum.choices import RoomKind, TopicState

if TYPE_CHECKING:
    from datetime import datetime

# The list of rooms says „20 und mehr“ beyond it.
MOST_COUNTED = 20


class ShownPost(NamedTuple):
    """A post as its topic's page shows it (forum.drawing)."""

    pk: int
    number: int
    fragment: str
    author_id: int | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    helpful_count: int
    # Of the reader: whether he found it helpful.
    said_helpful: bool


class ListedTopic(NamedTuple):
    """A topic as a list shows it (forum.listing)."""

    pk: int
    title: str
    state: str
    is_pinned: bool
    author_name: str
    author_kreis: str
    post_count: int
    kreis_count: int
    last_post_at: datetime
    last_author: str
    room_name: str
    theme_label: str | None
    # Of the reader: up to which post he read it, 0 for none.
    read_number: int

    @property
    def answers(self) -> int:
        """How many posts follow the first."""
        return self.post_count - 1

    @property
    def unread(self) -> int:
        """How many posts the reader has not read."""
        return self.post_count - self.read_number

    @property
    def is_unread(self) -> bool:
        """Whether there is any of them; who wrote last may have read a post that was deleted."""
        return self.unread > 0

    @property
    def said_state(self) -> str:
        """What to say of the state; nothing of what is open."""
        return "" if self.state == TopicState.OPEN else TopicState(self.state).label

    def get_absolute_url(self) -> str:
        return address_of_topic(self.pk)


class ListedRoom(NamedTuple):
    """A room as the list of rooms shows it (forum.listing)."""

    name: str
    slug: str
    kind: str
    is_chatham_house: bool
    archived_at: datetime | None
    topic_count: int
    # Of the reader: how many of the newest topics are not read through, up to MOST_COUNTED.
    unread_count: int

    @property
    def has_news(self) -> bool:
        """Whether to say what is unread: nobody has to catch up with what is archived."""
        return self.unread_count > 0 and self.archived_at is None

    @property
    def is_counted_out(self) -> bool:
        """Whether there may be more unread than was counted."""
        return self.unread_count == MOST_COUNTED

    @property
    def said_kind(self) -> str:
        """Who the room is for."""
        return RoomKind(self.kind).label

    def get_absolute_url(self) -> str:
        return address_of_room(self.slug)

    @property
    def is_open_for_writing(self) -> bool:
        """Whether anybody may still write: the same answer as the room's."""
        return self.archived_at is None


def address_of_topic(pk: int) -> str:
    """Return a topic's address."""
    return address("forum:topic", pk)


def address_of_room(slug: str) -> str:
    """Return a room's address."""
    return address("forum:room", slug)
