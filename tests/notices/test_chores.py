from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from content.purging import purge_all
from notices.choices import Channel, MailState
from notices.chores import last_due, send_digests
from notices.models import Notice, OutgoingMail, Preference, RefusedAddress
from notices.services import notify, set_preferences
from practices.news import DECISION, QUERY
from tests import factories
from tests.notices.delivery import work
from tests.notices.test_services import send

if TYPE_CHECKING:
    from members.models import User
    from tests.notices.mail_server import MailServer

# A Monday; Berlin is an hour ahead.
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def tell(person: User, happening: str, at: datetime, **fields: Any) -> Notice:
    """Let a decision on a practice of the person's Kreis have been made."""
    practice = factories.make_practice(kreis=person.kreis)
    notify(DECISION, practice.pk, {person: None}, happening=f"neu:{happening}")
    Notice.objects.filter(thing=str(practice.pk)).update(happened_at=at, **fields)
    return Notice.objects.get(thing=str(practice.pk))


@pytest.mark.parametrize(
    ("channel", "at", "due"),
    [
        (Channel.DAILY, "2026-11-23 06:59", "2026-11-22 07:00"),
        (Channel.DAILY, "2026-11-23 07:00", "2026-11-23 07:00"),
        (Channel.WEEKLY, "2026-11-23 06:59", "2026-11-16 07:00"),
        (Channel.WEEKLY, "2026-11-23 07:00", "2026-11-23 07:00"),
        (Channel.WEEKLY, "2026-11-29 23:30", "2026-11-23 07:00"),
        # The clock goes forward at 2:00 and back at 3:00: eight stays eight.
        (Channel.DAILY, "2027-03-28 06:00", "2027-03-28 06:00"),
        (Channel.DAILY, "2027-03-28 05:59", "2027-03-27 07:00"),
        (Channel.DAILY, "2027-10-31 06:59", "2027-10-30 06:00"),
        (Channel.DAILY, "2027-10-31 07:00", "2027-10-31 07:00"),
        (Channel.WEEKLY, "2027-03-29 06:00", "2027-03-29 06:00"),
        (Channel.WEEKLY, "2027-11-01 07:00", "2027-11-01 07:00"),
    ],
)
def test_a_digest_is_due_at_eight_in_berlin(channel: Channel, at: str, due: str) -> None:
    asked = datetime.fromisoformat(f"{at}+00:00")
    assert last_due(channel, asked).astimezone(UTC) == datetime.fromisoformat(f"{due}+00:00")


# What is committed while the digest is made, or moved here from another one, would hang on a mail
# that has left, and never be told.
def test_what_comes_too_late_for_a_digest_stands_in_the_next(
    mail_server: MailServer, lippe: User
) -> None:
    tell(lippe, "1", MONDAY - timedelta(days=1))
    send_digests(MONDAY)
    work(now())
    late = tell(lippe, "2", MONDAY - timedelta(seconds=1))
    send_digests(MONDAY + timedelta(minutes=15))
    late.refresh_from_db()
    assert late.mail is None
    send_digests(MONDAY + timedelta(days=7))
    work(now())
    assert [subject for _, subject in mail_server.letters()] == [
        "Ihr Wochenüberblick: eine Neuigkeit im Forum"
    ] * 2


def test_what_moves_to_a_digest_that_has_left_stands_in_the_next(
    mail_server: MailServer, lippe: User
) -> None:
    tell(lippe, "1", MONDAY - timedelta(days=1), channel=Channel.DAILY)
    send_digests(MONDAY)
    moved = tell(lippe, "2", MONDAY - timedelta(hours=5))
    set_preferences(lippe, {DECISION.name: Channel.DAILY})
    send_digests(MONDAY + timedelta(hours=1))
    moved.refresh_from_db()
    assert moved.mail is None
    send_digests(MONDAY + timedelta(days=1))
    work(now())
    assert [subject for _, subject in mail_server.letters()] == [
        "Ihr Tagesüberblick: eine Neuigkeit im Forum"
    ] * 2


def test_nobody_who_switched_mail_off_gets_what_waited(
    mail_server: MailServer, lippe: User
) -> None:
    tell(lippe, "1", MONDAY - timedelta(days=1))
    set_preferences(lippe, {DECISION.name: Channel.OFF})
    send_digests(MONDAY)
    assert (work(now()), OutgoingMail.objects.count()) == ([], 0)


def test_a_notice_goes_half_a_year_after_it_was_read_and_a_year_after_it_happened(
    lippe: User,
) -> None:
    at = now()
    days = timedelta(days=1)
    kept = [
        tell(lippe, "1", at - 300 * days, read_at=at - 179 * days),
        tell(lippe, "2", at - 359 * days),
    ]
    tell(lippe, "3", at - 190 * days, read_at=at - 181 * days)
    tell(lippe, "4", at - 361 * days)
    purge_all(at)
    assert set(Notice.objects.all()) == set(kept)


def test_old_mail_goes_unless_it_waits(db: None) -> None:
    mails = {state: send() for state in MailState}
    for state, mail in mails.items():
        mail.state = state
        mail.save(update_fields=["state"])
    purge_all(now() + timedelta(days=89))
    assert OutgoingMail.objects.count() == len(mails)
    purge_all(now() + timedelta(days=91))
    assert list(OutgoingMail.objects.values_list("state", flat=True)) == [MailState.QUEUED]


def test_a_refused_address_is_forgotten_after_a_year(db: None) -> None:
    RefusedAddress.objects.create(address="weg@forum.example", code=550, times=2)
    left = []
    for days in (359, 361):
        purge_all(now() + timedelta(days=days))
        left.append(RefusedAddress.objects.count())
    assert left == [1, 0]


def test_a_notice_whose_mail_is_old_is_not_mailed_again(
    mail_server: MailServer, lippe: User
) -> None:
    practice = factories.make_practice(kreis=lippe.kreis)
    begin = now()
    with time_machine.travel(begin, tick=False) as clock:
        notify(QUERY, practice.pk, {lippe: None}, happening="1")
        tell(lippe, "1", begin)
        for day in range(0, 360, 10):
            clock.move_to(begin + timedelta(days=day))
            notify(QUERY, practice.pk, {lippe: None}, happening="1")
            send_digests(now())
            work(now())
            purge_all(now())
    assert len(mail_server.accepted) == 2
    assert [notice.mail is not None for notice in Notice.objects.all()] == [True, True]


def test_finished_jobs_go_after_a_week_and_failed_ones_after_three_months(db: None) -> None:
    ages = {"succeeded": (6, 8), "failed": (8, 89, 91), "todo": (100,), "doing": (100,)}
    for status, days in ages.items():
        for age in days:
            send()
            job = ProcrastinateJob.objects.latest("id").pk
            with connection.cursor() as cursor:
                if status != "todo":
                    cursor.execute(
                        "update procrastinate_jobs set status='doing' where id=%s", [job]
                    )
                if status in {"succeeded", "failed"}:
                    cursor.execute(
                        "update procrastinate_jobs set status=%s where id=%s", [status, job]
                    )
                cursor.execute(
                    "update procrastinate_events set at = now() - make_interval(days => %s) "
                    "where job_id=%s",
                    [age, job],
                )
    purge_all(now())
    left = ProcrastinateJob.objects.order_by("id").values_list("status", flat=True)
    assert list(left) == ["succeeded", "failed", "failed", "todo", "doing"]


def test_a_preference_leaves_with_its_person_and_so_do_notices_and_mail(lippe: User) -> None:
    practice = factories.make_practice()
    Preference.objects.create(person=lippe, kind=QUERY.name, channel=Channel.DAILY)
    notify(DECISION, practice.pk, {lippe: None}, happening="neu:1")
    Notice.objects.update(happened_at=MONDAY - timedelta(days=1))
    send_digests(MONDAY)
    lippe.delete()
    left = (Preference.objects.count(), Notice.objects.count(), OutgoingMail.objects.count())
    assert left == (0, 0, 0)
