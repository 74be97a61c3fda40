"""Lists of topics and rooms as HTML: one row of a kind is drawn, then filled in for each thing."""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from content.moments import said
from forum.choices import RoomKind, TopicState
from forum.rows import MOST_COUNTED, address_of_room

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from forum.filters import ThemeOption
    from forum.rows import ListedRoom, ListedTopic


class Row(NamedTuple):
    """All that decides how a topic's row looks but for its words; forum/_topic.html draws it."""

    is_unread: bool
    is_begun: bool
    is_pinned: bool
    state: str
    has_theme: bool
    room_shown: bool
    has_answers: bool
    has_one_answer: bool
    has_kreise: bool


# It knows nothing but what it is given: the same answers always look the same.
@cache
def _frame(row: Row) -> str:
    return render_to_string("forum/_topic.html", {"topic": row})


def draw_topics(topics: Iterable[ListedTopic], *, room_shown: bool) -> SafeString:
    """Return the rows of a list, one below the other."""
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    return _filled(
        (
            _frame(_row(topic, room_shown=room_shown)),
            _words(topic, topic.last_post_at.astimezone(zone), today),
        )
        for topic in topics
    )


def _row(topic: ListedTopic, *, room_shown: bool) -> Row:
    answers = topic.post_count - 1
    return Row(
        is_unread=topic.post_count > topic.read_number,
        is_begun=topic.read_number > 0,
        is_pinned=topic.is_pinned,
        state="" if topic.state == TopicState.OPEN else TopicState(topic.state).label,
        has_theme=topic.theme_label is not None,
        room_shown=room_shown,
        has_answers=answers > 0,
        has_one_answer=answers == 1,
        has_kreise=topic.kreis_count > 1,
    )


def _words(topic: ListedTopic, at: datetime, today: date) -> dict[str, str]:
    return {
        "here": topic.get_absolute_url(),
        "title": topic.title,
        "room": topic.room_name,
        "author": topic.author_name,
        "kreis": topic.author_kreis,
        "answers": _grouped(topic.post_count - 1),
        "kreise": _grouped(topic.kreis_count),
        "last": topic.last_author,
        "at": at.isoformat(timespec="minutes"),
        "when": said(at, today),
        "theme": topic.theme_label or "",
        "new": _grouped(topic.post_count - topic.read_number),
    }


def draw_rooms(rooms: Iterable[ListedRoom]) -> SafeString:
    """Return the rows of rooms: what is unread, who reads them, how much is talked about."""
    return _filled((_room_frame(_has_news(one)), _room_words(one)) for one in rooms)


def _has_news(room: ListedRoom) -> bool:
    return room.unread_count > 0 and room.archived_at is None


@cache
def _room_frame(has_unread: bool) -> str:  # noqa: FBT001  (alone)
    return render_to_string("forum/_room.html", {"has_unread": has_unread})


def _room_words(room: ListedRoom) -> dict[str, str]:
    count = room.unread_count
    facts = [RoomKind(room.kind).label, f"{_grouped(room.topic_count)} Them"]
    facts[1] += "a" if room.topic_count == 1 else "en"
    facts += ["Chatham-House-Regel"] * room.is_chatham_house
    facts += ["archiviert"] * (room.archived_at is not None)
    return {
        "here": address_of_room(room.slug),
        "name": room.name,
        "unread": f"{count} und mehr" if count == MOST_COUNTED else str(count),
        "facts": " · ".join(facts),
    }


def draw_themes(themes: Iterable[ThemeOption], chosen: ThemeOption | None) -> SafeString:
    """Return the themes to choose from."""
    option = '<option value="{key}"{mark}>{label}</option>'
    return _filled(
        (option, {"key": one.key, "mark": " selected" * (one == chosen), "label": one.label})
        for one in themes
    )


def _filled(rows: Iterable[tuple[str, dict[str, str]]]) -> SafeString:
    """Put words into the frames of a list as format_html does, but escape them all at once.

    A page of topics has four hundred: one by one they take longer than the rest of the drawing.
    """
    known = list(rows)
    words = chain.from_iterable(own.values() for _, own in known)
    # No text holds NUL: PostgreSQL takes none.
    escaped = iter(escape("\0".join(words)).split("\0"))
    return SafeString(
        "".join(frame.format_map(dict(zip(own, escaped, strict=False))) for frame, own in known)
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
