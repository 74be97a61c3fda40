"""A topic moves only to who reads it already, and for all others it is gone at once (S28)."""

from __future__ import annotations

import threading
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from content.models import Record
from forum.choices import Act, FollowLevel, RoomKind
from forum.models import Decision, Follow, ReadMark, Room, RoomLock, Topic
from forum.readers import fits_within, outsiders, people_reading
from forum.services import (
    DecidedError,
    Ruling,
    WiderError,
    admit,
    archive_room,
    edit_topic,
    follow_topic,
    mark_read,
    move_topic,
)
from members.choices import Role
from members.models import User
from notices.choices import Channel, MailState
from notices.models import OutgoingMail, Preference
from notices.reading import unread_count
from search.finding import search
from search.models import Entry
from tests import factories
from tests.forum.moderating import REASON, lines_of, report, sent
from tests.forum.talking import address_of
from tests.notices.delivery import run_jobs

if TYPE_CHECKING:
    from django.test import Client

WORD, TITLE = "Milanwort", "Habichtfrage"


def move(topic: Topic, room: Room, by: User, **more: Any) -> Decision | None:
    last = topic.posts.get(number=1).decisions.first()
    seen = {"seen": last.pk if last else 0}
    return move_topic(topic, room, Ruling(by=by, reason=REASON, **seen | more))


@pytest.fixture
def topic(lippe: User, celle: User) -> Topic:
    """Asked in the room of all Kreise, and answered."""
    topic = factories.make_topic(by=lippe, title=TITLE, text=WORD)
    factories.make_post(topic, by=celle, text=f"{WORD}, auch bei uns")
    return topic


# ---- Where to -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "target"), list(product(RoomKind.values, RoomKind.values)))
def test_a_room_takes_only_what_is_said_in_one_as_wide(source: str, target: str) -> None:
    narrower: dict[RoomKind, set[str]] = {
        RoomKind.PROGRAMME: {*RoomKind.values},
        RoomKind.OPEN: {RoomKind.OPEN, RoomKind.CLOSED},
        RoomKind.CLOSED: {RoomKind.CLOSED},
    }
    rooms = Room(kind=target), Room(kind=source)
    assert fits_within(*rooms) == (target in narrower[RoomKind(source)])


def test_the_chatham_house_rule_is_not_left_behind() -> None:
    plain, ruled = Room(kind=RoomKind.OPEN), Room(kind=RoomKind.OPEN, is_chatham_house=True)
    assert [fits_within(*pair) for pair in ((plain, ruled), (ruled, plain), (ruled, ruled))] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("seed", range(40))
def test_what_moves_is_read_by_nobody_new(seed: int, lippe: User, programme: User) -> None:
    """Rooms of every kind, people named, hosting and locked out: whoever reads it, read it."""
    people = [lippe, programme, factories.make_person(), factories.make_person(Role.MODERATOR)]
    kinds = RoomKind.values
    pair = []
    for at in range(2):
        bits = (seed * 7919 + at * 104_729) >> 2
        named = [one for place, one in enumerate(people[:3]) if bits >> place & 1]
        locked = [one for place, one in enumerate(people) if bits >> (place + 3) & 3 == 0]
        kind = kinds[(bits >> 9) % 3]
        named = [one for one in named if one != lippe]
        pair.append(factories.make_room(kind, hosts=[lippe], named=named, locked=locked))
    source, target = pair
    topic = factories.make_topic(source, by=lippe)
    before = set(people_reading(source))
    try:
        moved = move(topic, target, people[3])
    except WiderError:
        moved = None
    topic.refresh_from_db()
    reading = {one for one in people if topic in Topic.objects.visible_to(one)}
    assert reading <= before
    assert (topic.room == target) == (moved is not None)
    if moved is None:
        assert not fits_within(target, source) or outsiders(target, of=source).exists()


def test_one_outsider_is_enough_to_refuse(
    topic: Topic, lippe: User, programme: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_room(
        RoomKind.CLOSED, hosts=[lippe], named=[moderator, programme], name="Kleine Runde"
    )
    with pytest.raises(WiderError) as refused:
        move(topic, closed, moderator)
    assert refused.value.count == 1
    form = sent("verschoben", room=closed.slug)
    page = as_(moderator).post(address_of(topic, "moderieren/"), form)
    assert page.status_code == 409
    assert "Dort liest 1 Person mit, die das Thema hier nicht liest." in page.text
    topic.refresh_from_db()
    assert (topic.room.name != "Kleine Runde", Decision.objects.count()) == (True, 0)


def test_who_is_locked_out_here_does_not_read_it_there(
    topic: Topic, celle: User, moderator: User
) -> None:
    RoomLock.objects.create(room=topic.room, person=celle, reason="Weitererzählt")
    with pytest.raises(WiderError):
        move(topic, factories.make_room(), moderator)
    assert move(topic, factories.make_room(locked=[celle]), moderator) is not None


def test_an_archived_room_takes_nothing(topic: Topic, moderator: User) -> None:
    archived = factories.make_room()
    archive_room(archived, by=moderator, reason="Ruht")
    with pytest.raises(WiderError):
        move(topic, Room.objects.get(pk=archived.pk), moderator)


# Between question and move nobody is admitted.
@pytest.mark.django_db(transaction=True)
def test_who_is_admitted_at_the_same_moment_does_not_slip_in(
    lippe: User, programme: User, moderator: User
) -> None:
    topic = factories.make_topic(by=lippe)
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[moderator])
    answers: list[object] = []

    def moves() -> None:
        try:
            answers.append(move(topic, closed, moderator))
        except WiderError as error:
            answers.append(error.count)
        finally:
            connection.close()

    moving = threading.Thread(target=moves)
    with transaction.atomic():
        admit(closed, programme, by=lippe)
        moving.start()
        moving.join(timeout=0.5)  # it waits for the room
        assert answers == []
    moving.join()
    assert answers == [1]
    assert list(Topic.objects.visible_to(programme)) == []


# ---- What it does --------------------------------------------------------------------------------


def found(person: User) -> list[int]:
    return [search(person, word).total for word in (TITLE, WORD)]


def test_moved_it_is_gone_at_once_for_who_does_not_read_there(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    Preference.objects.create(person=celle, kind="beitrag", channel=Channel.AT_ONCE)
    source = topic.room
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[moderator])
    follow_topic(topic, by=moderator, level=FollowLevel.DIGEST)
    for person in (celle, lippe, moderator):
        mark_read(topic, by=person, number=2)
    factories.make_post(topic, by=lippe, text=f"{WORD} @{celle.name}")
    assert [kind for kind, *_ in lines_of(celle)] == ["erwaehnung"]
    client = as_(celle)
    assert (client.get(address_of(topic)).status_code, found(celle)) == (200, [3, 3])
    before = client.get("/austausch/").text
    move(topic, closed, moderator)
    assert client.get(address_of(topic)).status_code == 404
    assert (found(celle), lines_of(celle)) == ([0, 0], [])
    after = client.get("/austausch/").text
    assert [TITLE in page for page in (before, after)] == [True, False]
    run_jobs()
    assert set(OutgoingMail.objects.filter(to=celle.email).values_list("state", flat=True)) == {
        MailState.DROPPED
    }
    person = User.objects.with_news().get(pk=celle.pk)
    assert unread_count(person) == 0
    known = {
        model.__name__: {row.person for row in model.objects.filter(topic=topic)}
        for model in (Follow, ReadMark)
    }
    assert known == {"Follow": {lippe, moderator}, "ReadMark": {lippe, moderator}}
    rooms = [Room.objects.get(pk=room.pk) for room in (source, closed)]
    assert [room.topic_count for room in rooms] == [0, 1]
    # The old address leads on for those who read it.
    assert as_(lippe).get(address_of(topic)).status_code == 200
    assert found(lippe) == [3, 3]


def test_moving_writes_the_index_as_writing_anew_would(
    topic: Topic, lippe: User, moderator: User, queries: Any
) -> None:
    factories.make_post(topic, by=lippe, text="Hybride Gruppen zusammenhalten")
    target = factories.make_room()
    move(topic, target, moderator)

    def rows() -> list[dict[str, Any]]:
        columns = [one.name for one in Entry._meta.fields if one.name not in {"id", "indexed_at"}]
        return list(Entry.objects.filter(scope__startswith="raum").order_by("key").values(*columns))

    moved = rows()
    Entry.objects.all().delete()
    call_command("reindex", verbosity=0)
    assert moved == rows()
    assert {row["scope"] for row in moved} == {f"raum:{target.pk}"}


def _work() -> None:
    """Bring the search up to date as a worker does, in a connection of its own."""
    try:
        run_jobs("upkeep")
    finally:
        connection.close()


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_stat_activity where wait_event_type = 'Lock'"
            " and datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


# S28: a job that writes the index while a topic moves does not write who read it before.
@pytest.mark.django_db(transaction=True)
def test_the_index_written_meanwhile_stands_in_the_new_room() -> None:
    office = factories.make_person(Role.MODERATOR)
    topic = factories.make_topic(by=office, text=WORD)
    factories.make_post(topic, by=office, text=WORD)
    target = factories.make_room(RoomKind.CLOSED, hosts=[office])
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    values: dict[str, Any] = {"title": "Anders", "theme": None, "tag_names": [], "practice": None}
    edit_topic(topic, by=office, version=topic.version, values=values)
    indexing = threading.Thread(target=_work)
    with transaction.atomic():
        move(topic, target, office)
        indexing.start()
        for _ in range(100):
            if _waits() or not indexing.is_alive():
                break
            indexing.join(0.1)
    indexing.join(20)
    scopes = set(Entry.objects.filter(kind="beitrag").values_list("scope", flat=True))
    assert (indexing.is_alive(), scopes) == (False, {f"raum:{target.pk}"})


def test_a_long_topic_moves_with_as_many_queries_as_a_short_one(
    lippe: User, moderator: User, queries: Any
) -> None:
    for count in (1, 30):
        topic = factories.make_topic(by=lippe)
        for _ in range(count):
            factories.make_post(topic, by=lippe)
        target = factories.make_room()
        with queries(COST_OF_A_MOVE):
            move(topic, target, moderator)


COST_OF_A_MOVE = 39


def test_its_author_is_told_why_and_not_where_he_does_not_read(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    closed = factories.make_room(
        RoomKind.CLOSED, hosts=[celle], named=[moderator], name="Sperberrunde"
    )
    decision = move(topic, closed, moderator)
    assert decision is not None
    assert lines_of(lippe)[-1] == (
        "moderation",
        "Ihr Thema steht in einem anderen Raum",
        "Austausch",
    )
    page = as_(lippe).get(decision.get_absolute_url())
    shown = [word in page.text for word in (REASON, "Sperberrunde", TITLE)]
    assert shown == [True, False, False]
    record = Record.objects.get(act="topic.moved")
    assert (record.by_id, record.reason, record.details["after"]) == (
        moderator.pk,
        REASON,
        closed.pk,
    )


# S29: with the topic its reports and decisions change hands.
def test_reports_and_decisions_move_along(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    other = factories.make_person(Role.MODERATOR)
    post = topic.posts.get(number=2)
    reported = report(post, lippe)
    closed = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[moderator])
    assert [kind for kind, *_ in lines_of(other)] == ["meldung"]
    move(topic, closed, moderator)
    assert lines_of(other) == []
    assert "Da steht ein Name." not in as_(other).get("/austausch/meldungen/").text
    assert as_(moderator).get("/austausch/meldungen/").context["reports"] == [reported]
    assert list(Decision.objects.moderated_by(other)) == []


# S71, S73
def test_a_move_sent_twice_is_one_and_a_second_moderator_comes_late(
    topic: Topic, moderator: User, as_: Any
) -> None:
    other, target = factories.make_person(Role.MODERATOR), factories.make_room()
    form = sent(Act.MOVE, room=target.slug)
    client, address = as_(moderator), address_of(topic, "moderieren/")
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    page = as_(other).post(address, sent(Act.CLOSE))
    assert (page.status_code, f"Bereits erledigt von {moderator.name}" in page.text) == (409, True)
    with pytest.raises(DecidedError):
        move(topic, factories.make_room(), other, seen=0)
    assert Decision.objects.count() == 1


def test_moving_to_where_it_stands_changes_nothing(topic: Topic, moderator: User) -> None:
    assert move(topic, topic.room, moderator) is None
    assert (Decision.objects.count(), Record.objects.filter(act="topic.moved").count()) == (0, 0)


# S29, S30
def test_celle_cannot_move_and_the_office_moves_only_where_it_reads(
    topic: Topic, lippe: User, celle: User, moderator: User, as_: Any
) -> None:
    own = factories.make_room(RoomKind.CLOSED, hosts=[lippe], name="Sperberrunde")
    others = factories.make_room()
    address = address_of(topic, "moderieren/")

    def tries(client: Client, room: Room) -> int:
        return client.post(address, sent("verschoben", room=room.slug)).status_code

    assert [tries(as_(person), others) for person in (lippe, celle)] == [403, 403]
    page = as_(moderator).get(address)
    assert ("Sperberrunde" in page.text, others.name in page.text) == (False, True)
    assert tries(as_(moderator), own) == 200  # „Wählen Sie eine der Möglichkeiten“
    hidden = factories.make_topic(own, by=lippe)
    assert as_(moderator).get(address_of(hidden, "moderieren/")).status_code == 404
    topic.refresh_from_db()
    assert topic.room not in (own, others)


def test_hosts_move_between_their_closed_rooms(lippe: User, celle: User, as_: Any) -> None:
    first = factories.make_room(RoomKind.CLOSED, hosts=[lippe], named=[celle])
    second = factories.make_room(RoomKind.CLOSED, hosts=[lippe])
    topic = factories.make_topic(first, by=celle)
    address = address_of(topic, "moderieren/")
    answer = as_(lippe).post(address, sent("verschoben", room=second.slug))
    assert answer.url == address_of(topic)
    assert as_(celle).get(address_of(topic)).status_code == 404
    back = sent("verschoben", room=first.slug)
    back["seen"] = str(Decision.objects.get().pk)
    assert "Dort liest 1 Person mit" in as_(lippe).post(address, back).text


def test_marks_and_counts_follow_when_it_comes_back(
    topic: Topic, lippe: User, moderator: User
) -> None:
    source, target = topic.room, factories.make_room()
    for room in (target, source):
        topic.refresh_from_db()
        move(topic, room, moderator)
    rooms = [Room.objects.get(pk=room.pk) for room in (source, target)]
    assert [room.topic_count for room in rooms] == [1, 0]
    assert ReadMark.objects.filter(topic=topic, person=lippe).count() == 1
