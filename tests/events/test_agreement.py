"""`visible_to` and `can_read` agree about events and what they leave behind, for everybody."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
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
from search.finding import search
from tests import factories, people

if TYPE_CHECKING:
    from members.models import Kreis

pytestmark = pytest.mark.django_db


# Readers, events and minutes are many and made once; what a test changes is taken back.
@pytest.fixture(scope="module")
def readers(shared_db: None) -> list[Any]:
    lippe, celle = people.make_kreis_lippe(), people.make_kreis_celle()
    cast = [people.make_lippe(lippe), people.make_lippe_deputy(lippe), people.make_celle(celle)]
    cast += [people.make_programme(), people.make_liaison(), people.make_moderator()]
    return people.make_readers([*cast, people.make_admin()])


@pytest.fixture(scope="module")
def kreis_lippe(readers: list[Any]) -> Kreis:
    kreis: Kreis = readers[1].kreis
    return kreis


@pytest.fixture(scope="module")
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
    named: dict[str, Any] = {"kreis": kreis_lippe}
    named["organisers"] = [one for one in readers if one.is_authenticated]
    made = [
        factories.make_event(state=state, audience=audience, **named).pk
        for state, audience in product(EventState, Audience)
    ]
    events = Event.objects.filter(pk__in=made)
    counts = []
    for reader in readers:
        own = set(events.organised_by(reader))
        assert own == {event for event in events if can_edit_event(reader, event)}, reader
        in_sql = set(events.visible_to(reader))
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


@pytest.fixture(scope="module")
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
