"""A small mail server on 127.0.0.1 that can misbehave in every way a real one does."""

from __future__ import annotations

import base64
import email
import email.policy
import socketserver
import threading
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl
    from email.message import EmailMessage


class Does(Enum):
    """What the server does with a mail."""

    ACCEPT = auto()
    HANG = auto()
    TURN_AWAY = auto()
    REFUSE_SENDER = auto()
    BUSY = auto()
    REFUSE_RECIPIENT = auto()
    REFUSE_TEXT = auto()
    DROP_BEFORE_ANSWER = auto()
    DROP_AFTER_ANSWER = auto()


@dataclass(frozen=True)
class Accepted:
    """A mail the server took, or had read when it dropped the line."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    owner: MailServer


class _Session(socketserver.StreamRequestHandler):
    server: _Tcp
    # What is the client's turn to fear, not the test's.
    timeout = 20

    def setup(self) -> None:
        super().setup()
        self.owner = self.server.owner
        self.sender, self.secure = "", False
        self.recipients: list[str] = []

    def finish(self) -> None:
        super().finish()
        # Behind TLS it is another socket than the one the server closes.
        self.connection.close()

    def handle(self) -> None:
        if self.owner.does is Does.HANG:
            self.owner.released.wait(self.timeout)
            return
        if self.owner.does is Does.TURN_AWAY:
            self.say("421 too many connections")
            return
        self.say("220 mail.example ESMTP")
        while line := self.rfile.readline().decode("ascii").strip():
            verb, _, rest = line.partition(" ")
            if not getattr(self, f"on_{verb.lower()}")(rest):
                return

    def say(self, *lines: str) -> bool:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        return True

    def on_ehlo(self, _: str) -> bool:
        offers = ["SIZE 1000000"]
        if self.owner.tls and not self.secure:
            offers.append("STARTTLS")
        if self.owner.password:
            offers.append("AUTH PLAIN")
        said = ["mail.example", *offers]
        return self.say(*(f"250-{line}" for line in said[:-1]), f"250 {said[-1]}")

    def on_starttls(self, _: str) -> bool:
        assert self.owner.tls
        self.say("220 go ahead")
        try:
            self.request = self.connection = self.owner.tls.wrap_socket(
                self.connection, server_side=True
            )
        except OSError:  # the client trusts us not
            return False
        self.rfile.close()
        self.wfile.close()
        self.secure = True
        super().setup()
        return True

    def on_auth(self, rest: str) -> bool:
        given = base64.b64decode(rest.rpartition(" ")[2]).decode().rpartition("\0")[2]
        right = given == self.owner.password
        return self.say("235 welcome" if right else "535 5.7.8 authentication failed")

    def on_mail(self, rest: str) -> bool:
        if self.owner.does is Does.REFUSE_SENDER:
            return self.say("550 5.7.1 sender not yours")
        self.sender = _address(rest)
        return self.say("250 ok")

    def on_rcpt(self, rest: str) -> bool:
        address = _address(rest)
        if self.owner.does is Does.BUSY:
            return self.say("451 4.7.1 greylisted")
        if self.owner.does is Does.REFUSE_RECIPIENT or address in self.owner.unknown:
            return self.say(self.owner.refusal.format(to=address))
        self.recipients.append(address)
        return self.say("250 ok")

    def on_data(self, _: str) -> bool:
        self.say("354 go on")
        text = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            text += line.removeprefix(b".") if line.startswith(b"..") else line
        if self.owner.does is Does.REFUSE_TEXT:
            return self.say("554 5.7.1 looks like spam")
        message = email.message_from_bytes(text, policy=email.policy.default)
        self.owner.accepted.append(Accepted(self.sender, tuple(self.recipients), message))
        if self.owner.does is Does.DROP_BEFORE_ANSWER:
            return False
        self.say("250 2.0.0 queued as 7F3A")
        self.recipients = []
        return self.owner.does is not Does.DROP_AFTER_ANSWER

    def on_rset(self, _: str) -> bool:
        return self.say("250 ok")

    def on_quit(self, _: str) -> bool:
        self.say("221 bye")
        return False


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


class MailServer:
    """Keeps what it accepts. Outside of `with`, and once stopped, its port is closed."""

    def __init__(self) -> None:
        self.does = Does.ACCEPT
        self.accepted: list[Accepted] = []
        # Addresses nobody has here.
        self.unknown: set[str] = set()
        # What it says of them.
        self.refusal = "550 5.1.1 {to} unknown"
        self.tls: ssl.SSLContext | None = None
        self.password = ""
        self.released = threading.Event()
        self.port = 0
        self._tcp: _Tcp | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, after the first time at the same port."""
        self._tcp = _Tcp(("127.0.0.1", self.port), _Session)
        self._tcp.owner = self
        self.port = self._tcp.server_address[1]
        self.released.clear()
        self._thread = threading.Thread(target=self._tcp.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._tcp is None:
            return
        self.released.set()
        self._tcp.shutdown()
        self._thread.join()
        self._tcp.server_close()
        self._tcp = None

    def mailers(self, **options: Any) -> dict[str, Any]:
        """Return the settings of a portal that sends through this server, impatiently."""
        values = {
            "host": "127.0.0.1",
            "port": self.port,
            "username": "",
            "password": "",
            "use_tls": False,
            "timeout": 5,
        }
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": values | options}}

    def letters(self) -> list[tuple[str, str]]:
        """Return to whom it took which subject, in the order of arrival."""
        return [(", ".join(one.recipients), str(one.message["Subject"])) for one in self.accepted]


def text_of(message: EmailMessage) -> str:
    """Return everything a mail says: its headers and both of its parts, decoded."""
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join([headers, *parts])
