from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.choices import Audience
from events.chores import remind_of_events
from events.models import Event
from events.services import cancel_event, edit_event, withdraw
from notices.choices import Channel
from notices.models import Notice, OutgoingMail
from notices.reading import readable_page
from notices.services import set_preferences
from tests import factories

if TYPE_CHECKING:
    from members.models import User
    from notices.kinds import Line

KIND = "termin-erinnerung"


def told(person: User) -> list[str]:
    """How many days before they were reminded, in the order in which it came."""
    mine = Notice.objects.filter(person=person, kind=KIND).order_by("pk")
    return [one.happening.partition(" ")[0] for one in mine]


def quarter_hours(begin: datetime, end: datetime) -> list[datetime]:
    """When they were reminded: let the chore run through these days, as the worker does."""
    reminded, now, count = [], begin, Notice.objects.filter(kind=KIND).count()
    while now < end:
        remind_of_events(now)
        after = Notice.objects.filter(kind=KIND).count()
        if after != count:
            reminded.append(now)
        now, count = now + timedelta(minutes=15), after
    return reminded


# In winter time, over both changes, and in summer time.
@pytest.mark.parametrize(
    ("start", "week", "day"),
    [
        ("2027-01-20T13:00", "2027-01-13T07:00", "2027-01-19T07:00"),
        ("2027-03-29T12:00", "2027-03-22T07:00", "2027-03-28T06:00"),
        ("2027-11-02T13:00", "2027-10-26T06:00", "2027-11-01T07:00"),
        ("2027-07-01T22:30", "2027-06-25T06:00", "2027-07-01T06:00"),
    ],
    ids=["winter", "spring", "autumn", "past midnight in Berlin"],
)
def test_a_week_and_a_day_before_at_eight_in_berlin(
    lippe: User, celle: User, start: str, week: str, day: str
) -> None:
    starts_at, due_week, due_day = (
        datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (start, week, day)
    )
    began = starts_at - timedelta(days=12)
    event = factories.make_event(organisers=[lippe], starts_at=starts_at)
    factories.make_registration(event, celle, queued_at=began)
    assert quarter_hours(began, starts_at + timedelta(days=1)) == [due_week, due_day]
    assert (told(celle), told(lippe)) == (["7", "1"], [])


@pytest.fixture
def event(lippe: User, celle: User) -> Event:
    """In four weeks; celle has a place."""
    found = factories.make_event(organisers=[lippe], starts_in=28)
    factories.make_registration(found, celle)
    return found


def days_before(event: Event, days: float) -> datetime:
    return event.starts_at - timedelta(days=days)


def test_after_a_cancellation_nobody_is_reminded(event: Event, lippe: User, celle: User) -> None:
    remind_of_events(days_before(event, 6.5))
    cancel_event(event, by=lippe, reason="Krank")
    remind_of_events(days_before(event, 0.5))
    assert told(celle) == ["7"]


def lines(person: User) -> list[Line]:
    mine = Notice.objects.visible_to(person).filter(kind=KIND)
    return [one.line for one in readable_page(person, mine, size=9)[0]]


# The mail asks as the page does, when it is sent.
@pytest.mark.parametrize("what", ["cancelled", "withdrawn", "over"])
def test_what_was_told_already_is_not_mailed_when_it_is_wrong(
    event: Event, lippe: User, celle: User, what: str
) -> None:
    remind_of_events(days_before(event, 6.5))
    assert len(lines(celle)) == 1
    if what == "cancelled":
        cancel_event(event, by=lippe, reason="Krank")
    elif what == "withdrawn":
        withdraw(event.registrations.get(), by=celle)
    else:
        # Told by the clock of the database.
        over = {"starts_at": timezone.now() - timedelta(hours=3), "registration_until": None}
        Event.objects.filter(pk=event.pk).update(**over, ends_at=timezone.now())
    assert lines(celle) == []


def test_a_moved_event_is_reminded_of_anew(event: Event, lippe: User, celle: User) -> None:
    remind_of_events(days_before(event, 6.5))
    start = event.starts_at + timedelta(days=14)
    values = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    edit_event(event, by=lippe, version=event.version, values=values)
    remind_of_events(start - timedelta(days=10))
    assert told(celle) == ["7"]
    remind_of_events(start - timedelta(days=6.5))
    assert told(celle) == ["7", "7"]


def test_who_registers_after_the_day_of_a_reminder_gets_the_next(
    event: Event, celle: User, programme: User
) -> None:
    factories.make_registration(event, programme, queued_at=days_before(event, 5))
    remind_of_events(days_before(event, 4))
    remind_of_events(days_before(event, 0.5))
    assert (told(celle), told(programme)) == (["7", "1"], ["1"])


def test_a_worker_that_was_away_reminds_of_tomorrow_alone(event: Event, celle: User) -> None:
    remind_of_events(days_before(event, 0.5))
    assert told(celle) == ["1"]
    remind_of_events(event.starts_at + timedelta(minutes=1))
    assert told(celle) == ["1"]


def test_who_waits_is_not_reminded(event: Event, programme: User) -> None:
    factories.make_registration(event, programme, state="warteliste")
    remind_of_events(days_before(event, 0.5))
    assert told(programme) == []


def test_who_wants_none_gets_none(event: Event, celle: User) -> None:
    set_preferences(celle, {KIND: Channel.OFF})
    remind_of_events(days_before(event, 0.5))
    assert told(celle) == []


def test_of_a_confidential_event_no_mail_says_more_than_that(
    lippe: User, celle: User, django_capture_on_commit_callbacks: Any
) -> None:
    event = factories.make_event(
        organisers=[lippe], title="Vertraulichkeit", place="Geheimort", audience=Audience.MEMBERS
    )
    factories.make_registration(event, celle, queued_at=days_before(event, 20))
    remind_of_events(days_before(event, 0.5))
    (line,) = lines(celle)
    assert "Vertraulichkeit" not in line.title_in_mail + line.advice
    assert "Geheimort" not in line.text + line.advice
    assert OutgoingMail.objects.filter(person=celle).count() == 1


def test_asked_again_it_costs_a_query_and_tells_nobody(
    event: Event, celle: User, queries: Any
) -> None:
    now = days_before(event, 0.5)
    remind_of_events(now)
    with queries(1):
        remind_of_events(now)
    assert told(celle) == ["1"]
