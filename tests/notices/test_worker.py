"""The queue as it really runs: a worker with connections of its own, and several at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from notices.choices import Channel, MailState
from notices.chores import last_due, revive_mails, send_digests
from notices.jobs import tick
from notices.models import Notice, OutgoingMail
from notices.services import collect_digest, notify
from practices.news import DECISION, QUERY
from tests import factories
from tests.notices.delivery import run
from tests.notices.test_services import send

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from members.models import User
    from tests.notices.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its threads leave no connection behind, and it ticks only when a test says so."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


def as_a_worker() -> AbstractContextManager[object]:
    """Let the queue have the connections that it has in a worker."""
    return app.replace_connector(DjangoConnector().get_worker_connector())


def work_for_real() -> None:
    """Start a worker and let it run until nothing is left to do."""
    with as_a_worker():
        asyncio.run(_work())


async def _work() -> None:
    async with app.open_async():
        await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


def jobs() -> list[tuple[str, str]]:
    found = ProcrastinateJob.objects.order_by("id").values_list("task_name", "status")
    return [(name.rpartition(".")[2], status) for name, status in found]


def news_of_last_week() -> User:
    """Let something have happened to somebody that stands in a weekly digest."""
    person = factories.make_person()
    for number in range(3):
        practice = factories.make_practice(kreis=person.kreis, title=f"Kurs {number}")
        notify(DECISION, practice.pk, {person: None}, happening=f"neu:{number}")
    Notice.objects.update(happened_at=now() - timedelta(days=8))
    return person


def killed(job_id: int, *, silent_for: int) -> None:
    """Let a worker have begun a job and been silent for so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) "
            "values (now() - make_interval(secs => %s)) returning id",
            [silent_for],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [worker, job_id],
        )


def at_once[T](what: Callable[[], T], *, times: int = 2) -> list[T]:
    """Do it in several threads that start together; return what each got."""
    barrier = Barrier(times)
    results: list[T] = []

    def one() -> None:
        try:
            barrier.wait(10)
            results.append(what())
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_a_worker_makes_the_digest_and_delivers_it(mail_server: MailServer) -> None:
    person = news_of_last_week()
    tick.configure().defer(timestamp=int(now().timestamp()))
    work_for_real()
    assert jobs() == [("tick", "succeeded"), ("deliver_mail", "succeeded")]
    subject = "Ihr Wochenüberblick: 3 Neuigkeiten im Forum"
    assert mail_server.letters() == [(person.email, subject)]


# A second worker would find no mail, and call the delivery done.
def test_in_a_worker_too_a_job_appears_with_its_mail_and_not_before() -> None:
    person = news_of_last_week()
    due = last_due(Channel.WEEKLY, now())
    seen: list[object] = []

    def look() -> None:
        seen.append(jobs())
        connection.close()

    with as_a_worker(), transaction.atomic():
        assert collect_digest(person, Channel.WEEKLY, due=due)
        send()
        looking = Thread(target=look)
        looking.start()
        looking.join()
        transaction.set_rollback(True)
    assert (seen, jobs(), OutgoingMail.objects.count()) == ([[]], [], 0)


# S52
def test_the_job_of_a_killed_worker_is_done_by_another(mail_server: MailServer) -> None:
    mail = send()
    killed(ProcrastinateJob.objects.get().pk, silent_for=180)
    work_for_real()
    assert (jobs(), mail_server.accepted) == ([("deliver_mail", "doing")], [])
    tick.configure().defer(timestamp=int(now().timestamp()))
    work_for_real()
    mail.refresh_from_db()
    assert jobs() == [("deliver_mail", "succeeded"), ("tick", "succeeded")]
    assert (mail.state, len(mail_server.accepted)) == (MailState.SENT, 1)


def test_the_job_of_a_worker_that_lives_is_left_to_it(mail_server: MailServer) -> None:
    send()
    killed(ProcrastinateJob.objects.get().pk, silent_for=10)
    tick.configure().defer(timestamp=int(now().timestamp()))
    work_for_real()
    assert jobs() == [("deliver_mail", "doing"), ("tick", "succeeded")]


# Queued again it would meet the lock of the one that waits, and keep all others from their turn.
def test_a_killed_tick_is_not_repeated_and_hinders_nobody(mail_server: MailServer) -> None:
    locked = tick.configure(queueing_lock="tick")
    for number in range(2):
        killed(locked.defer(timestamp=number), silent_for=180)
    send()
    killed(ProcrastinateJob.objects.latest("id").pk, silent_for=180)
    running = locked.defer(timestamp=int(now().timestamp()))
    job = ProcrastinateJob.objects.get(pk=running).procrastinate_job
    run(job)
    work_for_real()
    assert jobs() == [
        ("tick", "failed"),
        ("tick", "failed"),
        ("deliver_mail", "succeeded"),
        ("tick", "succeeded"),
    ]
    assert len(mail_server.accepted) == 1


# S75
def test_two_workers_deliver_a_mail_once(mail_server: MailServer) -> None:
    mail = send()
    job = ProcrastinateJob.objects.get().procrastinate_job
    at_once(lambda: run(job), times=4)
    mail.refresh_from_db()
    assert (mail.state, len(mail_server.accepted)) == (MailState.SENT, 1)


# S75
def test_two_workers_make_one_digest() -> None:
    person = news_of_last_week()
    due = last_due(Channel.WEEKLY, now())
    made = at_once(lambda: collect_digest(person, Channel.WEEKLY, due=due), times=4)
    assert sorted(made) == [False, False, False, True]
    mail = OutgoingMail.objects.get()
    assert [one.mail_id for one in Notice.objects.all()] == [mail.pk] * 3
    assert jobs() == [("deliver_mail", "todo")]


# S75
def test_two_ticks_at_once_make_one_digest_each() -> None:
    people = [news_of_last_week() for _ in range(3)]
    at_once(lambda: send_digests(now()))
    found = OutgoingMail.objects.order_by("person").values_list("person", flat=True)
    assert list(found) == [person.pk for person in people]
    assert jobs() == [("deliver_mail", "todo")] * 3


# S75
def test_two_happenings_at_once_are_one_notice_and_one_mail(mail_server: MailServer) -> None:
    person = factories.make_person()
    practice = factories.make_practice(kreis=person.kreis)
    factories.make_person()
    told = at_once(lambda: notify(QUERY, practice.pk, {person: None}, happening="1"), times=4)
    work_for_real()
    assert (len(told), Notice.objects.count(), len(mail_server.accepted)) == (4, 1, 1)


def test_a_mail_without_a_job_gets_one_after_an_hour(mail_server: MailServer) -> None:
    mail, other = send(), send()
    first, second = ProcrastinateJob.objects.order_by("id")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status='failed' where id=%s", [first.pk])
    revive_mails(now())
    assert len(jobs()) == 2
    revive_mails(now() + timedelta(hours=2))
    revive_mails(now() + timedelta(hours=2))
    assert jobs() == [("deliver_mail", status) for status in ("failed", "todo", "todo")]
    work_for_real()
    assert [one.message["Message-ID"] for one in mail_server.accepted] == [
        other.message_id,
        mail.message_id,
    ]
    assert second.task_name == "notices.jobs.deliver_mail"
