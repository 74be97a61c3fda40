"""What becomes of a mail, whatever the mail server does."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import User
from notices.choices import MailState
from notices.models import Notice, OutgoingMail, RefusedAddress
from notices.services import mark_read, notify, send_again
from practices.news import QUERY, REVIEW_DUE
from tests import factories
from tests.notices.delivery import run, work
from tests.notices.mail_server import Does, MailServer
from tests.notices.test_services import send

if TYPE_CHECKING:
    from members.models import Kreis

EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TO = "lippe@forum.example"
LATER = "Der Server nimmt die Mail jetzt nicht an, später vielleicht"
SENDER = "Der Absender ist abgewiesen"
NOBODY = "Der Empfänger ist abgewiesen"
HUNG = "Der Server ist verbunden, antwortet aber nicht"
SPAM = "Der Server hat die Mail gelesen und abgewiesen"
DROPPED = "Der Server hat die Verbindung mitten im Gespräch beendet"
CLOSED = "Auf diesem Port antwortet niemand (Verbindung abgewiesen)"


def refused() -> list[tuple[str, int, int]]:
    return list(RefusedAddress.objects.values_list("address", "code", "times"))


def outcome(mail: OutgoingMail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.error


@pytest.mark.parametrize(
    ("does", "job", "state", "error", "marked", "taken"),
    [
        (Does.ACCEPT, "done", MailState.SENT, "", False, 1),
        (Does.HANG, "again", MailState.QUEUED, HUNG, False, 0),
        (Does.TURN_AWAY, "again", MailState.QUEUED, f"{LATER} (Antwort 421)", False, 0),
        (Does.REFUSE_SENDER, "again", MailState.QUEUED, f"{SENDER} (Antwort 550)", False, 0),
        (Does.BUSY, "again", MailState.QUEUED, f"{LATER} (Antwort 451)", False, 0),
        (Does.REFUSE_RECIPIENT, "done", MailState.FAILED, f"{NOBODY} (Antwort 550)", True, 0),
        (Does.REFUSE_TEXT, "done", MailState.FAILED, f"{SPAM} (Antwort 554)", False, 0),
        (Does.DROP_BEFORE_ANSWER, "again", MailState.QUEUED, DROPPED, False, 1),
        (Does.DROP_AFTER_ANSWER, "done", MailState.SENT, "", False, 1),
    ],
)
def test_what_the_server_does_decides_what_becomes_of_a_mail(
    *,
    does: Does,
    job: str,
    state: str,
    error: str,
    marked: bool,
    taken: int,
    mail_server: MailServer,
    settings: Any,
    db: None,
) -> None:
    if does is Does.HANG:
        settings.MAILERS = mail_server.mailers(timeout=0.2)
    mail_server.does = does
    mail = send(TO)
    assert work(now()) == [job]
    assert (*outcome(mail), refused(), len(mail_server.accepted)) == (
        state,
        error,
        [(TO, 550, 1)] if marked else [],
        taken,
    )


def test_a_closed_port_leaves_a_mail_waiting(mail_server: MailServer, db: None) -> None:
    mail_server.stop()
    mail = send(TO)
    assert work(now()) == ["again"]
    assert outcome(mail) == (MailState.QUEUED, CLOSED)


# The one case that cannot be known: the number lets the mailbox see that both are the same.
def test_a_lost_answer_is_followed_by_the_same_mail(mail_server: MailServer, db: None) -> None:
    mail_server.does = Does.DROP_BEFORE_ANSWER
    mail = send(TO)
    work(now())
    mail_server.does = Does.ACCEPT
    assert work(now() + timedelta(minutes=1)) == ["done"]
    ids = [one.message["Message-ID"] for one in mail_server.accepted]
    assert (ids, outcome(mail)) == ([mail.message_id] * 2, (MailState.SENT, ""))


# S49
def test_every_mail_has_one_recipient_who_sees_no_other(
    mail_server: MailServer, lippe: User, lippe_deputy: User, kreis_lippe: Kreis
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    notify(QUERY, practice.pk, {lippe: None, lippe_deputy: lippe}, happening="1")
    work(now())
    found = [
        (one.recipients, one.message["To"], one.message["Cc"], one.message["Bcc"])
        for one in mail_server.accepted
    ]
    both = (lippe.email, lippe_deputy.email)
    assert found == [((to,), to, None, None) for to in both]


# S48: what people typed stands in the subject, in one line, and makes no header of its own
def test_line_breaks_in_names_and_titles_make_no_header(
    mail_server: MailServer, lippe: User, celle: User
) -> None:
    evil = "Kurs\r\nBcc: x@evil.example\u2028X-Evil: 1\x85\x0bEnde"
    practice = factories.make_practice(kreis=lippe.kreis, title=evil)
    absent = factories.make_person(kreis=lippe.kreis, first_name=evil, last_name=evil)
    notify(QUERY, practice.pk, {lippe: absent}, happening="1")
    assert work(now()) == ["done"]
    (mail,) = mail_server.accepted
    assert mail.recipients == (lippe.email,)
    assert mail.message["Subject"] == ("Rückfrage: Kurs Bcc: x@evil.example X-Evil: 1 Ende")
    assert sorted(mail.message.keys()) == sorted(
        [
            *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
            *("Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"),
            *("References", "In-Reply-To"),
        ]
    )


def test_an_address_refused_twice_is_counted_and_forgotten_when_it_takes_mail(
    mail_server: MailServer, db: None
) -> None:
    mail_server.unknown = {TO}
    mail, _ = send(TO), send(TO)
    work(now())
    assert refused() == [(TO, 550, 2)]
    mail_server.unknown = set()
    assert send_again(mail, by=None)
    assert (work(now()), outcome(mail), refused()) == (["done"], (MailState.SENT, ""), [])


def test_one_mail_sent_again_in_vain_counts_once(mail_server: MailServer, lippe: User) -> None:
    mail_server.unknown = {lippe.email}
    mail = send(lippe.email)
    work(now())
    assert send_again(mail, by=None)
    work(now())
    assert refused() == [(lippe.email, 550, 1)]
    assert not User.objects.with_refusals().get(pk=lippe.pk).mail_is_refused
    send(lippe.email)
    work(now())
    assert User.objects.with_refusals().get(pk=lippe.pk).mail_is_refused


# One wrong setting of the portal makes a server refuse everybody: no address is to blame.
@pytest.mark.parametrize(
    "answer",
    [
        "530 5.7.0 authentication required",
        "535 sign in first",
        "550 5.7.1 unable to relay",
        "550 relaying denied",
        "554 5.7.1 <{to}>: Relay access denied",
        "553 Anmeldung fehlt",
        "552 5.2.2 mailbox full",
    ],
)
def test_what_is_no_fault_of_the_address_is_tried_again(
    answer: str, mail_server: MailServer, db: None
) -> None:
    mail_server.does, mail_server.refusal = Does.REFUSE_RECIPIENT, answer
    mail = send(TO)
    assert (work(now()), outcome(mail)[0], refused()) == (["again"], MailState.QUEUED, [])
    mail_server.does = Does.ACCEPT
    assert (work(now() + timedelta(minutes=1)), len(mail_server.accepted)) == (["done"], 1)


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        ("anmeldung@forum.example", "550 5.1.1 {to} unknown"),
        ("relay@forum.example", "550 <{to}>: no such user"),
        (TO, "521 5.2.1 takes no mail"),
        (TO, "556 5.1.10 null MX"),
        (TO, "553 5.1.3 bad address"),
        (TO, "551 5.1.6 moved"),
    ],
)
def test_what_nobody_has_is_noted(to: str, answer: str, mail_server: MailServer, db: None) -> None:
    mail_server.does, mail_server.refusal = Does.REFUSE_RECIPIENT, answer
    send(to)
    assert (work(now()), refused()) == (["done"], [(to, int(answer[:3]), 1)])


# The server speaks of kreis-lüneburg as xn--kreis-lneburg-5ob.
def test_a_domain_with_umlauts_is_known_by_the_name_people_use(
    mail_server: MailServer, lippe: User
) -> None:
    lippe.email = "k.vogt@kreis-lüneburg.example"
    lippe.save(update_fields=["email"])
    mail_server.does = Does.REFUSE_RECIPIENT
    for _ in range(2):
        send(lippe.email)
        work(now())
    assert refused() == [(lippe.email, 550, 2)]
    assert User.objects.with_refusals().get(pk=lippe.pk).mail_is_refused
    mail_server.does = Does.ACCEPT
    send(lippe.email)
    assert (work(now()), refused()) == (["done"], [])


# S53
def test_a_server_that_is_away_for_six_hours_loses_and_doubles_nothing(
    mail_server: MailServer, lippe: User, celle: User, kreis_lippe: Kreis
) -> None:
    mail_server.stop()
    practices = [factories.make_practice(kreis=kreis_lippe, title=f"Kurs {n}") for n in range(3)]
    with time_machine.travel(EVENING, tick=False) as clock:
        for hour, practice in enumerate(practices):
            clock.move_to(EVENING + timedelta(hours=hour))
            notify(QUERY, practice.pk, {lippe: None}, happening="1")
            send(celle.email)
        tries = 0
        while now() < EVENING + timedelta(hours=6):
            clock.shift(timedelta(minutes=5))
            tries += len(work(now()))
        assert (tries > 40, set(OutgoingMail.objects.values_list("state", flat=True))) == (
            True,
            {MailState.QUEUED},
        )
        mail_server.start()
        clock.shift(timedelta(hours=1))
        assert work(now()) == ["done"] * 6
        assert work(now() + timedelta(days=2)) == []
    password = "Neues Kennwort für das Forum Integration"
    assert sorted(mail_server.letters()) == sorted(
        [(celle.email, password)] * 3 + [(lippe.email, f"Rückfrage: Kurs {n}") for n in range(3)]
    )
    assert set(OutgoingMail.objects.values_list("state", "error")) == {(MailState.SENT, "")}


def test_a_server_away_for_longer_than_a_day_leaves_a_failed_mail_that_can_be_sent_again(
    mail_server: MailServer, db: None
) -> None:
    mail_server.stop()
    mail = send(TO)
    with time_machine.travel(now(), tick=False) as clock:
        outcomes = []
        for _ in range(32):
            outcomes += work(now())
            clock.shift(timedelta(hours=1))
        assert (set(outcomes[:-1]), outcomes[-1]) == ({"again"}, "failed")
        assert outcome(mail) == (MailState.FAILED, CLOSED)
        mail_server.start()
        again = [send_again(mail, by=None) for _ in range(2)]
        assert (again, work(now())) == ([True, False], ["done"])
    assert (outcome(mail), len(mail_server.accepted)) == ((MailState.SENT, ""), 1)


class Overtaken(BaseEmailBackend):
    """A mail server that refuses, and meanwhile another worker gets through to a better one."""

    def __init__(self, *, server: MailServer, settings: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.server, self.settings = server, settings

    def send_messages(self, email_messages: Any) -> int:  # noqa: ARG002
        job = ProcrastinateJob.objects.get().procrastinate_job

        class Refused(smtplib.SMTPRecipientsRefused):
            @property
            def recipients(error) -> dict[str, tuple[int, bytes]]:  # noqa: N805
                # Asked for when the lock is given back, and before the failure is written down.
                self.settings.MAILERS = self.server.mailers()
                run(job)
                return {TO: (451, b"later")}

            @recipients.setter
            def recipients(error, value: Any) -> None:  # noqa: N805
                pass

        raise Refused({})


# S75: sent twice it would be, if the failure of one worker undid the success of another
def test_a_failure_never_undoes_what_another_worker_sent(
    mail_server: MailServer, settings: Any, db: None
) -> None:
    options = {"server": mail_server, "settings": settings}
    mail = send(TO)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Overtaken", "OPTIONS": options}}
    assert work(now()) == ["again"]
    assert outcome(mail) == (MailState.SENT, "")
    assert work(now() + timedelta(minutes=1)) == ["done"]
    assert len(mail_server.accepted) == 1


def test_what_is_read_before_its_mail_leaves_is_not_mailed(
    mail_server: MailServer, lippe: User, kreis_lippe: Kreis
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe)
    notify(REVIEW_DUE, practice.pk, {lippe: None}, happening="1")
    mark_read(Notice.objects.all(), by=lippe)
    assert work(now()) == ["done"]
    mail = OutgoingMail.objects.get()
    assert (outcome(mail), mail_server.accepted) == ((MailState.DROPPED, ""), [])
    run(ProcrastinateJob.objects.get().procrastinate_job)
    assert mail_server.accepted == []
