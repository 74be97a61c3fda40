"""Lists of topics and rooms as HTML: a row that looks alike for several readers is drawn once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from forum.filters import ThemeOption
    from forum.rows import ListedRoom, ListedTopic


def draw_topics(topics: Iterable[ListedTopic], *, room_shown: bool) -> SafeString:
    """Return the rows of a list, one below the other."""
    today = timezone.localdate()
    return SafeString("".join(_topic(topic, room_shown, today) for topic in topics))


# Everybody looks at the same newest topics. The day decides whether a moment was „heute“.
@lru_cache(4000)
def _topic(topic: ListedTopic, room_shown: bool, today: date) -> SafeString:  # noqa: ARG001, FBT001
    return render_to_string("forum/_topic.html", {"topic": topic, "room_shown": room_shown})


def draw_rooms(rooms: Iterable[ListedRoom]) -> SafeString:
    """Return the rows of rooms: what is unread, who reads them, how much is talked about."""
    return SafeString("".join(_room(room) for room in rooms))


@lru_cache(2000)
def _room(room: ListedRoom) -> SafeString:
    return render_to_string("forum/_room.html", {"room": room})


@lru_cache(200)
def draw_themes(themes: tuple[ThemeOption, ...], chosen: ThemeOption | None) -> SafeString:
    """Return the themes to choose from."""
    option = '<option value="{}"{}>{}</option>'
    selected = SafeString(" selected")
    return format_html_join(
        "", option, ((one.key, selected if one == chosen else "", one.label) for one in themes)
    )
