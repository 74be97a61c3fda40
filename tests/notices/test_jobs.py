from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notices.choices import MailState
from notices.models import OutgoingMail
from tests.notices.delivery import run, run_jobs
from tests.notices.test_services import CONTEXT, send


class Refusing(BaseEmailBackend):
    """A mail server that refuses everything."""

    def send_messages(self, email_messages: Any) -> int:  # noqa: ARG002
        raise smtplib.SMTPSenderRefused(550, b"lippe@forum.example is unknown", "forum@x")


@pytest.fixture
def sending(settings: Any, db: None) -> None:
    """Send mail (to Django's test outbox) instead of keeping it."""
    settings.MAIL_KEPT = False


# S52
@pytest.mark.usefixtures("sending")
def test_a_job_run_twice_sends_once() -> None:
    mail = send()
    job = ProcrastinateJob.objects.get().procrastinate_job
    run(job)
    run(job)
    (message,) = outbox.outbox
    assert (message.to, message.cc, message.bcc) == ([mail.to], [], [])
    headers = message.message()
    assert headers["Message-ID"] == mail.message_id
    assert headers["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in headers.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.usefixtures("sending")
def test_a_mail_that_was_sent_keeps_no_text_and_no_link() -> None:
    mail = send()
    run_jobs()
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html, mail.error) == (MailState.SENT, "", "", "")
    assert mail.sent_at is not None
    assert CONTEXT["password_reset_url"] not in str(OutgoingMail.objects.values().get())


# The trial
def test_where_mail_is_kept_nothing_leaves_the_house(db: None) -> None:
    mail = send()
    text = mail.text
    run_jobs()
    mail.refresh_from_db()
    assert (mail.state, mail.text, outbox.outbox) == (MailState.KEPT, text, [])


# S53
@pytest.mark.usefixtures("sending")
def test_a_mail_server_that_is_away_loses_nothing(settings: Any) -> None:
    mail = send()
    job = ProcrastinateJob.objects.get().procrastinate_job
    working = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    for attempts, state in ((0, MailState.QUEUED), (29, MailState.QUEUED), (30, MailState.FAILED)):
        with pytest.raises(smtplib.SMTPSenderRefused):
            run(job.evolve(attempts=attempts))
        mail.refresh_from_db()
        # The reason names no address.
        said = "Der Absender ist abgewiesen (Antwort 550)"
        assert (mail.state, mail.error, mail.text != "") == (state, said, True)
    settings.MAILERS = working
    run(job)
    mail.refresh_from_db()
    assert (mail.state, mail.error, len(outbox.outbox)) == (MailState.SENT, "", 1)


# S53: the server may be away for a day; when it is back, mail is late by an hour at most
def test_a_failed_delivery_is_tried_again_for_a_day(db: None) -> None:
    task = app.tasks["notices.jobs.deliver_mail"]
    send()
    job = ProcrastinateJob.objects.get().procrastinate_job
    began, waits = now(), []
    for attempts in range(31):
        again = task.get_retry_exception(OSError(), job.evolve(attempts=attempts))
        if again is not None and again.retry_decision.retry_at is not None:
            waits.append(round((again.retry_decision.retry_at - began).total_seconds()))
    assert waits == [3, 9, 27, 81, 243, 729, 2187] + 23 * [3600]


def test_a_mail_that_is_gone_is_no_error(db: None) -> None:
    send()
    OutgoingMail.objects.all().delete()
    assert run_jobs() == ["notices.jobs.deliver_mail"]
