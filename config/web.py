"""The web server: what starts it, where it listens, and how our own programs ask it.

Without Django, since the health check asks twice a minute.
"""

from __future__ import annotations

import http.client
import socket
from pathlib import Path

from config import env

# The length of a path that bind(2) takes, on Linux; elsewhere it may be four less.
_LONGEST_PATH = 107
# Until a connection that sends nothing is closed.
_PATIENCE_MS = 5000


def granian(workers: int, where: list[str]) -> list[str]:
    """Return the arguments of Python that make it the web server, `where` it listens among them."""
    arguments = ["-m", "granian", "--interface", "wsgi", *where]
    arguments += ["--workers", str(workers), "--blocking-threads", "1", "--no-ws"]
    arguments += ["--workers-kill-timeout", "3", "--respawn-failed-workers"]
    arguments += ["--respawn-interval", "0.5", "--log-level", "warning"]
    return [*arguments, "config.wsgi:application"]


def at_port(host: str, port: int) -> list[str]:
    """Return the arguments that let anybody ask; browsers keep their connections.

    Each worker has a queue of its own, and the system draws lots to which a connection goes.
    """
    return ["--host", host, "--port", str(port)]


def at_socket(path: Path) -> list[str]:
    """Return the arguments that let a proxy on this machine ask, in a group that may.

    All workers take from one queue, and each takes a request only when it is done with the last:
    none waits behind a slow one while another worker is idle. So a connection brings one request,
    and whoever opens it must send that at once and read what comes at once, as proxies do that
    buffer.
    """
    where = ["--uds", str(path), "--uds-permissions", "0o660"]
    where += ["--http", "1", "--backpressure", "1", "--no-http1-keep-alive"]
    return [*where, "--http1-header-read-timeout", str(_PATIENCE_MS)]


def wanted_socket() -> Path | None:
    """Return the socket of WEB_SOCKET; None where there is to be none.

    Raises SettingError where it cannot be one, or where no proxy is trusted to say who asks.
    """
    text = env.text("WEB_SOCKET", "")
    if not text:
        return None
    path = Path(text)
    if not env.number("TRUSTED_PROXY_COUNT", 0, least=0, most=9):
        reason = "at a socket only a proxy asks. Set TRUSTED_PROXY_COUNT, or leave WEB_SOCKET out"
    elif not path.is_absolute() or len(text.encode()) > _LONGEST_PATH:
        reason = f"use an absolute path of at most {_LONGEST_PATH} bytes"
    elif not path.parent.is_dir():
        reason = f"the folder {path.parent} does not exist"
    elif path.exists() and not path.is_socket():
        reason = "something else is in its place"
    else:
        return path
    message = f"WEB_SOCKET is {text!r}: {reason}."
    raise env.SettingError(message)


class SocketConnection(http.client.HTTPConnection):
    """Asks the web server at a socket, as a proxy does."""

    def __init__(self, path: Path, timeout: float) -> None:
        """Note where to ask; each request is a connection of its own."""
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        """Open the connection."""
        self.sock = connected(self.path, self.timeout or 0)


def connected(path: Path, timeout: float) -> socket.socket:
    """Return a connection to a socket. Raises OSError where nobody answers."""
    opened = socket.socket(socket.AF_UNIX)
    opened.settimeout(timeout)
    try:
        opened.connect(str(path))
    except OSError:
        opened.close()
        raise
    return opened


def connection(timeout: float) -> http.client.HTTPConnection:
    """Return how the web server of this environment is asked from this machine."""
    if path := env.text("WEB_SOCKET", ""):
        return SocketConnection(Path(path), timeout)
    port = env.number("PORT", 8000, least=1, most=65535)
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
