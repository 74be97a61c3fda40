"""`python -m benchmarks.digest`: the weekly digest for everybody, made and sent.

A worker's process makes the digests and delivers them to a mail server on loopback that discards
them. Time goes with the number of people, queries do not go with the number of notices, and memory
with neither.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import django

from benchmarks import database
from benchmarks.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User

SCALE = Scale(members=294, people=1600, practices=400, topics=0, posts=0, events=0)
RUNS = ((300, 20), (1500, 5), (1500, 20))
# Monday, a quarter past eight in Berlin.
NOW = datetime.fromisoformat("2026-11-23T08:15:00+01:00")


@dataclass(frozen=True)
class Figures:
    """What one run cost."""

    collecting: float
    delivering: float
    cpu: float
    queries: int
    sent: int
    peak_mib: float


# ---- the content -------------------------------------------------------------------------------


def prepare() -> None:
    """Bring the database to the state that is measured, unless it is there from the last run."""
    store = database.Store(SCALE)
    fresh = store.is_fresh("portal")
    if not fresh:
        store.clear("portal")
        subprocess.run(
            [sys.executable, "-m", "config.entrypoint", "prepare"],
            cwd=database.ROOT,
            stdout=sys.stderr,
            check=True,
        )
    django.setup()
    if not fresh:
        from benchmarks import data  # models need the database's address

        data.fill(SCALE)
        store.keep("portal")


def arrange(people: int, notices: int) -> None:
    """Let so many people have so many notices that wait for a weekly digest."""
    from content.choices import Audience
    from members.models import User
    from notices.choices import Channel
    from notices.models import Notice, OutgoingMail
    from practices.choices import State
    from practices.models import Practice

    Notice.objects.all().delete()
    OutgoingMail.objects.all().delete()
    readable = Practice.objects.filter(state=State.PUBLISHED, audience=Audience.PUBLIC)
    practices = list(readable.order_by("pk").values_list("pk", flat=True))
    told = User.objects.with_access().exclude(role="").order_by("pk")[:people]
    colleagues = [str(person.pk) for person in told[:notices]]

    def waiting(person: User, number: int) -> Notice:
        # Three of four about practices, one about a person: two sorts of things.
        about_person = number % 4 == 3
        place = (person.pk * 7 + number) % len(practices)
        return Notice(
            person=person,
            kind="beitritt" if about_person else "entscheidung",
            thing=colleagues[number] if about_person else str(practices[place]),
            happening="angenommen" if about_person else "neu:1",
            channel=Channel.WEEKLY,
            happened_at=NOW - timedelta(days=1 + number % 6),
        )

    for person in told:
        Notice.objects.bulk_create([waiting(person, number) for number in range(notices)])
    assert Notice.objects.count() == people * notices  # noqa: S101


# ---- the run, in a process of its own ----------------------------------------------------------


def run() -> Figures:
    """Make all digests and deliver them, as a worker does."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from notices.choices import MailState
    from notices.chores import send_digests
    from notices.models import OutgoingMail

    queries = _queries_of_one()
    cpu, began = time.process_time(), time.perf_counter()
    send_digests(NOW)
    collected = time.perf_counter()

    async def deliver() -> None:
        async with app.open_async():
            await app.run_worker_async(wait=False, queues=["mail"], install_signal_handlers=False)

    with app.replace_connector(DjangoConnector().get_worker_connector()):
        asyncio.run(deliver())
    delivered = time.perf_counter()
    return Figures(
        collecting=collected - began,
        delivering=delivered - collected,
        cpu=time.process_time() - cpu,
        queries=queries,
        sent=OutgoingMail.objects.filter(state=MailState.SENT).count(),
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _queries_of_one() -> int:
    """Return how many queries the digest of one person costs, from the notices to the mail."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from procrastinate import JobContext
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    from notices.choices import Channel
    from notices.chores import last_due
    from notices.jobs import deliver_mail
    from notices.models import Notice
    from notices.services import collect_digest

    person = Notice.objects.waiting().order_by("pk")[0].person
    with CaptureQueriesContext(connection) as captured:
        assert collect_digest(person, Channel.WEEKLY, due=last_due(Channel.WEEKLY, NOW))  # noqa: S101
        job = ProcrastinateJob.objects.latest("id").procrastinate_job
        context = JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)
        deliver_mail.func(context, **job.task_kwargs)
    # One was the look for the job.
    return len(captured) - 1


# ---- both --------------------------------------------------------------------------------------


@contextmanager
def discarding() -> Iterator[str]:
    """Run a mail server that discards everything; hand out its port."""
    command = [sys.executable, "-m", "benchmarks.discard"]
    with subprocess.Popen(  # noqa: S603  (our own program, no shell)
        command, cwd=database.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin  # noqa: S101  (for mypy)
        assert server.stdout  # noqa: S101
        yield server.stdout.readline().strip()
        server.stdin.close()


def measured(people: int, notices: int) -> Figures:
    """Arrange one run and let another process do it: what that one has in memory is the run's."""
    arrange(people, notices)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.digest", "--run"],
        cwd=database.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Figures(**figures)


def surroundings(port: str) -> None:
    """Set the environment of an installation that sends to this port."""
    os.environ |= database.environment("forum_bench_digest") | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BASE_URL": "http://localhost:8000",
        "SECRET_KEY": "s" * 50,
        "FORUM_DEMO": "1",
        "MAIL_KEPT": "0",
        "MAIL_FROM": "Forum Integration <forum@forum.example>",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_STARTTLS": "0",
        "LOG_LEVEL": "WARNING",
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digest")
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args().run:
        django.setup()
        print(json.dumps(vars(run())))  # noqa: T201
        return
    with discarding() as port:
        surroundings(port)
        prepare()
        head = "people notices  mails  collecting  delivering  CPU/person  queries/person  peak"
        print(head)  # noqa: T201
        for people, notices in RUNS:
            it = measured(people, notices)
            print(  # noqa: T201
                f"{people:6} {notices:7} {it.sent:6} {it.collecting:9.1f} s {it.delivering:9.1f} s"
                f" {it.cpu / people * 1000:8.1f} ms {it.queries:15} {it.peak_mib:6.0f} MiB"
            )


if __name__ == "__main__":
    main()
