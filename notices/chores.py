"""What notices have to do regularly: digests, clean-up, jobs of a worker that was killed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from content.clock import every_quarter_hour
from notices.choices import Channel, MailState
from notices.jobs import defer_delivery, deliver_mail, queue
from notices.models import Notice, OutgoingMail, RefusedAddress
from notices.services import collect_digest

BERLIN = ZoneInfo("Europe/Berlin")
_AT = time(8)
_MONDAY = 0
# How long things are kept, in days; the privacy page names the same.
_KEPT_NOTICES = 180
_KEPT_MAIL = 90
_KEPT_REFUSALS = 360
_KEPT_JOBS = 7
_KEPT_FAILED_JOBS = 90
# A worker says every ten seconds that it lives.
_SILENT_SECONDS = 120
# How long a mail may wait without a job; one with a job waits for its mail server.
_FORGOTTEN = timedelta(hours=1)


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
        waiting = Notice.objects.waiting().still_mailed()
        waiting = waiting.filter(channel=channel, happened_at__lt=due)
        people = get_user_model().objects.with_access()
        for person in people.filter(pk__in=waiting.values("person")).order_by("pk").iterator():
            collect_digest(person, channel, due=due)


@every_quarter_hour
def revive_jobs(now: datetime) -> None:
    """Give the jobs of a worker that was killed to another one."""
    stalled = async_to_sync(queue.get_stalled_jobs)(seconds_since_heartbeat=_SILENT_SECONDS)
    for job in stalled:
        assert job.id is not None  # noqa: S101  (it comes from the table)
        if job.queueing_lock:
            # A tick that fell: this one does all of it. Queued twice, it would meet the lock.
            finish = async_to_sync(queue.finish_job_by_id_async)
            finish(job.id, Status.FAILED, delete_job=False)
        else:
            queue.retry_job_by_id(job.id, retry_at=now)


@every_quarter_hour
def revive_mails(now: datetime) -> None:
    """Queue again what waits though no job will deliver it: its last one could not even say so."""
    known = ProcrastinateJob.objects.filter(
        task_name=deliver_mail.name, status__in=[Status.TODO.value, Status.DOING.value]
    )
    served = {args["mail_id"] for args in known.values_list("args", flat=True)}
    waiting = OutgoingMail.objects.filter(
        state=MailState.QUEUED, created_at__lt=now - _FORGOTTEN
    ).order_by("pk")
    for mail in waiting:
        if mail.pk not in served:
            defer_delivery(mail)


@every_quarter_hour
def forget_old(now: datetime) -> None:
    """Delete what is kept no longer: notices, mail that is done with, refusals, finished jobs."""
    read = Notice.objects.filter(read_at__lt=now - timedelta(days=_KEPT_NOTICES))
    never_read = Notice.objects.filter(happened_at__lt=now - timedelta(days=2 * _KEPT_NOTICES))
    read.delete()
    never_read.delete()
    old = OutgoingMail.objects.filter(created_at__lt=now - timedelta(days=_KEPT_MAIL))
    done = old.exclude(state=MailState.QUEUED)
    done.filter(notices__isnull=True).delete()
    RefusedAddress.objects.filter(last_at__lt=now - timedelta(days=_KEPT_REFUSALS)).delete()
    forget = async_to_sync(queue.delete_old_jobs)
    forget(nb_hours=24 * _KEPT_JOBS)
    forget(
        nb_hours=24 * _KEPT_FAILED_JOBS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
