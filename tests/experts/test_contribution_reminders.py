from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from experts.choices import Stage
from experts.chores import remind_of_contributions
from experts.services.consultations import (
    evaluate_consultation,
    open_consultation,
    set_deadline,
    withdraw_consultation,
)
from notices.models import Notice
from tests import factories
from tests.experts.answering import answer, write
from tests.experts.making import make_consultation

if TYPE_CHECKING:
    from experts.models import Consultation
    from members.models import User

KIND = "rueckmeldung-erinnerung"


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def opened(by: User, moment: str, deadline: str) -> Consultation:
    with time_machine.travel(utc(moment), tick=False):
        one = make_consultation(Stage.ASKED)
        open_consultation(one, by=by, version=1, deadline=date.fromisoformat(deadline))
    one.refresh_from_db()
    return one


def told(person: User) -> list[str]:
    mine = Notice.objects.filter(person=person, kind=KIND).order_by("pk")
    return [one.happening.partition(" ")[2] for one in mine]


def quarter_hours(begin: datetime, end: datetime) -> list[str]:
    """When somebody was reminded: let the chore run through these days, as the worker does."""
    reminded, now, count = [], begin, Notice.objects.filter(kind=KIND).count()
    while now < end:
        with time_machine.travel(now, tick=False):
            remind_of_contributions(now)
        after = Notice.objects.filter(kind=KIND).count()
        if after != count:
            reminded.append(f"{now:%m-%dT%H:%M}")
        now, count = now + timedelta(minutes=15), after
    return reminded


# Full ones in winter and over the change of the clocks, flash ones of few days.
@pytest.mark.parametrize(
    ("moment", "deadline", "moments"),
    [
        ("2026-11-10T10:00", "2026-11-30", ["11-20T07:00", "11-27T07:00", "11-29T07:00"]),
        ("2027-03-18T10:00", "2027-03-31", ["03-25T07:00", "03-28T06:00", "03-30T06:00"]),
        ("2026-11-10T10:00", "2026-11-16", ["11-13T07:00", "11-15T07:00"]),
        ("2026-11-10T10:00", "2026-11-13", ["11-12T07:00"]),
        ("2026-11-10T10:00", "2026-11-11", []),
        ("2026-11-10T06:00", "2026-11-11", ["11-10T07:00"]),
    ],
)
def test_at_half_time_three_days_and_a_day_before_at_eight_in_berlin(
    lippe: User, moderator: User, moment: str, deadline: str, moments: list[str]
) -> None:
    opened(moderator, moment, deadline)
    end = utc(f"{deadline}T00:00") + timedelta(days=2)
    assert quarter_hours(utc(moment), end) == moments
    assert len(told(lippe)) == len(moments)


@pytest.fixture
def one(moderator: User) -> Consultation:
    """Opened on 10 November; half time is the 20th, the deadline the 30th."""
    return opened(moderator, "2026-11-10T10:00", "2026-11-30")


def _at(moment: str) -> None:
    with time_machine.travel(utc(moment), tick=False):
        remind_of_contributions(utc(moment))


def test_who_answered_is_not_reminded_and_the_reminder_is_done(
    one: Consultation, lippe: User, celle: User, lippe_deputy: User, moderator: User, liaison: User
) -> None:
    with time_machine.travel(utc("2026-11-12T10:00"), tick=False):
        answer(one, celle, no_comment="ja")
        write(one, lippe)
    _at("2026-11-20T07:05")
    assert [told(person) for person in (lippe, lippe_deputy, celle)] == [["10"], ["10"], []]
    assert told(moderator) == told(liaison) == []
    unread = Notice.objects.filter(kind=KIND, read_at=None)
    assert unread.count() == 2
    with time_machine.travel(utc("2026-11-21T10:00"), tick=False):
        answer(one, lippe_deputy)
    assert unread.all().count() == 0
    _at("2026-11-27T07:05")
    assert told(lippe) == ["10"]


def test_a_worker_that_was_away_reminds_once(one: Consultation, lippe: User) -> None:
    _at("2026-11-20T06:59")
    assert told(lippe) == []
    for moment in ("2026-11-29T15:00", "2026-11-29T15:00", "2026-11-29T15:15"):
        _at(moment)
    assert told(lippe) == ["1"]
    assert one.number


def test_another_deadline_is_reminded_of_anew(
    one: Consultation, lippe: User, moderator: User
) -> None:
    _at("2026-11-27T07:05")
    with time_machine.travel(utc("2026-11-28T10:00"), tick=False):
        one.refresh_from_db()
        later = date(2026, 12, 3)
        set_deadline(one, by=moderator, version=one.version, deadline=later, reason="Krank.")
    # The Kreise have just read of it.
    _at("2026-11-28T10:15")
    assert told(lippe) == ["3"]
    _at("2026-11-30T07:05")
    _at("2026-12-02T07:05")
    assert told(lippe) == ["3", "3", "1"]


def test_nobody_is_reminded_of_what_is_over_or_not_open(
    one: Consultation, lippe: User, moderator: User
) -> None:
    _at("2026-12-01T07:05")
    other = opened(moderator, "2026-11-10T10:00", "2026-11-30")
    with time_machine.travel(utc("2026-11-15T10:00"), tick=False):
        evaluate_consultation(one, by=moderator, version=one.version, reason="Alle da.")
        withdraw_consultation(other, by=moderator, version=other.version, reason="Erledigt.")
    for moment in ("2026-11-20T07:05", "2026-11-29T07:05"):
        _at(moment)
    assert told(lippe) == []


def test_only_people_with_access_are_reminded(one: Consultation, lippe: User) -> None:
    former = factories.make_kreis(member_until=date(2026, 11, 15))
    gone = [
        factories.make_person(kreis=former),
        factories.make_person(kreis=lippe.kreis, is_active=False),
    ]
    _at("2026-11-20T07:05")
    assert [told(person) for person in (*gone, lippe)] == [[], [], ["10"]]
    assert one.number
