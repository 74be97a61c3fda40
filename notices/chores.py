"""What notices have to do regularly: digests, clean-up, jobs of a worker that was killed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from procrastinate.contrib.django import app

from content.clock import every_quarter_hour
from notices.choices import Channel, MailState
from notices.models import Notice, OutgoingMail
from notices.services import collect_digest

BERLIN = ZoneInfo("Europe/Berlin")
_AT = time(8)
_MONDAY = 0
# How long things are kept, in days; the privacy page names the same.
_KEPT_NOTICES = 180
_KEPT_MAIL = 90
_KEPT_JOBS = 7
# A worker says every ten seconds that it lives.
_SILENT_SECONDS = 120


def last_due(channel: Channel, now: datetime) -> datetime:
    """Return when a digest was due last: 8:00 in Berlin, of the weekly one on Monday."""
    local = now.astimezone(BERLIN)
    day = local.date()
    if local.time() < _AT:
        day -= timedelta(days=1)
    if channel == Channel.WEEKLY:
        day -= timedelta(days=(day.weekday() - _MONDAY) % 7)
    return datetime.combine(day, _AT, BERLIN)


@every_quarter_hour
def send_digests(now: datetime) -> None:
    """Make every digest that is due and not made yet, also one that was missed."""
    for channel in (Channel.DAILY, Channel.WEEKLY):
        due = last_due(channel, now)
        waiting = Notice.objects.waiting().filter(channel=channel, happened_at__lt=due)
        people = get_user_model().objects.with_access()
        for person in people.filter(pk__in=waiting.values("person")).order_by("pk").iterator():
            collect_digest(person, channel, due=due)


@every_quarter_hour
def revive_jobs(now: datetime) -> None:
    """Give the jobs of a worker that was killed to another one."""
    stalled = async_to_sync(app.job_manager.get_stalled_jobs)(
        seconds_since_heartbeat=_SILENT_SECONDS
    )
    for job in stalled:
        assert job.id is not None  # noqa: S101  (it comes from the table)
        app.job_manager.retry_job_by_id(job.id, retry_at=now)


@every_quarter_hour
def forget_old(now: datetime) -> None:
    """Delete what is kept no longer: read notices, mail that is done with, finished jobs."""
    read = Notice.objects.filter(read_at__lt=now - timedelta(days=_KEPT_NOTICES))
    never_read = Notice.objects.filter(happened_at__lt=now - timedelta(days=2 * _KEPT_NOTICES))
    read.delete()
    never_read.delete()
    old = OutgoingMail.objects.filter(created_at__lt=now - timedelta(days=_KEPT_MAIL))
    done = old.exclude(state__in=[MailState.QUEUED, MailState.FAILED])
    done.filter(notices__isnull=True).delete()
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=24 * _KEPT_JOBS)
