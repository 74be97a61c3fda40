"""Events in calendar programs: the text as it goes out, and as a calendar library reads it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from content.choices import Audience
from events.calendar import Entry, invitation, subscription
from events.choices import EventFormat, EventState, Mode, RegistrationState
from events.models import CalendarFeed, Event
from events.services import cancel_event, close_feed, edit_event, open_feed, register, renew_feed
from members.services.people import change_role, close_access, reopen_access
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User

BERLIN = ZoneInfo("Europe/Berlin")
SECRET_LINK = "https://meet.example/geheim"


@pytest.fixture
def event(lippe: User) -> Event:
    return factories.make_event(organisers=[lippe], title="Bundestreffen", join_link=SECRET_LINK)


def read(raw: bytes) -> tuple[Any, list[Any]]:
    calendar = Calendar.from_ical(raw)
    return calendar, list(calendar.walk("VEVENT"))


def lines(raw: bytes) -> list[str]:
    """The lines as a calendar program unfolds them."""
    return raw.decode().replace("\r\n ", "").split("\r\n")


def fetched(client: Any, feed: CalendarFeed) -> list[Any]:
    response = client.get(feed.address)
    assert response.status_code == 200
    return read(response.content)[1]


# ---- The text ------------------------------------------------------------------------------------


def test_the_file_is_what_the_standard_asks_for(event: Event, settings: Any) -> None:
    raw = invitation(Entry(event))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    said = lines(raw)
    assert said[0] == "BEGIN:VCALENDAR"
    assert {"VERSION:2.0", "METHOD:PUBLISH", "TZID:Europe/Berlin", "SEQUENCE:0"} <= set(said)
    start = timezone.localtime(event.starts_at)
    assert f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}" in said
    assert f"UID:{event.uid}@localhost" in said
    assert f"URL:{settings.BASE_URL}/termine/{event.pk}/" in said
    assert said.count("BEGIN:VTIMEZONE") == 1
    # PUBLISH names an organizer and no attendee (RFC 5546, 3.2.1); ours is no person.
    assert [line for line in said if line.startswith("ORGANIZER")] != []
    assert [line for line in said if line.startswith("ATTENDEE")] == []


def test_the_rules_of_summer_time_are_those_of_berlin(event: Event) -> None:
    calendar, _ = read(invitation(Entry(event)))
    zone = next(iter(calendar.walk("VTIMEZONE"))).to_tz()
    for day in ("2027-03-28", "2027-10-31", "2027-07-01", "2028-01-01"):
        noon = datetime.fromisoformat(f"{day}T12:00:00")
        # By the clock on the wall, but for the hour that does not exist.
        for hours in (-12, -11, -9, -8, 0):
            at = noon + timedelta(hours=hours)
            ours, theirs = at.replace(tzinfo=zone), at.replace(tzinfo=BERLIN)
            assert ours.utcoffset() == theirs.utcoffset(), at


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2027-03-28T00:30:00+00:00", "DTSTART;TZID=Europe/Berlin:20270328T013000"),
        ("2027-03-28T01:30:00+00:00", "DTSTART;TZID=Europe/Berlin:20270328T033000"),
        ("2027-10-31T00:30:00+00:00", "DTSTART;TZID=Europe/Berlin:20271031T023000"),
        # 2:30 for the second time: the clock on the wall would name the first.
        ("2027-10-31T01:30:00+00:00", "DTSTART:20271031T013000Z"),
    ],
)
def test_the_nights_of_the_changes_are_told_apart(event: Event, start: str, said: str) -> None:
    event.starts_at = datetime.fromisoformat(start)
    event.ends_at = event.starts_at + timedelta(hours=3)
    raw = invitation(Entry(event))
    assert said in lines(raw)
    (component,) = read(raw)[1]
    assert component["dtstart"].dt.astimezone(UTC) == event.starts_at
    assert component["dtend"].dt.astimezone(UTC) == event.ends_at


@pytest.fixture(params=["UTC", "America/New_York"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ", "")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ["TZ"] = before
    time.tzset()


def test_the_place_of_the_server_moves_nothing(event: Event, server_zone: str) -> None:
    event.starts_at = datetime(2027, 7, 1, 8, tzinfo=UTC)
    event.ends_at = datetime(2027, 7, 1, 9, tzinfo=UTC)
    assert time.tzname[0] in {"UTC", "EST"}
    assert "DTSTART;TZID=Europe/Berlin:20270701T100000" in lines(invitation(Entry(event)))


# Line breaks in titles or places begin no property of their own.
def test_words_stay_words(event: Event) -> None:
    event.title = "Treffen\r\nBEGIN:VALARM\nATTENDEE:mailto:a@b.example; x, y\\n"
    event.place = "Saal\nURL:https://evil.example"
    event.place_access = "Rampe\r\nEND:VEVENT"
    raw = invitation(Entry(event))
    names = [line.partition(":")[0].partition(";")[0] for line in lines(raw)]
    assert names.count("BEGIN") == names.count("END") == 5
    assert not {"ATTENDEE"} & set(names)
    assert names.count("URL") == 1
    (component,) = read(raw)[1]
    assert "BEGIN:VALARM" in component["summary"]


def test_no_character_that_the_standard_forbids_is_written(event: Event) -> None:
    for character in ("\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\x7f", "\r"):
        event.title = event.place = event.place_access = f"Saal{character}URL:https://evil.example"
        raw = invitation(Entry(event)).decode()
        # As a program reads it that takes all of these for the end of a line.
        read_so = raw.replace("\r\n ", "").splitlines()
        assert [line for line in read_so if line.startswith("URL:https://evil")] == []


# ---- Updates and cancellation --------------------------------------------------------------------


def test_a_moved_event_updates_what_a_calendar_has(event: Event, lippe: User) -> None:
    (before,) = read(invitation(Entry(event)))[1]
    later = (event.starts_at + timedelta(days=1)).replace(microsecond=0)
    values = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    edit_event(event, by=lippe, version=event.version, values=values)
    event.refresh_from_db()
    (after,) = read(invitation(Entry(event)))[1]
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    assert after["dtstamp"].dt >= before["dtstamp"].dt
    assert after["dtstart"].dt == later


def test_a_new_name_updates_what_a_calendar_has(event: Event, lippe: User) -> None:
    edit_event(event, by=lippe, version=event.version, values={"title": "Anders"})
    event.refresh_from_db()
    assert (event.sequence, event.changed_what) == (1, [])


def test_a_cancelled_event_leaves_a_calendar(event: Event, lippe: User) -> None:
    cancel_event(event, by=lippe, reason="Krank")
    event.refresh_from_db()
    raw = invitation(Entry(event))
    (component,) = read(raw)[1]
    assert "METHOD:CANCEL" in lines(raw)
    assert (component["status"], int(component["sequence"])) == ("CANCELLED", 1)
    # A subscription is replaced as a whole, and says that an event does not take place.
    raw = subscription([Entry(event)])
    assert {"METHOD:PUBLISH", "STATUS:CANCELLED"} <= set(lines(raw))


# ---- Who reads what ------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", Audience)
def test_the_file_is_there_for_who_reads_the_event(
    lippe: User, liaison: User, programme: User, as_: Any, audience: Audience
) -> None:
    event = factories.make_event(organisers=[lippe], audience=audience)
    address = reverse("events:ics", args=[event.pk])
    readers = [None, liaison, programme, lippe]
    answers = [as_(reader).get(address).status_code == 200 for reader in readers]
    expected = [Event.objects.filter(audience__lte=level).exists() for level in range(4)]
    assert answers == expected


def test_a_draft_is_no_file(lippe: User, as_: Any) -> None:
    draft = factories.make_event(organisers=[lippe], state=EventState.DRAFT)
    assert as_(lippe).get(reverse("events:ics", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize(("minutes", "reads"), [("30", "yes"), ("180", "no")])
def test_the_join_link_goes_to_the_registered_from_its_time_on(
    lippe: User, celle: User, programme: User, as_: Any, minutes: str, reads: str
) -> None:
    event = factories.make_event(
        organisers=[lippe],
        format=EventFormat.ONLINE,
        join_link=SECRET_LINK,
        starts_at=timezone.now() + timedelta(minutes=int(minutes)),
    )
    factories.make_registration(event, celle, mode=Mode.ONLINE)
    address = reverse("events:ics", args=[event.pk])
    unfolded = {
        who.pk: "".join(lines(as_(who).get(address).content)) for who in (celle, programme, lippe)
    }
    expected = reads == "yes"
    assert (SECRET_LINK in unfolded[celle.pk]) is expected
    assert SECRET_LINK not in unfolded[programme.pk]
    assert SECRET_LINK in unfolded[lippe.pk]
    feed = open_feed(by=celle)
    (component,) = fetched(as_(None), feed)
    assert (SECRET_LINK in component["description"]) is expected


def test_the_feed_holds_what_one_registered_for_and_may_read_today(
    lippe: User, celle: User, as_: Any
) -> None:
    mine = factories.make_event(organisers=[lippe], title="Dabei")
    waiting = factories.make_event(organisers=[lippe], title="Wartend")
    gone = factories.make_event(organisers=[lippe], title="Abgemeldet")
    factories.make_event(organisers=[lippe], title="Ohne mich")
    factories.make_registration(mine, celle)
    factories.make_registration(waiting, celle, state=RegistrationState.WAITING)
    factories.make_registration(gone, celle, state=RegistrationState.WITHDRAWN)
    feed = open_feed(by=celle)
    found = {str(one["summary"]): str(one["status"]) for one in fetched(as_(None), feed)}
    assert found == {"Dabei": "CONFIRMED", "Wartend": "TENTATIVE"}


def test_confidential_words_do_not_leave_for_a_strangers_calendar(
    lippe: User, celle: User, as_: Any
) -> None:
    event = factories.make_event(
        organisers=[lippe], title="Vertraulichkeit", place="Geheimort", audience=Audience.MEMBERS
    )
    factories.make_registration(event, celle)
    (component,) = fetched(as_(None), open_feed(by=celle))
    assert str(component["summary"]) == "Vertraulicher Termin im Forum"
    raw = as_(None).get(open_feed(by=celle).address).content.decode()
    assert "Geheimort" not in raw
    # By hand it is a person's own deed.
    own = as_(celle).get(reverse("events:ics", args=[event.pk])).content.decode()
    assert "Geheimort" in own


def test_the_feed_costs_the_same_queries_whatever_is_in_it(
    lippe: User, celle: User, as_: Any, queries: Any
) -> None:
    feed, client = open_feed(by=celle), as_(None)
    client.get(feed.address)
    for count in (1, 4):
        for _ in range(count):
            factories.make_registration(factories.make_event(organisers=[lippe]), celle)
        with queries(4):
            client.get(feed.address)


def test_who_asks_again_gets_nothing_new(lippe: User, celle: User, as_: Any) -> None:
    event = factories.make_event(organisers=[lippe])
    factories.make_registration(event, celle)
    feed, client = open_feed(by=celle), as_(None)
    etag = client.get(feed.address)["ETag"]
    assert client.get(feed.address, headers={"If-None-Match": etag}).status_code == 304
    cancel_event(event, by=lippe, reason="Krank")
    assert client.get(feed.address, headers={"If-None-Match": etag}).status_code == 200


# ---- The secret ----------------------------------------------------------------------------------


def answer(client: Any, address: str) -> int:
    return int(client.get(address).status_code)


def test_renewed_or_closed_the_old_address_is_dead(celle: User, as_: Any) -> None:
    client, feed = as_(None), open_feed(by=celle)
    first = feed.address
    assert renew_feed(feed, by=celle)
    second = CalendarFeed.objects.get().address
    assert (answer(client, first), answer(client, second)) == (404, 200)
    # A double click on the page that showed the first renews once.
    assert not renew_feed(feed, by=celle)
    assert close_feed(by=celle)
    assert not close_feed(by=celle)
    assert answer(client, second) == 404


# S15
def test_the_address_ends_with_access_and_does_not_come_back(
    lippe: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    client, feed = as_(None), open_feed(by=lippe_deputy)
    close_access(lippe_deputy, by=moderator, reason="Weg")
    assert answer(client, feed.address) == 404
    reopen_access(lippe_deputy, by=moderator, reason="Zurück")
    assert answer(client, feed.address) == 404


# S15
def test_the_address_ends_with_the_role(
    lippe: User, lippe_deputy: User, moderator: User, as_: Any
) -> None:
    client, feed = as_(None), open_feed(by=lippe_deputy)
    change_role(lippe_deputy, role="programme", kreis=None, by=moderator)
    assert answer(client, feed.address) == 404


# S15
def test_the_address_rests_while_the_kreis_is_no_member(
    celle: User, kreis_celle: Any, as_: Any
) -> None:
    client, feed = as_(None), open_feed(by=celle)
    assert answer(client, feed.address) == 200
    kreis_celle.member_until = timezone.localdate() - timedelta(days=1)
    kreis_celle.save()
    assert answer(client, feed.address) == 404


@pytest.mark.parametrize("forged", ["a", "0" * 32, "{nonce}", "{nonce}.x", "\u00e4.\u00e4"])
def test_nobody_guesses_an_address(celle: User, as_: Any, forged: str) -> None:
    feed = open_feed(by=celle)
    secret = forged.format(nonce=feed.nonce.hex)
    assert answer(as_(None), f"/termine/abo/{secret}.ics") == 404


def test_one_reads_and_ends_only_the_own(lippe: User, celle: User, as_: Any) -> None:
    feed, client = open_feed(by=celle), as_(lippe)
    assert feed.address not in client.get(reverse("events:feed-settings")).content.decode()
    for act in ("einrichten", "erneuern", "abschalten", "quatsch"):
        client.post(reverse("events:feed-set"), {"act": act})
    assert answer(client, feed.address) == 200


def test_set_up_renewed_and_switched_off_on_the_page(celle: User, as_: Any) -> None:
    client = as_(celle)
    page, act = reverse("events:feed-settings"), reverse("events:feed-set")
    client.post(act, {"act": "einrichten"})
    client.post(act, {"act": "einrichten"})
    feed = CalendarFeed.objects.get()
    assert feed.address in client.get(page).content.decode()
    client.post(act, {"act": "erneuern"})
    assert feed.address not in client.get(page).content.decode()
    client.post(act, {"act": "abschalten"})
    assert not CalendarFeed.objects.exists()


# 50 programs or none: registering is what fills it.
def test_who_registers_finds_it_in_the_feed(lippe: User, celle: User, as_: Any) -> None:
    event = factories.make_event(organisers=[lippe], title="Neu dabei")
    feed, client = open_feed(by=celle), as_(None)
    assert fetched(client, feed) == []
    register(event, celle, by=celle, values={"mode": event.modes[0]})
    assert [str(one["summary"]) for one in fetched(client, feed)] == ["Neu dabei"]
