"""Does what the worker does, inside a test's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

if TYPE_CHECKING:
    from procrastinate.jobs import Job


def run(job: Job) -> None:
    """Run one job."""
    task = app.tasks[job.task_name]
    context = JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)
    task.func(*([context] if task.pass_context else []), **job.task_kwargs)


def run_jobs() -> list[str]:
    """Run what is queued, and what that queues, until nothing is left; name the tasks."""
    names = []
    while row := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
        run(row.procrastinate_job)
        names.append(row.task_name)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [row.pk])
    return names
