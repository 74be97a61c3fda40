"""Four hundred days of ticks: which digests go out, to whom, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import time_machine
from django.utils.timezone import now

from notices.choices import Channel
from notices.chores import BERLIN, send_digests
from notices.models import Notice, OutgoingMail
from notices.services import notify
from practices.news import ADOPTED, DECISION
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User

BEGIN, DAYS = date(2026, 12, 28), 400
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
# The worker is down from Sunday noon to Tuesday ten past twelve.
DOWN = (
    datetime.combine(date(2027, 6, 13), time(12), BERLIN),
    datetime.combine(date(2027, 6, 15), time(12, 10), BERLIN),
)
DOWN_DAYS = (date(2027, 6, 13), date(2027, 6, 14))
# The first tick after it.
MADE_UP = datetime.combine(date(2027, 6, 15), time(15), BERLIN)
MONDAY = 0


def ticks() -> Iterator[datetime]:
    """Return when the worker ticks: seldom, but often where a mistake would show."""
    for number in range(DAYS):
        day = BEGIN + timedelta(days=number)
        # From six to ten o'clock or an hour beside, as the clocks of that day say.
        first = datetime.combine(day, time(0), BERLIN).astimezone(UTC) + timedelta(hours=6)
        quarters = [first + QUARTER * step for step in range(16)]
        if min(abs(day - FORWARD), abs(day - BACK)) <= DAY:
            yield from quarters
        elif day.weekday() == MONDAY:
            yield from quarters[6:10]
        else:
            yield from (datetime.combine(day, time(hour), BERLIN) for hour in (8, 15))


def happens(day: date) -> bool:
    """Tell whether something happens on this day, at noon; never in the ISO weeks 30 to 33."""
    if day in {FORWARD - DAY, FORWARD, BACK - DAY, BACK, *DOWN_DAYS}:
        return True
    return day.toordinal() % 4 == 0 and not 30 <= day.isocalendar().week <= 33


def digest_day(day: date, *, weekly: bool) -> datetime:
    """Return when what happens at noon of a day is told, unless the worker is down then."""
    due = day + DAY
    if weekly:
        due += timedelta(days=(MONDAY - due.weekday()) % 7)
    at = datetime.combine(due, time(8), BERLIN)
    return MADE_UP if DOWN[0] < at < DOWN[1] else at


def live(person: User, other: User) -> None:
    """Let 400 days go by for two people."""
    practice = factories.make_practice(kreis=person.kreis)
    adoption = factories.make_adoption(practice)
    told = set()
    with time_machine.travel(datetime.combine(BEGIN, time(0), BERLIN), tick=False) as clock:
        for tick in ticks():
            noon = datetime.combine(tick.astimezone(BERLIN).date(), time(12), BERLIN)
            for at in (noon - DAY, noon):
                if at.date() >= BEGIN and at <= tick and at not in told and happens(at.date()):
                    told.add(at)
                    clock.move_to(at)
                    key = f"neu:{at:%Y-%m-%d}"
                    notify(DECISION, practice.pk, {person: None, other: None}, happening=key)
                    notify(ADOPTED, adoption.pk, {person: None}, happening=key)
            clock.move_to(tick)
            if not DOWN[0] < tick < DOWN[1]:
                send_digests(now())


def test_in_400_days_every_digest_goes_out_at_eight_in_berlin_and_no_other(
    lippe: User, celle: User
) -> None:
    lippe.notice_preferences.create(kind=DECISION.name, channel=Channel.DAILY)
    live(lippe, celle)
    days = [BEGIN + timedelta(days=number) for number in range(DAYS)]
    eventful = [day for day in days if happens(day)]
    last = datetime.combine(days[-1], time(10), BERLIN)
    daily = {digest_day(day, weekly=False) for day in eventful}
    weekly = {digest_day(day, weekly=True) for day in eventful}
    expected = [
        *((lippe.pk, Channel.DAILY, at) for at in daily),
        *((lippe.pk, Channel.WEEKLY, at) for at in weekly),
        *((celle.pk, Channel.WEEKLY, at) for at in weekly),
    ]
    mails = OutgoingMail.objects.values_list("person", "channel", "created_at")
    found = [(person, channel, at.astimezone(BERLIN)) for person, channel, at in mails]
    assert sorted(found) == sorted(one for one in expected if one[2] <= last)
    # In summer and winter alike, the mornings of both changes of the clocks included.
    assert {at.time() for _, _, at in found} == {time(8), MADE_UP.time()}
    mornings = [FORWARD, FORWARD + DAY, BACK, BACK + DAY]
    told_daily = [at for _, channel, at in found if channel == Channel.DAILY]
    assert {datetime.combine(day, time(8), BERLIN) for day in mornings} <= set(told_daily)
    assert [told_daily.count(MADE_UP), found.count((celle.pk, Channel.WEEKLY, MADE_UP))] == [1, 1]
    # What happens in week 29 is told on the Monday after; then it is silent.
    silent = {at.isocalendar().week for _, _, at in found if at.year == 2027}
    assert {31, 32, 33} & silent == set()
    # What happened stands in one digest: the first after it.
    for notice in Notice.objects.exclude(mail=None).select_related("mail"):
        assert notice.mail is not None
        made = digest_day(
            notice.happened_at.astimezone(BERLIN).date(),
            weekly=notice.channel == Channel.WEEKLY,
        )
        assert notice.mail.created_at == made
