"""Lists of topics and rooms as HTML: one row of a kind is drawn, then filled in for each thing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.moments import when
from forum.choices import TopicState
from forum.querysets import MOST_COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forum.models import Room
    from forum.querysets import ListedTopic


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
    return SafeString("".join(_drawn(topic, room_shown=room_shown) for topic in topics))


def _drawn(topic: ListedTopic, *, room_shown: bool) -> SafeString:
    new, answers = topic.post_count - topic.read_number, topic.post_count - 1
    row = Row(
        is_unread=new > 0,
        is_begun=topic.read_number > 0,
        is_pinned=topic.is_pinned,
        state="" if topic.state == TopicState.OPEN else TopicState(topic.state).label,
        has_theme=topic.theme_label is not None,
        room_shown=room_shown,
        has_answers=answers > 0,
        has_one_answer=answers == 1,
        has_kreise=topic.kreis_count > 1,
    )
    return format_html(
        _frame(row),
        here=topic.get_absolute_url(),
        title=topic.title,
        room=topic.room_name,
        author=topic.author_name,
        kreis=topic.author_kreis,
        answers=_grouped(answers),
        kreise=topic.kreis_count,
        last=topic.last_author,
        at=timezone.localtime(topic.last_post_at).isoformat(),
        when=when(topic.last_post_at),
        theme=topic.theme_label,
        new=_grouped(new),
    )


def draw_rooms(rooms: Iterable[Room]) -> SafeString:
    """Return the rows of rooms: what is unread, who reads them, how much is talked about."""
    row = (
        '<li><p class="row between"><a class="title" href="{}">{}</a>{}</p>'
        '<p class="small soft">{}</p></li>'
    )
    rows = ((one.get_absolute_url(), one.name, _unread(one), _facts(one)) for one in rooms)
    return format_html_join("", row, rows)


def _unread(room: Room) -> str:
    if not room.unread_count or room.archived_at is not None:
        return ""
    more = " und mehr" if room.unread_count == MOST_COUNTED else ""
    return format_html('<span class="tag new">{}{} ungelesen</span>', room.unread_count, more)


def _facts(room: Room) -> str:
    topics = f"{_grouped(room.topic_count)} Them{'a' if room.topic_count == 1 else 'en'}"
    facts = [room.get_kind_display(), topics]
    facts += ["Chatham-House-Regel"] * room.is_chatham_house
    facts += ["archiviert"] * (room.archived_at is not None)
    return " · ".join(facts)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
