"""The two places that decide agree: `visible_to` in SQL and `can_read` in Python, for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from content.choices import Audience
from events.access import (
    can_edit_event,
    can_have_material,
    can_read_event,
    can_read_feed,
    can_read_message,
    can_read_minutes,
    can_read_minutes_version,
    can_read_registration,
    can_read_task,
)
from events.choices import EventState, MaterialFrom, RegistrationState
from events.models import (
    CalendarFeed,
    Event,
    EventMessage,
    Material,
    Minutes,
    MinutesTask,
    MinutesVersion,
    Registration,
)
from forum.access import (
    can_read_post,
    can_read_post_file,
    can_read_room,
    can_read_topic,
    may_decide,
    may_moderate,
)
from forum.choices import RoomKind
from forum.models import Post, PostFile, Report, Room, RoomLock, RoomMember, Topic
from forum.readers import people_deciding, people_moderating, readers_of
from members.access import (
    can_read_deputyship,
    can_read_invitation,
    can_read_kreis,
    can_read_person,
)
from members.choices import Role
from members.models import Deputyship, Invitation, Kreis, User
from practices.access import can_read, can_read_adoption, can_read_edition, can_read_file
from practices.choices import State
from practices.models import Adoption, Edition, Practice, PracticeFile
from search.finding import search
from tests import factories


@pytest.fixture
def readers(
    lippe: User,
    lippe_deputy: User,
    celle: User,
    programme: User,
    liaison: User,
    moderator: User,
    admin: User,
) -> list[Any]:
    locked = factories.make_person(kreis=lippe.kreis, is_active=False)
    locked_moderator = factories.make_person(Role.MODERATOR, is_active=False)
    people = (lippe, lippe_deputy, celle, programme, liaison, moderator, admin)
    return [AnonymousUser(), *people, locked, locked_moderator]


def test_sql_and_python_agree_on_practices(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
    everything = list(Practice.objects.all())
    for reader in readers:
        in_sql = set(Practice.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read(reader, thing)}, reader


def test_the_index_agrees_on_practices(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
    for reader in readers:
        found = {int(hit.key) for hit in search(reader, "", kind="praxis", size=100).hits}
        assert found == {thing.pk for thing in Practice.objects.visible_to(reader)}, reader


def test_the_index_agrees_on_people_and_kreise(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True)
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True, is_active=False)
    former = factories.make_kreis(member_since="2024-01-01", member_until="2025-01-01")
    factories.make_person(kreis=former)
    factories.make_kreis(member_since=None)
    call_command("reindex", verbosity=0)
    for reader in readers:
        found = {int(hit.key) for hit in search(reader, "", kind="person", size=100).hits}
        # Who belongs to no Kreis has no page to be found on.
        people = User.objects.visible_to(reader).filter(kreis__isnull=False)
        assert found == {person.pk for person in people}, reader
        kreise = {hit.key for hit in search(reader, "", kind="kreis", size=100).hits}
        assert kreise == {kreis.pk for kreis in Kreis.objects.visible_to(reader)}, reader


def test_sql_and_python_agree_on_files(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        factories.make_file(
            factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
        )
    everything = list(PracticeFile.objects.select_related("practice"))
    for reader in readers:
        in_sql = set(PracticeFile.objects.visible_to(reader))
        assert in_sql == {file for file in everything if can_read_file(reader, file)}, reader


def test_sql_and_python_agree_on_editions(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        practice = factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
        for number, opened in enumerate(Audience, 1):
            Edition.objects.create(practice=practice, number=number, fields={}, audience=opened)
    everything = list(Edition.objects.select_related("practice"))
    for reader in readers:
        in_sql = set(Edition.objects.visible_to(reader))
        assert in_sql == {one for one in everything if can_read_edition(reader, one)}, reader


def test_sql_and_python_agree_on_people(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True)
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True, is_active=False)
    everybody = list(User.objects.all())
    for reader in readers:
        in_sql = set(User.objects.visible_to(reader))
        assert in_sql == {person for person in everybody if can_read_person(reader, person)}, reader


def test_sql_and_python_agree_on_kreise(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_kreis(member_since=None)
    factories.make_kreis(member_since="2024-01-01", member_until="2025-01-01")
    everything = list(Kreis.objects.all())
    for reader in readers:
        in_sql = set(Kreis.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read_kreis(reader, thing)}, reader


def test_sql_and_python_agree_on_invitations(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_invitation("a" * 43, kreis=kreis_lippe, invited_by=readers[1])
    factories.make_invitation("b" * 43, role=Role.LIAISON, invited_by=readers[6])
    everything = list(Invitation.objects.all())
    for reader in readers:
        in_sql = set(Invitation.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read_invitation(reader, thing)}


def test_sql_and_python_agree_on_deputyships(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_deputyship(factories.make_person(kreis=kreis_lippe))
    factories.make_deputyship(factories.make_person(), starts_in=-30)
    everything = list(Deputyship.objects.select_related("person"))
    for reader in readers:
        in_sql = set(Deputyship.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read_deputyship(reader, thing)}


def test_sql_and_python_agree_on_adoptions(
    readers: list[Any], kreis_lippe: Kreis, kreis_celle: Kreis
) -> None:
    for state, audience in product(State, Audience):
        practice = factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
        factories.make_adoption(practice, kreis=kreis_celle)
        factories.make_adoption(practice)
    factories.make_adoption(factories.make_practice(), kreis=kreis_lippe)
    everything = list(Adoption.objects.select_related("practice"))
    for reader in readers:
        in_sql = set(Adoption.objects.visible_to(reader))
        assert in_sql == {one for one in everything if can_read_adoption(reader, one)}, reader


@pytest.fixture
def events(readers: list[Any], kreis_lippe: Kreis) -> list[Event]:
    """In every state and for every audience: of Kreis Lippe, of the office, of all as organisers.

    Everybody is registered or withdrew; to all a message was written.
    """
    people = [one for one in readers if one.is_authenticated]
    for state, audience in product(EventState, Audience):
        named: dict[str, Any] = {"state": state, "audience": audience}
        for event in (
            factories.make_event(**named, kreis=kreis_lippe),
            factories.make_event(**named),
            factories.make_event(**named, organisers=people),
        ):
            for number, person in enumerate(people):
                came = (RegistrationState.REGISTERED, RegistrationState.WITHDRAWN)[number % 2]
                factories.make_registration(event, person, state=came)
            EventMessage.objects.create(event=event, subject="Anreise", text="Bus 350")
    return list(Event.objects.order_by("pk"))


def test_of_those_named_only_who_is_of_the_kreis_organises(
    readers: list[Any], kreis_lippe: Kreis
) -> None:
    people = [one for one in readers if one.is_authenticated]
    for state, audience in product(EventState, Audience):
        factories.make_event(state=state, audience=audience, kreis=kreis_lippe, organisers=people)
    counts = []
    for reader in readers:
        events, own = Event.objects.all(), set(Event.objects.organised_by(reader))
        assert own == {event for event in events if can_edit_event(reader, event)}, reader
        in_sql = set(Event.objects.visible_to(reader))
        assert in_sql == {event for event in events if can_read_event(reader, event)}, reader
        counts.append((len(in_sql), len(own)))
    none = (2, 0)
    assert counts == [none, (12, 12), (12, 12), (8, 0), (6, 0), (4, 0), (12, 12), *[none] * 3]


def test_sql_and_python_agree_on_events(readers: list[Any], events: list[Event]) -> None:
    counts = []
    for reader in readers:
        in_sql = set(Event.objects.visible_to(reader))
        assert in_sql == {event for event in events if can_read_event(reader, event)}, reader
        own = set(Event.objects.organised_by(reader))
        assert own == {event for event in events if can_edit_event(reader, event)}, reader
        counts.append((len(in_sql), len(own)))
    # Of 36: the public 6, partners 12; with drafts whoever prepares them. A lead looks after those
    # of the Kreis too; the office after all; technical administration and locked ones none.
    none = (6, 0)
    assert counts == [none, (32, 24), (32, 12), (28, 12), (21, 9), (12, 0), (36, 36), *[none] * 3]


def test_sql_and_python_agree_on_registrations(readers: list[Any], events: list[Event]) -> None:
    registrations = list(Registration.objects.select_related("event"))
    messages = list(EventMessage.objects.select_related("event"))
    assert (len(registrations), len(messages)) == (36 * 9, 36)
    people = [reader for reader in readers if reader.is_authenticated]
    feeds = [CalendarFeed.objects.create(person=person) for person in people]
    for reader in readers:
        in_sql = set(Registration.objects.visible_to(reader))
        assert in_sql == {one for one in registrations if can_read_registration(reader, one)}
        written = set(EventMessage.objects.visible_to(reader))
        assert written == {one for one in messages if can_read_message(reader, one)}, reader
        own = set(CalendarFeed.objects.visible_to(reader))
        assert own == {one for one in feeds if can_read_feed(reader, one)}, reader


def test_the_index_agrees_on_events(readers: list[Any], events: list[Event]) -> None:
    for reader in readers:
        found = [int(hit.key) for hit in search(reader, "", kind="termin", size=100).hits]
        assert sorted(found) == sorted(one.pk for one in Event.objects.visible_to(reader)), reader


def test_sql_and_python_agree_on_material(readers: list[Any], events: list[Event]) -> None:
    past = [event for number, event in enumerate(events) if number % 5 < 2]
    for event in past:
        begin = timezone.now() - timedelta(days=2)
        Event.objects.filter(pk=event.pk).update(
            starts_at=begin, ends_at=begin + timedelta(hours=1)
        )
    for event in Event.objects.all():
        for time, circle in product(MaterialFrom, (False, True)):
            factories.make_material(event, visible_from=time, for_registered=circle)
    files = list(Material.objects.select_related("event"))
    counts = []
    for reader in readers:
        in_sql = set(Material.objects.visible_to(reader))
        assert in_sql == {one for one in files if can_have_material(reader, one)}, reader
        assert {one.event for one in in_sql} <= set(Event.objects.visible_to(reader)), reader
        counts.append(len(in_sql))
    # Of 144; the public: what is for all who read public events that are over, or at once.
    assert counts == [8, 118, 70, 92, 53, 32, 144, 8, 8, 8]


@pytest.fixture
def minutes(events: list[Event]) -> list[Minutes]:
    """Of every event: drafts and published ones, for participants or for all, wider and narrower.

    The published ones have a second version, for participants of the Kreise alone.
    """
    made = []
    for number, event in enumerate(events):
        published: dict[str, Any] = {} if number % 5 else {"published_at": None}
        one = factories.make_minutes(
            event, for_participants=number % 7 < 3, audience=Audience(number % 4), **published
        )
        factories.make_task(one, factories.make_person())
        if one.is_published:
            later = {"number": 2, "text": "Neu", "decisions": [], "author_name": "Kim Beispiel"}
            MinutesVersion.objects.create(
                minutes=one, audience=Audience.MEMBERS, for_participants=True, **later
            )
        made.append(one)
    return made


def test_sql_and_python_agree_on_minutes(readers: list[Any], minutes: list[Minutes]) -> None:
    tasks = list(MinutesTask.objects.select_related("minutes__event"))
    versions = list(MinutesVersion.objects.select_related("minutes__event"))
    counts = []
    for reader in readers:
        in_sql = set(Minutes.objects.visible_to(reader))
        assert in_sql == {one for one in minutes if can_read_minutes(reader, one)}, reader
        given = set(MinutesTask.objects.visible_to(reader))
        assert given == {one for one in tasks if can_read_task(reader, one)}, reader
        kept = set(MinutesVersion.objects.visible_to(reader))
        assert kept == {one for one in versions if can_read_minutes_version(reader, one)}, reader
        # Nobody reads the minutes of an event that is not there for him.
        assert {one.event for one in in_sql} <= set(Event.objects.visible_to(reader)), reader
        counts.append((len(in_sql), len(given), len(kept)))
    # Of 36. The public: two that are for everybody, and no task. The second versions, of the Kreise
    # alone, are not for the programme team, though it organises some.
    none = (2, 0, 2)
    assert counts == [
        none,
        *((31, 31, 50), (23, 23, 29), (25, 25, 44), (13, 13, 11), (7, 7, 7), (36, 36, 56)),
        *[none] * 3,
    ]


def test_the_index_agrees_on_minutes(readers: list[Any], minutes: list[Minutes]) -> None:
    for reader in readers:
        found = [int(hit.key) for hit in search(reader, "", kind="protokoll", size=100).hits]
        readable = Minutes.objects.visible_to(reader)
        assert sorted(found) == sorted(one.pk for one in readable), reader


@pytest.fixture
def rooms(readers: list[Any]) -> list[Room]:
    """Rooms of every kind: nobody, everybody named; nobody, everybody locked out; archived."""
    people = [one for one in readers if one.is_authenticated]
    writer = factories.make_person()
    made = []
    for kind, named, locked in product(RoomKind, (False, True), (False, True)):
        room = factories.make_room(
            kind, hosts=[writer], named=people if named else (), locked=people if locked else ()
        )
        topic = factories.make_topic(room, by=writer)
        factories.make_post(topic, by=writer)
        gone = factories.make_post(topic, by=writer)
        Post.objects.filter(pk=gone.pk).update(deleted_at=datetime.now(UTC))
        absent = factories.make_topic(room, by=writer)
        Topic.objects.filter(pk=absent.pk).update(deleted_at=datetime.now(UTC))
        made.append(room)
    Room.objects.filter(pk__in=[room.pk for room in made[::2]]).update(
        archived_at=datetime.now(UTC)
    )
    return list(Room.objects.order_by("pk"))


def test_sql_and_python_agree_on_rooms(readers: list[Any], rooms: list[Room]) -> None:
    counts = []
    for reader in readers:
        in_sql = set(Room.objects.visible_to(reader))
        assert in_sql == {room for room in rooms if can_read_room(reader, room)}, reader
        members = set(RoomMember.objects.visible_to(reader))
        assert members == set(RoomMember.objects.filter(room__in=in_sql)), reader
        counts.append(len(in_sql))
    # public; coordinators; programme, in its rooms and where named; nobody else but the office
    assert counts == [0, 5, 5, 5, 4, 0, 5, 0, 0, 0]


def test_sql_and_python_agree_on_topics_and_posts(readers: list[Any], rooms: list[Room]) -> None:
    topics = list(Topic.objects.select_related("room"))
    posts = list(Post.objects.select_related("topic__room"))
    assert (len(topics), len(posts)) == (24, 48)
    for reader in readers:
        in_sql = set(Topic.objects.visible_to(reader))
        assert in_sql == {topic for topic in topics if can_read_topic(reader, topic)}, reader
        words = set(Post.objects.visible_to(reader))
        assert words == {post for post in posts if can_read_post(reader, post)}, reader
        assert len(words) == 3 * len(in_sql) == 3 * Room.objects.visible_to(reader).count()


@pytest.fixture
def moderated(readers: list[Any], rooms: list[Room]) -> list[Room]:
    """In these rooms every second post is hidden, one of them a reader's, who hosts where named.

    One room locked everybody out until yesterday.
    """
    lippe, _, celle = readers[1:4]
    Post.objects.filter(number=2).update(hidden_at=datetime.now(UTC), author=celle)
    RoomMember.objects.filter(person=lippe).update(is_host=True)
    over = factories.make_room(locked=[one for one in readers if one.is_authenticated])
    over.locks.update(until=date(2025, 1, 1))
    factories.make_topic(over, by=celle)
    return [*rooms, over]


def test_sql_and_python_agree_on_who_moderates(readers: list[Any], moderated: list[Room]) -> None:
    everybody = User.objects.with_access()
    counts = []
    for reader in readers:
        in_sql = set(Room.objects.moderated_by(reader))
        assert in_sql == {room for room in moderated if may_moderate(reader, room)}, reader
        counts.append(len(in_sql))
    # A host moderates the closed room that names him, the office the rooms it reads.
    assert counts == [0, 1, 0, 0, 0, 0, 6, 0, 0, 0]
    for room in moderated:
        people = {one for one in everybody if room in Room.objects.moderated_by(one)}
        assert set(people_moderating(room)) == people, room.kind


def test_sql_and_python_agree_on_reports_and_locks(
    readers: list[Any], moderated: list[Room]
) -> None:
    posts = Post.objects.select_related("topic__room")
    for post in posts:
        Report.objects.create(post=post, cause="ton")
    reports = list(Report.objects.select_related("post__topic__room"))
    locks = list(RoomLock.objects.select_related("room"))
    assert (len(reports), len(locks)) == (49, 63)
    for reader in readers:
        in_sql = set(Report.objects.visible_to(reader))
        deciding = {
            one
            for one in reports
            if one.post.topic.deleted_at is None and may_decide(reader, one.post)
        }
        assert in_sql == deciding, reader
        lifting = {lock for lock in locks if may_moderate(reader, lock.room)}
        assert set(RoomLock.objects.visible_to(reader)) == lifting, reader
    assert {post for post in posts if people_deciding(post).filter(posts=post).exists()} == set()


def test_sql_and_python_agree_on_files_of_posts(readers: list[Any], moderated: list[Room]) -> None:
    for post in Post.objects.select_related("topic__room"):
        factories.make_post_file(post)
    for person in readers[1:]:
        factories.make_draft_file(person, "neue Frage")
    files = list(PostFile.objects.select_related("post__topic__room", "draft"))
    assert len(files) == 49 + len(readers) - 1
    for reader in readers:
        in_sql = set(PostFile.objects.visible_to(reader))
        assert in_sql == {file for file in files if can_read_post_file(reader, file)}, reader
        own = [file for file in in_sql if file.draft_id is not None]
        assert {file.uploaded_by_id for file in own} <= {getattr(reader, "pk", None)}


def test_those_who_read_along_are_those_who_read(readers: list[Any], rooms: list[Room]) -> None:
    factories.make_person(kreis=factories.make_kreis(member_until="2025-12-31"))
    everybody = User.objects.with_access()
    for room in rooms:
        reading = {one for one in everybody if room in Room.objects.visible_to(one)}
        people = readers_of(room).people
        assert (set(people), len(people)) == (reading, len(reading)), room.kind


def test_the_index_agrees_on_topics_and_answers(readers: list[Any], rooms: list[Room]) -> None:
    call_command("reindex", verbosity=0)
    for reader in readers:
        topics = {int(hit.key) for hit in search(reader, "", kind="thema", size=100).hits}
        assert topics == {topic.pk for topic in Topic.objects.visible_to(reader)}, reader
        answers = {int(hit.key) for hit in search(reader, "", kind="beitrag", size=100).hits}
        living = Post.objects.visible_to(reader).filter(number__gt=1, deleted_at__isnull=True)
        assert answers == {post.pk for post in living}, reader
