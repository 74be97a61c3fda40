"""Rows of lists: drawn once for topics alike, with each topic's own words and numbers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from forum.choices import RoomKind, TopicState
from forum.listing import draw_topics
from forum.models import Room
from forum.rows import ListedTopic
from forum.services import mark_read
from tests import factories
from tests.forum.talking import answer, ask

if TYPE_CHECKING:
    from forum.models import Topic
    from members.models import User

TAGS = re.compile(r"<[^>]+>")
LISTED = ListedTopic(
    pk=7,
    title="Dari?",
    state=TopicState.OPEN,
    is_pinned=False,
    author_name="Katrin Vogt",
    author_kreis="Kreis Lippe",
    post_count=1,
    kreis_count=1,
    last_post_at=datetime(2026, 11, 17, 9, 24, tzinfo=timezone.get_fixed_timezone(0)),
    last_author="Katrin Vogt, Kreis Lippe",
    room_name="Alle Kreise",
    theme_label=None,
    read_number=1,
)


def said(*, room_shown: bool = False, **values: Any) -> str:
    """Return a row as people read it."""
    html = draw_topics([LISTED._replace(**values)], room_shown=room_shown)
    return " ".join(TAGS.sub(" ", html).split())


def test_a_row_says_how_a_topic_stands() -> None:
    at, lippe = "17.11.2026, 10:24 Uhr", "Katrin Vogt, Kreis Lippe"
    answered: dict[str, Any] = {"post_count": 2, "read_number": 2, "last_author": "Kim, Celle"}
    assert said() == f"Dari? {lippe} fragt · noch ohne Antwort · {at}"
    assert said(room_shown=True) == (
        f"Dari? Alle Kreise · {lippe} fragt · noch ohne Antwort · {at}"
    )
    assert said(**answered) == f"Dari? {lippe} · 1 Antwort · zuletzt Kim, Celle · {at}"
    many = answered | {"post_count": 1235, "read_number": 235, "kreis_count": 3}
    assert said(**many) == (
        f"Dari? {lippe} · 1.234 Antworten aus 3 Kreisen · zuletzt Kim, Celle · {at} 1.000 neu"
    )
    tagged: dict[str, Any] = {
        "theme_label": "Sprache",
        "is_pinned": True,
        "state": TopicState.CLOSED,
    }
    assert said(**tagged, read_number=0) == (
        f"Dari? {lippe} fragt · noch ohne Antwort · {at} angeheftet Sprache geschlossen neu"
    )


def test_words_of_people_are_only_words() -> None:
    hostile = "{here} {0} {} <b>&amp;"
    html = draw_topics([LISTED._replace(title=hostile, author_name=hostile)], room_shown=True)
    assert html.count("{here} {0} {} &lt;b&gt;&amp;amp;") == 2
    assert "<b>" not in html


def test_a_list_shows_each_topic_as_its_reader_stands_to_it(
    room: Room, lippe: User, celle: User, as_: Any
) -> None:
    theme = factories.make_theme(label="Sprache")
    old, new = ask(room, lippe, "Alt"), ask(room, lippe, "Neu")
    type(new).objects.filter(pk=new.pk).update(theme=theme)
    for topic in (old, new):
        answer(topic, celle)
    mark_read(old, by=lippe, number=2)
    page = as_(lippe).get("/austausch/")
    shown = [(one.title, one.theme_label, one.read_number) for one in page.context["topics"]]
    assert shown == [("Neu", theme.label, 1), ("Alt", None, 2)]
    rows = re.findall(r'<li class="topic( unread)?">.*?href="([^"]+)"', page.text)
    assert rows == [(" unread", new.get_absolute_url()), ("", old.get_absolute_url())]


def test_pinned_topics_stand_first_in_their_room_and_once(
    room: Room, topic: Topic, lippe: User, as_: Any
) -> None:
    topic.is_pinned = True
    topic.last_post_at -= timedelta(days=1)
    topic.save(update_fields=["is_pinned", "last_post_at"])
    ask(room, lippe, "Neuer")
    for view, titles in (("", [topic.title, "Neuer"]), ("meine", ["Neuer", topic.title])):
        page = as_(lippe).get(room.get_absolute_url(), {"ansicht": view})
        assert [one.title for one in page.context["topics"]] == titles


def test_the_list_names_the_rooms_one_reads(room: Room, celle: User, as_: Any) -> None:
    Room.objects.filter(pk=room.pk).update(topic_count=1234, is_chatham_house=True)
    Room.objects.create(name="Zu", slug="zu", kind=RoomKind.CLOSED)
    html = as_(celle).get("/austausch/").text
    row = '<a class="title" href="/austausch/raum/alle-kreise/">Alle Kreise</a></p>'
    facts = "offen für alle Mitgliedskreise · 1.234 Themen · Chatham-House-Regel"
    assert f'{row}<p class="small soft">{facts}</p></li>' in html
    assert ">Zu<" not in html
