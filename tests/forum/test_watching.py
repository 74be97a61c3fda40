"""Watching rooms, themes and Kreise; each topic as one wants it; told only what may be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from forum.choices import FollowLevel, RoomKind
from forum.models import Follow, Room, Topic, Watch
from forum.services import (
    admit,
    follow_topic,
    lock_out,
    unwatch,
    watch,
    withdraw_from_room,
)
from members.models import Kreis, User
from notices.choices import Channel
from notices.models import Notice, OutgoingMail, Preference
from notices.reading import readable
from notices.services import set_preferences
from tests import factories
from tests.forum.talking import at_once
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.models import Theme

SET = "/austausch/beobachten/aendern/"
PAGE = "/austausch/beobachten/"
TITLE = "Habichtfrage"


@pytest.fixture
def room(db: None) -> Room:
    return factories.make_room(slug="s", name="Sprachraum")


@pytest.fixture
def theme(db: None) -> Theme:
    return factories.make_theme("wohnen")


def told(*people: User) -> list[set[str]]:
    """Return the kinds of notices each of them has, after the jobs ran."""
    run_jobs()
    return [set(person.notices.values_list("kind", flat=True)) for person in people]


def lines(person: User) -> list[tuple[str, str]]:
    shown = readable(User.objects.get(pk=person.pk), person.notices.order_by("-pk"))
    return [(one.line.text, one.line.title) for one in shown]


# ---- New topics ---------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["raum", "themenfeld", "kreis"])
def test_who_watches_hears_of_a_new_topic_and_of_no_answer(
    what: str, room: Room, theme: Theme, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    things: dict[str, tuple[str, Any]] = {
        "raum": (room.slug, room),
        "themenfeld": (theme.key, theme),
        "kreis": (lippe.kreis_id or "", lippe.kreis),
    }
    key, thing = things[what]
    for _ in range(2):  # S71
        as_(celle).post(SET, {"art": what, "was": key})
    assert Watch.objects.count() == 1
    topic = factories.make_topic(room, by=lippe, theme=theme, title=TITLE)
    factories.make_post(topic, by=lippe)
    assert told(celle, moderator, lippe) == [{"thema-neu"}, set(), set()]
    assert lines(celle) == [("Neues Thema von Katrin Vogt, Kreis Lippe", TITLE)]
    # Elsewhere, on another theme, by another Kreis: no news for this watch.
    factories.make_topic(by=moderator, theme=factories.make_theme("sprache"))
    as_(celle).post(SET, {"art": what, "was": key, "beenden": "1"})
    assert unwatch(thing, by=celle) is False
    factories.make_topic(room, by=lippe, theme=theme)
    run_jobs()
    assert celle.notices.count() == 1


def test_looking_at_the_topic_is_reading_the_news_of_it(
    room: Room, lippe: User, celle: User, as_: Any
) -> None:
    watch(room, by=celle)
    topic = factories.make_topic(room, by=lippe)
    run_jobs()
    unread = Notice.objects.filter(person=celle, read_at=None)
    assert unread.count() == 1
    as_(celle).get(topic.get_absolute_url())
    assert unread.count() == 0


def test_who_is_called_in_a_new_topic_hears_of_it_once(
    room: Room, lippe: User, celle: User
) -> None:
    for thing in (room, lippe.kreis):
        assert thing is not None
        watch(thing, by=celle)
    factories.make_topic(room, by=lippe, text=f"@{celle.name}, wie macht ihr das?")
    assert told(celle) == [{"erwaehnung"}]


def test_watching_room_and_kreis_tells_once(room: Room, lippe: User, celle: User) -> None:
    for thing in (room, lippe.kreis):
        assert thing is not None
        watch(thing, by=celle)
    factories.make_topic(room, by=lippe)
    run_jobs()
    assert celle.notices.count() == 1


def test_the_preference_decides_how_one_hears_of_new_topics(
    room: Room, lippe: User, celle: User, moderator: User
) -> None:
    for person in (celle, moderator):
        watch(room, by=person)
    set_preferences(celle, {"thema-neu": Channel.AT_ONCE})
    set_preferences(moderator, {"thema-neu": Channel.OFF})
    factories.make_topic(room, by=lippe, title=TITLE)
    assert told(celle, moderator) == [{"thema-neu"}, set()]
    (mail,) = OutgoingMail.objects.exclude(text="")
    assert (mail.to, TITLE in f"{mail.subject}{mail.text}{mail.html}") == (celle.email, False)


# ---- Only what may be read ----------------------------------------------------------------------


# S33, S50: the role decides when the topic begins.
def test_nobody_hears_of_topics_he_does_not_read(
    theme: Theme, lippe: User, celle: User, programme: User, liaison: User, moderator: User
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    locked = factories.make_room(locked=[celle])
    people = (celle, programme, liaison, moderator)
    for person in people:
        for thing in (closed, locked, theme, lippe.kreis):
            assert thing is not None
            Watch.objects.create(person=person, **{str(thing._meta.model_name): thing})
    factories.make_topic(closed, by=lippe, theme=theme)
    assert told(*people) == [set()] * 4
    factories.make_topic(locked, by=lippe, theme=theme)
    assert told(*people) == [set(), set(), set(), {"thema-neu"}]


# S28: the right is asked again when the mail is written.
@pytest.mark.parametrize("how", ["locked", "withdrawn", "role"])
def test_a_lost_right_acts_on_news_that_wait(how: str, lippe: User, celle: User) -> None:
    room = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    watch(room, by=celle)
    Preference.objects.create(person=celle, kind="thema-neu", channel=Channel.AT_ONCE)
    factories.make_topic(room, by=lippe, title=TITLE)
    if how == "locked":
        lock_out(room, celle, by=lippe, reason="Weitererzählt")
    elif how == "withdrawn":
        withdraw_from_room(room, celle, by=lippe)
    else:
        User.objects.filter(pk=celle.pk).update(role="liaison", kreis=None, is_lead=False)
    run_jobs()
    assert TITLE not in str(lines(celle))
    mails = OutgoingMail.objects.filter(to=celle.email).exclude(text="")
    assert [mail for mail in mails if "Neues Thema" in mail.text] == []


# S30
def test_celle_cannot_watch_a_room_it_does_not_read(
    lippe: User, celle: User, liaison: User, as_: Any
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], slug="zu")
    hidden = as_(celle).post(SET, {"art": "raum", "was": "zu"})
    absent = as_(celle).post(SET, {"art": "raum", "was": "gibt-es-nicht"})
    assert (hidden.status_code, absent.status_code) == (404, 404)
    for data in ({}, {"art": "x", "was": "s"}, {"art": "kreis", "was": "99999\0"}):
        assert as_(celle).post(SET, data).status_code == 404
    outside = factories.make_kreis("01051", member_since=None)
    assert as_(celle).post(SET, {"art": "kreis", "was": outside.pk}).status_code == 404
    theme = factories.make_theme("wohnen")
    assert as_(liaison).post(SET, {"art": "themenfeld", "was": theme.key}).status_code == 404
    assert Watch.objects.count() == 0
    assert closed.watches.count() == 0


def test_the_page_shows_what_is_read_and_ends_it(
    room: Room, theme: Theme, lippe: User, celle: User, as_: Any
) -> None:
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], name="Sperberrunde")
    admit(closed, celle, by=lippe)
    things: Iterable[Any] = (room, closed, theme, lippe.kreis)
    for thing in things:
        watch(thing, by=celle)
    watch(room, by=lippe)
    topic = factories.make_topic(room, by=lippe, title=TITLE)
    hidden = factories.make_topic(closed, by=lippe, title="Milanfrage")
    for one in (topic, hidden):
        follow_topic(one, by=celle, level=FollowLevel.EVERY)
    withdraw_from_room(closed, celle, by=lippe)
    page = as_(celle).get(PAGE)
    shown = {what: [key for key, *_ in found] for _, what, found in page.context["watched"]}
    assert shown == {"raum": [room.slug], "themenfeld": ["wohnen"], "kreis": [lippe.kreis_id]}
    assert [one.title for one in page.context["topics"]] == [TITLE]
    assert ("Sperberrunde" in page.text, "Milanfrage" in page.text) == (False, False)
    for what, keys in shown.items():
        for key in keys:
            data = {"art": what, "was": key, "beenden": "1", "liste": "1"}
            assert as_(celle).post(SET, data).url == PAGE
    ended = {"level": "erwaehnung", "liste": "1"}
    assert as_(celle).post(f"{topic.get_absolute_url()}mitteilungen/", ended).url == PAGE
    page = as_(celle).get(PAGE)
    assert [found for *_, found in page.context["watched"]] == [[], [], []]
    assert page.context["topics"] == []
    # What others watch stays; what is not read any more goes with the room or the person.
    assert list(Watch.objects.values_list("person_id", "room_id")) == [
        (celle.pk, closed.pk),
        (lippe.pk, room.pk),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_at_any_length(
    rows: int, lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    for number in range(rows):
        room = factories.make_room()
        things: Iterable[Any] = (
            room,
            factories.make_theme(f"feld{number}"),
            factories.make_kreis(),
        )
        follow_topic(factories.make_topic(room, by=lippe), by=celle, level=FollowLevel.DIGEST)
        for thing in things:
            watch(thing, by=celle)
    client = as_(celle)
    client.get(PAGE)
    with queries(5):  # person; rooms, themes, Kreise, topics
        page = client.get(PAGE)
    assert [len(found) for *_, found in page.context["watched"]] == [rows] * 3
    assert len(page.context["topics"]) == rows


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_watch() -> None:
    person, room = factories.make_person(), factories.make_room()
    outcomes = at_once(10, lambda _: watch(room, by=person))
    assert sorted(map(bool, outcomes)) == [False] * 9 + [True]


# ---- Topics, each as one wants it ---------------------------------------------------------------


def test_each_follower_hears_of_an_answer_as_chosen(room: Room, lippe: User, celle: User) -> None:
    topic = factories.make_topic(room, by=lippe)
    people = {level: factories.make_person() for level in FollowLevel}
    for level, person in people.items():
        follow_topic(topic, by=person, level=level)
    factories.make_post(topic, by=celle)
    run_jobs()
    rows = Notice.objects.filter(person__in=people.values())
    found = {one.person_id: (one.kind, one.channel) for one in rows}
    assert found == {
        people[FollowLevel.EVERY].pk: ("beitrag-sofort", Channel.AT_ONCE),
        people[FollowLevel.DIGEST].pk: ("beitrag", Channel.WEEKLY),
    }


def test_the_levels_stand_in_the_form_and_are_kept(
    room: Room, lippe: User, celle: User, as_: Any
) -> None:
    topic = factories.make_topic(room, by=lippe)
    client = as_(celle)
    for level in FollowLevel:
        client.post(f"{topic.get_absolute_url()}mitteilungen/", {"level": level.value})
        assert Follow.objects.get(person=celle).level == level
        assert f'value="{level.value}" selected' in client.get(topic.get_absolute_url()).text


# ---- On the page of a Kreis ---------------------------------------------------------------------


def test_a_kreis_shows_the_topics_its_people_began_by_the_readers_right(
    lippe: User, celle: User, programme: User, liaison: User, as_: Any
) -> None:
    rooms = {
        "Habicht": factories.make_room(),
        "Milan": factories.make_room(RoomKind.PROGRAMME),
        "Bussard": factories.make_room(RoomKind.CLOSED, hosts=[lippe]),
    }
    for title, room in rooms.items():
        factories.make_topic(room, by=lippe, title=title)
    factories.make_post(factories.make_topic(by=celle, title="Falke"), by=lippe)
    pages = {
        person: as_(person).get("/kreise/05766/").text
        for person in (None, liaison, programme, celle, lippe)
    }
    words = (*rooms, "Falke", "Themen dieses Kreises beobachten")
    shown = [[word in page for word in words] for page in pages.values()]
    assert shown == [
        [False] * 5,
        [False] * 5,
        [False, True, False, False, True],
        [True, True, False, False, True],
        [True, True, True, False, True],
    ]


def test_the_kreis_page_leads_to_watching_and_back(
    kreis_lippe: Kreis, celle: User, as_: Any
) -> None:
    client = as_(celle)
    answer = client.post(SET, {"art": "kreis", "was": kreis_lippe.pk})
    assert answer.url == kreis_lippe.get_absolute_url()
    assert "Themen dieses Kreises nicht mehr beobachten" in client.get(answer.url).text


def test_deleted_topics_stand_on_no_page_of_a_kreis(lippe: User, celle: User, as_: Any) -> None:
    topic = factories.make_topic(by=lippe, title=TITLE)
    assert TITLE in as_(celle).get("/kreise/05766/").text
    Topic.objects.filter(pk=topic.pk).update(deleted_at=topic.created_at)
    assert TITLE not in as_(celle).get("/kreise/05766/").text
