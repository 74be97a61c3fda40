"""What notices have to do regularly: digests, clean-up, jobs of a worker that was killed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Max
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from content.clock import every_quarter_hour
from content.retention import delete, kept_for
from notices.choices import Channel, MailState
from notices.jobs import defer_delivery, deliver_mail, queue
from notices.models import Notice, OutgoingMail, RefusedAddress
from notices.services import collect_digest

BERLIN = ZoneInfo("Europe/Berlin")
_AT = time(8)
_MONDAY = 0
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


@kept_for(
    180,
    "notices.read",
    "Gelesene Mitteilungen",
    why="Wer sie gelesen hat, sucht sie nach einem halben Jahr nicht mehr.",
    least=30,
    most=360,
)
def forget_read(before: datetime, *, dry_run: bool) -> int:
    """Delete notices that were read so long ago."""
    return delete(Notice.objects.filter(read_at__lt=before), dry_run=dry_run)


@kept_for(
    360,
    "notices.unread",
    "Nie gelesene Mitteilungen",
    why="Wer lange fehlt, soll noch sehen, was war.",
    least=90,
    most=720,
)
def forget_unread(before: datetime, *, dry_run: bool) -> int:
    """Delete notices that nobody read."""
    return delete(Notice.objects.filter(happened_at__lt=before), dry_run=dry_run)


@kept_for(
    90,
    "notices.mail",
    "Postausgang",
    why="So lange lässt sich klären, ob eine Mail ankam; der Text geht schon mit dem Versand.",
    least=7,
    most=360,
)
def forget_mail(before: datetime, *, dry_run: bool) -> int:
    """Delete mail that is done with; one of notices stays as long as they do."""
    done = OutgoingMail.objects.filter(created_at__lt=before).exclude(state=MailState.QUEUED)
    return delete(done.filter(notices__isnull=True), dry_run=dry_run)


@kept_for(
    360,
    "notices.refusals",
    "Abgewiesene Adressen",
    why="So lange sieht die Leitung, dass eine Adresse nicht mehr stimmt.",
    least=30,
    most=360,
)
def forget_refusals(before: datetime, *, dry_run: bool) -> int:
    """Delete what mail servers said of addresses."""
    return delete(RefusedAddress.objects.filter(last_at__lt=before), dry_run=dry_run)


@kept_for(
    7,
    "notices.jobs",
    "Erledigte Aufgaben im Hintergrund",
    why="Nur für die Suche nach Fehlern.",
    least=1,
    most=90,
)
def forget_jobs(before: datetime, *, dry_run: bool) -> int:
    """Delete finished jobs."""
    return _delete_jobs([Status.SUCCEEDED], before, dry_run=dry_run)


@kept_for(
    90,
    "notices.failed_jobs",
    "Gescheiterte Aufgaben im Hintergrund",
    why="Nur für die Suche nach Fehlern.",
    least=7,
    most=360,
)
def forget_failed_jobs(before: datetime, *, dry_run: bool) -> int:
    """Delete jobs that failed or were taken back."""
    ended = [Status.FAILED, Status.CANCELLED, Status.ABORTED]
    return _delete_jobs(ended, before, dry_run=dry_run)


def _delete_jobs(ended: list[Status], before: datetime, *, dry_run: bool) -> int:
    """Delete jobs whose last happening was before; the library's own call tells no number."""
    jobs = ProcrastinateJob.objects.filter(status__in=[status.value for status in ended])
    last = Max("procrastinateevent__at")
    old = list(jobs.annotate(last=last).filter(last__lt=before).values_list("pk", flat=True))
    if old and not dry_run:
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = any(%s)", [old])
    return len(old)
