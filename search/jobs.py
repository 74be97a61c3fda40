"""Jobs: run by `manage.py procrastinate worker`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from search.models import Entry
from search.vocabulary import count_words


@app.periodic(cron="*/15 * * * *")
@app.task(queue="search", queueing_lock="search.words", pass_context=False)
def keep_words_counted(timestamp: int) -> None:  # noqa: ARG001  (procrastinate hands it over)
    """Count the words again, when something was indexed since the last time."""
    lately = timezone.now() - timedelta(minutes=16)
    if Entry.objects.filter(indexed_at__gte=lately).exists():
        count_words()
