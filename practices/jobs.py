from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from content.services import record
from practices.choices import State
from practices.models import Practice


# The queue's clock is UTC; what is due is decided by the date in Berlin.
@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="practices-due")
def mark_practices_due(timestamp: int) -> None:  # noqa: ARG001  (the queue's clock)
    """Ask the Kreise about what was not confirmed for a year; it stays readable meanwhile."""
    due = Practice.objects.filter(state=State.PUBLISHED, review_due__lte=timezone.localdate())
    with transaction.atomic():
        for practice in due.select_for_update():
            practice.state = State.TO_REVIEW
            practice.version += 1
            practice.save(update_fields=["state", "version"])
            record("practice.to_review", practice, by=None)
