"""Jobs: run by `manage.py procrastinate worker`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from notices.choices import MailState
from notices.models import OutgoingMail

if TYPE_CHECKING:
    from procrastinate import JobContext

_DONE = {MailState.SENT, MailState.KEPT}
# Waits 3, 9, 27 seconds and so on: a mail server may be away for a day (S53).
_RETRIES = 10


@app.task(
    queue="mail",
    retry=RetryStrategy(max_attempts=_RETRIES, exponential_wait=3),
    pass_context=True,
)
def deliver_mail(context: JobContext, mail_id: int) -> None:
    """Deliver one mail, once: a second run of the same job finds it sent and does nothing (S52).

    Where mail is kept (the trial), it stays readable in the admin's outbox instead.
    """
    try:
        with transaction.atomic():
            mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
            if mail is not None and mail.state not in _DONE:
                _deliver(mail)
    except Exception as error:  # whatever failed: the outbox must not say „wartet“ for ever
        gives_up = context.job.attempts >= _RETRIES
        state = MailState.FAILED if gives_up else MailState.QUEUED
        OutgoingMail.objects.filter(pk=mail_id).update(state=state, error=_reason(error))
        raise


def _deliver(mail: OutgoingMail) -> None:
    if settings.MAIL_KEPT:
        mail.state = MailState.KEPT
        mail.save(update_fields=["state"])
        return
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(mail.html, "text/html")
    message.send()
    mail.state, mail.sent_at = MailState.SENT, timezone.now()
    mail.text = mail.html = mail.error = ""
    mail.save(update_fields=["state", "sent_at", "text", "html", "error"])


def _reason(error: Exception) -> str:
    # What a mail server says can hold the address: kind and number are enough.
    number = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return " ".join(str(part) for part in (type(error).__name__, number) if part)
