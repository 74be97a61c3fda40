from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command

from tests.notices.mail_server import Does

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notices.mail_server import MailServer

TO = "it@forum.example"
SENDER = "Forum Integration <forum@forum.example>"
PASSWORD = "streng geheim"
ENDS = datetime(2036, 5, 1, 12, tzinfo=UTC)


def sent(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Send a test mail; return what the command says on its way, and the error last."""
    error = []
    try:
        call_command("sendtestmail", TO)
    except CommandError as failure:
        error = str(failure).splitlines()
    return capsys.readouterr().out.splitlines() + error


def certify(folder: Path, name: str, *, ends: datetime = ENDS) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate, signed by itself, for a name; return its use and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


def opening(port: int, *, host: str = "127.0.0.1", tls: bool = False, user: bool = False) -> str:
    return (
        f"ok  Einstellungen: Mailserver {host}, Port {port}, STARTTLS {'ja' if tls else 'nein'}, "
        f"Anmeldung {'ja' if user else 'nein'}, Absender {SENDER}"
    )


def begun(server: MailServer) -> list[str]:
    return [
        opening(server.port),
        "ok  Name gefunden: 127.0.0.1",
        f"ok  Verbunden mit 127.0.0.1, Port {server.port}",
        "ok  Begrüßt: 220 mail.example ESMTP",
        "ok  Unverschlüsselt, wie eingestellt (SMTP_STARTTLS=0)",
        "ok  Ohne Anmeldung (SMTP_USER oder SMTP_PASSWORD ist leer)",
    ]


def test_each_step_is_said_and_the_mail_arrives(
    mail_server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sent(capsys) == [
        *begun(mail_server),
        "ok  Absender angenommen: forum@forum.example",
        "ok  Empfänger angenommen: it@forum.example",
        "ok  Mail angenommen: 250 2.0.0 queued as 7F3A",
        "Der Mailserver hat die Mail. Ob sie ankommt, zeigt das Postfach.",
    ]
    (mail,) = mail_server.accepted
    assert (mail.sender, mail.recipients) == ("forum@forum.example", (TO,))
    assert mail.message["Subject"] == "Testmail des Forums Integration in ländlichen Räumen"
    assert mail.message["From"] == SENDER


def test_where_mail_is_kept_only_the_test_goes_out(
    mail_server: MailServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAIL_KEPT = True
    assert sent(capsys)[0] == (
        "MAIL_KEPT=1: Das Portal behält seine Mails im Postausgang. Nur diese geht hinaus."
    )
    assert len(mail_server.accepted) == 1


def test_encryption_and_sign_in_are_told_without_the_password(
    mail_server: MailServer,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail_server.tls, file = certify(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    mail_server.password = PASSWORD
    settings.MAILERS = mail_server.mailers(
        host="localhost", use_tls=True, username="forum", password=PASSWORD
    )
    said = sent(capsys)
    assert said[0] == opening(mail_server.port, host="localhost", tls=True, user=True)
    assert said[4:6] == [
        "ok  Verschlüsselt: TLSv1.3, Zertifikat von localhost, gültig bis 01.05.2036",
        "ok  Angemeldet: 235 welcome",
    ]
    assert (PASSWORD in "\n".join(said), len(mail_server.accepted)) == (False, 1)


SPAM = (
    "Was tun: Meist hält er sie für Spam: SPF und DKIM der Domäne in MAIL_FROM prüfen, oder "
    "seinen Betreiber fragen."
)
LATER = "Der Server nimmt die Mail jetzt nicht an, später vielleicht. Er antwortet: "


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        (Does.TURN_AWAY, f"{LATER}421 too many connections"),
        (
            Does.REFUSE_SENDER,
            "Der Absender ist abgewiesen. Er antwortet: 550 5.7.1 sender not yours",
        ),
        (Does.BUSY, f"{LATER}451 4.7.1 greylisted"),
        (
            Does.REFUSE_RECIPIENT,
            f"Der Empfänger ist abgewiesen. Er antwortet: 550 5.1.1 {TO} unknown",
        ),
        (
            Does.REFUSE_TEXT,
            (
                "Der Server hat die Mail gelesen und abgewiesen. Er antwortet: "
                "554 5.7.1 looks like spam"
            ),
        ),
        (Does.DROP_BEFORE_ANSWER, "Der Server hat die Verbindung mitten im Gespräch beendet."),
        (Does.HANG, "Der Server ist verbunden, antwortet aber nicht."),
    ],
)
def test_a_refusal_is_said_in_plain_words_with_what_to_do(
    does: Does,
    reason: str,
    mail_server: MailServer,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if does is Does.HANG:
        settings.MAILERS = mail_server.mailers(timeout=0.2)
    mail_server.does = does
    said = sent(capsys)
    steps = [line for line in said if line.startswith("ok  ")]
    advice = said[len(steps) + 1]
    assert said == [*steps, reason, advice]
    assert advice.startswith("Was tun: ")
    assert (advice == SPAM) is (does is Does.REFUSE_TEXT)
    known = {Does.TURN_AWAY: 2, Does.HANG: 2, Does.REFUSE_SENDER: 6, Does.BUSY: 7}
    known |= {Does.REFUSE_RECIPIENT: 7, Does.REFUSE_TEXT: 8, Does.DROP_BEFORE_ANSWER: 8}
    assert len(steps) == known[does]


def test_a_closed_port_and_an_unknown_name_are_told_apart(
    mail_server: MailServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    mail_server.stop()
    assert sent(capsys)[2:] == [
        "Auf diesem Port antwortet niemand (Verbindung abgewiesen).",
        "Was tun: SMTP_HOST und SMTP_PORT prüfen, und ob der Mailserver läuft.",
    ]
    settings.MAILERS = mail_server.mailers(host="mail..invalid")
    assert sent(capsys)[1] == "Den Namen mail..invalid kennt hier niemand."


def test_a_server_without_encryption_gets_no_mail(
    mail_server: MailServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAILERS = mail_server.mailers(use_tls=True)
    assert sent(capsys)[4] == "Der Server bietet keine Verschlüsselung (STARTTLS) an."
    assert mail_server.accepted == []


@pytest.mark.parametrize(
    ("name", "trusted", "ends", "reason"),
    [
        ("localhost", False, ENDS, "Das Zertifikat hat der Server sich selbst ausgestellt."),
        ("other.example", True, ENDS, "Das Zertifikat des Servers gilt für einen anderen Namen."),
        (
            "localhost",
            True,
            datetime.now(tz=UTC) - timedelta(days=1),
            "Das Zertifikat des Servers ist abgelaufen.",
        ),
    ],
)
def test_a_certificate_that_does_not_fit_is_explained(
    *,
    name: str,
    trusted: bool,
    ends: datetime,
    reason: str,
    mail_server: MailServer,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail_server.tls, file = certify(tmp_path, name, ends=ends)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    settings.MAILERS = mail_server.mailers(host="localhost", use_tls=True)
    assert (sent(capsys)[4], mail_server.accepted) == (reason, [])


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (
            PASSWORD,
            (
                "Anmeldename oder Kennwort stimmen nicht. Er antwortet: "
                "535 5.7.8 authentication failed"
            ),
        ),
        ("", "Der Server bietet hier keine Anmeldung an."),
    ],
)
def test_a_failed_sign_in_shows_no_password(
    known: str,
    reason: str,
    mail_server: MailServer,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mail_server.password = known
    settings.MAILERS = mail_server.mailers(username="forum", password="falsches")
    said = sent(capsys)
    assert (said[5], "falsches" in "\n".join(said)) == (reason, False)


def test_what_is_no_address_is_not_tried(mail_server: MailServer) -> None:
    with pytest.raises(CommandError, match="niemand ist keine E-Mail-Adresse"):
        call_command("sendtestmail", "niemand")
    assert mail_server.accepted == []
