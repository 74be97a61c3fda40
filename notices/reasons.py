"""Why a mail did not leave, in plain words, and whose fault it is."""

from __future__ import annotations

import re
import smtplib
import ssl

type Reason = tuple[str, str]

_WRONG_HOST = 62
_EXPIRED = 10
_OWN = {18, 19}
_OPERATOR = "Den Betreiber des Mailservers fragen"
_LATER = (
    "In zehn Minuten noch einmal versuchen: Viele Server lassen einen neuen Absender erst warten "
    "(Greylisting). Das Portal versucht es bei seinen Mails einen Tag lang von selbst."
)
# By step and answer: why, and what to do. An answer without a line of its own has that of 0.
_REFUSALS: dict[tuple[str, int], Reason] = {
    ("greeting", 0): (
        "Der Server will mit dieser Maschine nicht sprechen.",
        f"{_OPERATOR}, ob er Mail von ihrer Adresse annimmt.",
    ),
    ("sign-in", 535): (
        "Anmeldename oder Kennwort stimmen nicht.",
        (
            "SMTP_USER und SMTP_PASSWORD prüfen. Manche Anbieter verlangen ein eigenes Kennwort "
            "für Programme."
        ),
    ),
    ("sign-in", 0): ("Die Anmeldung ist abgewiesen.", "SMTP_USER und SMTP_PASSWORD prüfen."),
    ("sender", 530): (
        "Der Server verlangt eine Anmeldung oder Verschlüsselung.",
        "SMTP_USER und SMTP_PASSWORD setzen, SMTP_STARTTLS auf 1 lassen.",
    ),
    ("sender", 552): ("Dem Server ist die Mail zu groß.", f"{_OPERATOR}, was er annimmt."),
    ("sender", 0): (
        "Der Absender ist abgewiesen.",
        "MAIL_FROM muss eine Adresse sein, in deren Namen dieser Zugang senden darf.",
    ),
    ("recipient", 552): (
        "Das Postfach des Empfängers ist voll.",
        "Ihn auf anderem Weg fragen. Das Portal versucht es einen Tag lang von selbst.",
    ),
    ("relay", 0): (
        "Der Server leitet Mails dieses Portals nicht weiter.",
        "SMTP_USER und SMTP_PASSWORD setzen, oder ihn diese Maschine zulassen lassen.",
    ),
    ("recipient", 0): (
        "Der Empfänger ist abgewiesen.",
        (
            "Die Adresse prüfen. Stimmt sie, leitet der Server an fremde Adressen nicht weiter: "
            "SMTP_USER setzen, oder ihn diese Maschine zulassen lassen."
        ),
    ),
    ("text", 552): ("Dem Server ist die Mail zu groß.", f"{_OPERATOR}, was er annimmt."),
    ("text", 0): (
        "Der Server hat die Mail gelesen und abgewiesen.",
        (
            "Meist hält er sie für Spam: SPF und DKIM der Domäne in MAIL_FROM prüfen, oder seinen "
            "Betreiber fragen."
        ),
    ),
}
# Only these say that nobody has the address, or that it takes no mail.
_DEAD = {521, 550, 551, 553, 556}
# What a server says when it is the portal that it does not trust.
_ABOUT_US = re.compile(
    r"\b5\.7\.\d|relay|weiterl|authent|authori[sz]|\bauth\b|log ?in|sign.?in|anmeld|password",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+")


def dead_address_code(error: Exception) -> int:
    """Return the answer of a server that knows no such address; 0 for every other failure.

    One wrong setting makes a server refuse everybody: that is an outage, and it ends.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return 0
    ((code, said),) = error.recipients.values()
    return code if _is_dead(code, said) else 0


def explain_refusal(code: int, said: bytes | str, *, at: str) -> Reason:
    """Return why the server did not go on at a step, and what to do."""
    if 400 <= code < 500:
        return "Der Server nimmt die Mail jetzt nicht an, später vielleicht.", _LATER
    known = _REFUSALS.get((at, code))
    if at == "recipient" and known is None and not _is_dead(code, said):
        at = "relay"
    return known or _REFUSALS[at, 0]


def explain(error: Exception) -> Reason:
    """Return why a mail did not leave, and what to do."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            ((code, said),) = error.recipients.values()
            found = explain_refusal(code, said, at="recipient")
        case smtplib.SMTPResponseException():
            found = explain_refusal(error.smtp_code, error.smtp_error, at=_step(error))
        case smtplib.SMTPServerDisconnected():
            found = _broken_off(error)
        case smtplib.SMTPNotSupportedError():
            reason = "Der Server bietet keine Verschlüsselung oder keine Anmeldung an."
            found = reason, "SMTP_PORT, SMTP_STARTTLS und SMTP_USER prüfen."
        case ssl.SSLCertVerificationError():
            found = _distrust(error)
        case ssl.SSLError():
            reason = f"Die Verschlüsselung kommt nicht zustande ({error.reason})."
            found = reason, f"{_OPERATOR}; er muss TLS 1.2 oder neuer können."
        case OSError():
            found = _unreachable(error)
        case _:
            reason = f"Im Portal ist ein Fehler aufgetreten ({type(error).__name__})."
            found = reason, "Im Protokoll des Portals steht mehr dazu."
    return found


def reason_of(error: Exception) -> str:
    """Return the reason alone, with the number of the server's answer.

    What it says beside the number can hold the address.
    """
    reason = explain(error)[0].removesuffix(".")
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, _),) = error.recipients.values()
    return f"{reason} (Antwort {code})" if code else reason


def _step(error: smtplib.SMTPResponseException) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return "sign-in"
        case smtplib.SMTPSenderRefused():
            return "sender"
        case smtplib.SMTPDataError():
            return "text"
    return "greeting"


def _is_dead(code: int, said: bytes | str) -> bool:
    # An address may itself hold a word like anmeldung@.
    about = _ADDRESS.sub("", _decoded(said))
    return code in _DEAD and not _ABOUT_US.search(about)


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _distrust(error: ssl.SSLCertVerificationError) -> Reason:
    if error.verify_code == _WRONG_HOST:
        reason = "Das Zertifikat des Servers gilt für einen anderen Namen."
        return (reason, "SMTP_HOST so schreiben, wie es im Zertifikat steht.")
    if error.verify_code == _EXPIRED:
        reason = "Das Zertifikat des Servers ist abgelaufen."
        return (reason, "Der Betreiber des Mailservers muss es erneuern.")
    reason = "Dem Zertifikat des Servers traut diese Maschine nicht."
    if error.verify_code in _OWN:
        reason = "Das Zertifikat hat der Server sich selbst ausgestellt."
    advice = (
        "Die Zertifizierungsstelle des Hauses auf dieser Maschine eintragen (Debian: "
        "update-ca-certificates), oder SSL_CERT_FILE auf ihr Zertifikat setzen."
    )
    return (reason, advice)


def _broken_off(error: smtplib.SMTPServerDisconnected) -> Reason:
    if isinstance(error.__context__, TimeoutError):
        reason = "Der Server ist verbunden, antwortet aber nicht."
        advice = (
            "Spricht der Port TLS von Anfang an (465), geht er nicht: SMTP_PORT=587. Sonst später "
            "noch einmal versuchen."
        )
        return (reason, advice)
    reason = "Der Server hat die Verbindung mitten im Gespräch beendet."
    advice = (
        f"{_OPERATOR}: Sein Protokoll sagt, warum. Ob er die Mail schon hatte, ist nicht zu wissen."
    )
    return (reason, advice)


def _unreachable(error: OSError) -> Reason:
    if isinstance(error, ConnectionRefusedError):
        reason = "Auf diesem Port antwortet niemand (Verbindung abgewiesen)."
        return (reason, "SMTP_HOST und SMTP_PORT prüfen, und ob der Mailserver läuft.")
    if isinstance(error, TimeoutError):
        reason = "Der Server ist nicht zu erreichen (keine Antwort in der gegebenen Zeit)."
        return (reason, "Meist hält eine Firewall den Port zu: ihn freigeben lassen.")
    reason = f"Die Verbindung kommt nicht zustande: {error.strerror or type(error).__name__}."
    return (reason, "Netz dieser Maschine, SMTP_HOST und SMTP_PORT prüfen.")
