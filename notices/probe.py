"""Sends one mail step by step and says in plain words how far it comes, and why no further."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.encoding import punycode

from notices.letters import mail_domain
from notices.reasons import explain, explain_refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SUBJECT = "Testmail des Forums Integration in ländlichen Räumen"
_TEXT = (
    "Guten Tag,\n\n"
    "mit dieser Mail prüft die technische Verwaltung des Forums den Versand. Sie ist angekommen; "
    "zu tun ist nichts.\n"
)


class ProbeError(Exception):
    """A step failed; the text says why and what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}\nWas tun: {advice}")


class _Server(smtplib.SMTP):
    """Keeps what the server said first."""

    greeting: tuple[int, bytes] = (0, b"")

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.greeting = super().connect(*args, **kwargs)
        return self.greeting


def probe(to: str, *, sender: str, options: Mapping[str, Any]) -> Iterator[str]:
    """Send a mail and name each step when it is done. Raises ProbeError where one fails."""
    host, port, user = options["host"], options["port"], options["username"]
    yield (
        f"Einstellungen: Mailserver {host}, Port {port}, "
        f"STARTTLS {'ja' if options['use_tls'] else 'nein'}, "
        f"Anmeldung {'ja' if user else 'nein'}, Absender {sender}"
    )
    yield f"Name gefunden: {', '.join(_addresses(host, port))}"
    with _speaking():
        server = _Server(host, port, timeout=options["timeout"])
        try:
            yield f"Verbunden mit {host}, Port {port}"
            yield f"Begrüßt: {_answer(*server.greeting)}"
            yield from _encrypt(server, host, wanted=options["use_tls"])
            yield from _sign_in(server, user, options["password"])
            yield from _hand_over(server, to, sender)
        finally:
            server.close()


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = f"Den Namen {host} kennt hier niemand."
        advice = "SMTP_HOST auf Tippfehler prüfen, und ob diese Maschine Namen auflösen kann."
        raise ProbeError(reason, advice) from error
    return sorted({str(address[0]) for *_, address in found})


def _encrypt(server: _Server, host: str, *, wanted: bool) -> Iterator[str]:
    if not wanted:
        yield "Unverschlüsselt, wie eingestellt (SMTP_STARTTLS=0)"
        return
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("starttls"):
        reason = "Der Server bietet keine Verschlüsselung (STARTTLS) an."
        advice = (
            "Einen Port nehmen, der sie anbietet (SMTP_PORT, meist 587). SMTP_STARTTLS=0 nur, wenn "
            "der Mailserver auf derselben Maschine läuft."
        )
        raise ProbeError(reason, advice)
    # The same as the portal's own mails go through.
    server.starttls(context=ssl.create_default_context())
    connection = server.sock
    assert isinstance(connection, ssl.SSLSocket)  # noqa: S101  (for mypy)
    certificate: Any = connection.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
    yield (
        f"Verschlüsselt: {connection.version()}, Zertifikat von {_holder(certificate, host)}, "
        f"gültig bis {timezone.localtime(ends):%d.%m.%Y}"
    )


def _holder(certificate: Mapping[str, Any], host: str) -> str:
    names = [name for kind, name in certificate.get("subjectAltName", ()) if kind == "DNS"]
    return ", ".join(names[:3]) or host


def _sign_in(server: _Server, user: str, password: str) -> Iterator[str]:
    if not (user and password):
        # As the portal does: it signs in only with both.
        yield "Ohne Anmeldung (SMTP_USER oder SMTP_PASSWORD ist leer)"
        return
    try:
        code, said = server.login(user, password)
    except smtplib.SMTPNotSupportedError as error:
        reason = "Der Server bietet hier keine Anmeldung an."
        advice = "SMTP_PORT und SMTP_STARTTLS prüfen, oder SMTP_USER leeren."
        raise ProbeError(reason, advice) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _refusal(error.smtp_code, error.smtp_error, at="sign-in") from error
    yield f"Angemeldet: {_answer(code, said)}"


def _hand_over(server: _Server, to: str, sender: str) -> Iterator[str]:
    server.ehlo_or_helo_if_needed()
    message = _message(to, sender)
    size = [f"size={len(message)}"] if server.has_extn("size") else []
    address = _ascii(parseaddr(sender)[1])
    _expect({250}, "sender", *server.mail(address, size))
    yield f"Absender angenommen: {address}"
    _expect({250, 251}, "recipient", *server.rcpt(_ascii(to)))
    yield f"Empfänger angenommen: {to}"
    try:
        code, said = server.data(message)
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error, at="text") from error
    _expect({250}, "text", code, said)
    yield f"Mail angenommen: {_answer(code, said)}"


def _ascii(address: str) -> str:
    name, _, domain = address.rpartition("@")
    return f"{name}@{punycode(domain)}"


def _message(to: str, sender: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"], message["To"] = _SUBJECT, sender, to
    message["Date"] = format_datetime(timezone.localtime())
    message["Message-ID"] = make_msgid(domain=mail_domain())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_TEXT)
    return message.as_bytes()


def _expect(good: set[int], step: str, code: int, said: bytes | str) -> None:
    if code not in good:
        raise _refusal(code, said, at=step)


def _refusal(code: int, said: bytes | str, *, at: str) -> ProbeError:
    reason, advice = explain_refusal(code, said, at=at)
    return ProbeError(f"{reason} Er antwortet: {_answer(code, said)}", advice)


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # It is shown in a terminal: nothing in it may move the cursor.
    return f"{code} {''.join(sign if sign.isprintable() else ' ' for sign in text)}".strip()


@contextmanager
def _speaking() -> Iterator[None]:
    """Say in plain words why a conversation broke off."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        reason, advice = explain(error)
        if isinstance(error, smtplib.SMTPResponseException):
            reason = f"{reason} Er antwortet: {_answer(error.smtp_code, error.smtp_error)}"
        raise ProbeError(reason, advice) from error
