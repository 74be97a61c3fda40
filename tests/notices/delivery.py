"""Does what the worker does, inside a test's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notices.jobs import queue

if TYPE_CHECKING:
    from datetime import datetime

    from procrastinate.jobs import Job


def run(job: Job) -> None:
    """Run one job."""
    task = app.tasks[job.task_name]
    context = JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)
    task.func(*([context] if task.pass_context else []), **job.task_kwargs)


def run_jobs(*queues: str) -> list[str]:
    """Run what is queued, and what that queues, until nothing is left; name the tasks.

    With names of queues, only what is in these.
    """
    names = []
    waiting = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    if queues:
        waiting = waiting.filter(queue_name__in=queues)
    while row := waiting.first():
        run(row.procrastinate_job)
        names.append(row.task_name)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [row.pk])
    return names


def work(at: datetime) -> list[str]:
    """Run what is due by then as a worker does, and put what failed back for later.

    Name the mails' jobs by what became of them: done, again, failed.
    """
    outcomes = []
    while row := _due(at):
        job = row.procrastinate_job
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status='doing' where id=%s", [row.pk])
        try:
            run(job)
        except Exception as error:  # noqa: BLE001  (a worker survives every job)
            retry = app.tasks[job.task_name].get_retry_exception(error, job)
            if retry is None or retry.retry_decision.retry_at is None:
                _finish(row.pk, "failed")
                outcomes.append("failed")
            else:
                queue.retry_job_by_id(row.pk, retry_at=retry.retry_decision.retry_at)
                outcomes.append("again")
        else:
            _finish(row.pk, "succeeded")
            outcomes.append("done")
    return outcomes


def _due(at: datetime) -> ProcrastinateJob | None:
    waiting = ProcrastinateJob.objects.filter(status="todo")
    found: ProcrastinateJob | None = (
        waiting.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=at)).order_by("id").first()
    )
    return found


def _finish(job: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status=%s where id=%s", [status, job])
