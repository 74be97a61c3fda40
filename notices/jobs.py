"""Jobs: run by `manage.py procrastinate worker`."""

from __future__ import annotations

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager

from content.clock import chores
from notices.choices import MailState
from notices.letters import Letter, letter_of
from notices.models import OutgoingMail, RefusedAddress
from notices.reading import readable
from notices.reasons import dead_address_code, reason_of

if TYPE_CHECKING:
    from procrastinate import JobContext
    from procrastinate.jobs import Job
    from procrastinate.tasks import Task

log = logging.getLogger("forum.jobs")

# The queue, written in the transaction of Django's connection. In a worker the app's own
# connection stands beside it: a job would be there before the mail that it is for.
queue = JobManager(DjangoConnector())

_DONE = {MailState.SENT, MailState.KEPT, MailState.DROPPED}
# A mail server may be away for a day (S53); when it is back, mail is late by an hour at most.
_RETRIES = 30
_LONGEST_WAIT_SECONDS = 3600
_FOR_GOOD = 500


class FailedChoresError(Exception):
    """Some of what was due could not be done; the next tick tries it again."""


class Patience(BaseRetryStrategy):
    """Waits 3, 9, 27 seconds and so on, then an hour each time, for a day in all."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002
        """Say when to try again; None for never."""
        if job.attempts >= _RETRIES:
            return None
        # Beyond the tenth the power says nothing but takes ever longer to compute.
        seconds = min(3 ** min(job.attempts + 1, 10), _LONGEST_WAIT_SECONDS)
        return RetryDecision(retry_in={"seconds": seconds})


# The queue's clock is UTC; what is due is decided in Europe/Berlin by each chore.
@app.periodic(cron="*/15 * * * *")
@app.task(queue="upkeep", queueing_lock="tick")
def tick(timestamp: int) -> None:
    """Do what has to be done regularly; a chore that fails keeps no other from its turn."""
    now = datetime.fromtimestamp(timestamp, UTC)
    failed = []
    for chore in chores():
        try:
            chore(now)
        except Exception:
            log.exception("chore %s failed", chore.__name__)
            failed.append(chore.__name__)
    if failed:
        raise FailedChoresError(failed)


@app.task(queue="mail", retry=Patience(), pass_context=True)
def deliver_mail(context: JobContext, mail_id: int) -> None:
    """Deliver one mail, once: a second run of the same job finds it sent and does nothing (S52).

    Where mail is kept (the trial), it stays readable in the admin's outbox instead. What a mail
    server refuses for good is not tried again.
    """
    mail = None
    try:
        with transaction.atomic():
            mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
            if mail is not None and mail.state not in _DONE:
                _deliver(mail)
    except Exception as error:  # whatever failed: the outbox must not say „wartet“ for ever
        code = dead_address_code(error)
        if code and mail is not None:
            _note_refusal(mail, code)
        refused = code or _is_refused_text(error)
        gives_up = refused or context.job.attempts >= _RETRIES
        state = MailState.FAILED if gives_up else MailState.QUEUED
        # Another worker may have sent it meanwhile: that stays true.
        failing = OutgoingMail.objects.filter(pk=mail_id).exclude(state__in=_DONE)
        failing.update(state=state, error=reason_of(error))
        if not refused:
            raise


def defer(task: Task[..., Any, ...], *, at: datetime | None = None, **given: int) -> None:
    """Queue a job in the caller's transaction: it begins after the commit, not before `at`."""
    job = task.configure(schedule_at=at).job
    JobDeferrer(job=job, job_manager=queue).defer(**given)


def defer_delivery(mail: OutgoingMail, *, after: timedelta = timedelta(0)) -> None:
    """Queue the delivery of a mail, to begin so long after the caller's commit at the earliest."""
    defer(deliver_mail, at=timezone.now() + after if after else None, mail_id=mail.pk)


def _deliver(mail: OutgoingMail) -> None:
    letter = _letter(mail)
    if letter is None:
        mail.state, mail.error = MailState.DROPPED, ""
        mail.save(update_fields=["state", "error"])
        return
    mail.to, mail.subject = letter.to, letter.subject
    if settings.MAIL_KEPT:
        mail.state, mail.text, mail.html = MailState.KEPT, letter.text, letter.html
        mail.error = ""
        mail.save(update_fields=["state", "to", "subject", "text", "html", "error"])
        return
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.to], headers={**headers, **letter.headers}
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.enclosed is not None:
        message.attach(*letter.enclosed)
    message.send()
    mail.state, mail.sent_at = MailState.SENT, timezone.now()
    mail.text = mail.html = mail.error = ""
    mail.save(update_fields=["state", "to", "subject", "sent_at", "text", "html", "error"])
    RefusedAddress.objects.filter(address__iexact=letter.to).delete()


def _letter(mail: OutgoingMail) -> Letter | None:
    """Return what to send; None where nothing is left that is unread, readable and wanted."""
    if mail.person_id is None:
        return Letter(mail.to, mail.subject, mail.text, mail.html)
    person = get_user_model().objects.with_access().filter(pk=mail.person_id).first()
    if person is None:
        return None
    due = mail.notices.unread().still_mailed().select_related("on_behalf_of").order_by("pk")
    shown = readable(person, due)
    return letter_of(person, shown, mail.channel) if shown else None


def _note_refusal(mail: OutgoingMail, code: int) -> None:
    """Remember that an address is not taken any more, once for each mail, however often sent."""
    values = {"address": mail.to.lower(), "code": code, "mail_id": mail.pk}
    noted, created = RefusedAddress.objects.get_or_create(address__iexact=mail.to, defaults=values)
    if not created:
        noted.times = F("times") + int(noted.mail_id != mail.pk)
        noted.code, noted.mail_id = code, mail.pk
        noted.save(update_fields=["times", "code", "mail", "last_at"])


def _is_refused_text(error: Exception) -> bool:
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _FOR_GOOD
