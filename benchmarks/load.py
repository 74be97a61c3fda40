"""The load generator: one thread that asks as a proxy does, bytes made beforehand.

Each request has a connection of its own to the server's socket, and as many are open at any time.
Measured against itself it does about ten thousand requests a second; each run says what it took.
"""

from __future__ import annotations

import re
import selectors
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.web import connected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class LoadError(Exception):
    """An answer that is not the page; the text says which."""


@dataclass
class Burst:
    """What came back: seconds of each answer, and of all of them together."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    own_cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class _Exchange:
    """One request on its way; `read` tells when the whole answer is there."""

    def __init__(self, path: Path, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket = connected(path, PATIENCE_SECONDS)
        self.socket.sendall(request)
        self.parts = b""
        self.needed = 0

    def read(self, status: bytes) -> bool:
        data = self.socket.recv(1 << 18)
        if not data:
            message = "The server closed a connection before it had answered."
            raise LoadError(message)
        self.parts = self.parts + data if self.parts else data
        if not self.needed:
            self.needed = self._length(status)
        return 0 < self.needed <= len(self.parts)

    def _length(self, status: bytes) -> int:
        head = self.parts.find(b"\r\n\r\n")
        if head < 0:
            return 0
        found = _LENGTH.search(self.parts, 0, head)
        if self.parts[9:12] != status or not found:
            wanted = f"{status.decode()} with a Content-Length"
            said = self.parts[:head].decode("latin-1")
            message = f"The answer is not {wanted}, but:\n{said}"
            raise LoadError(message)
        return head + 4 + int(found[1])


@dataclass(frozen=True)
class Load:
    """Requests to be sent in turn, again and again; so many are on their way at any time."""

    path: Path
    requests: Iterator[bytes]
    status: int
    together: int

    def fire(self, seconds: float, most: int) -> Burst:
        """Ask for some seconds, at most this often; every answer begun is waited for.

        Raises LoadError at the first answer of another status.
        """
        burst = Burst()
        began, cpu = time.perf_counter(), time.process_time()
        with selectors.DefaultSelector() as selector:
            for _ in range(min(self.together, most)):
                self._ask(selector)
            try:
                self._turn(selector, burst, began + seconds, most)
            finally:
                for key in selector.get_map().values():
                    key.data.socket.close()
        burst.seconds = time.perf_counter() - began
        burst.own_cpu = time.process_time() - cpu
        return burst

    def _ask(self, selector: selectors.BaseSelector) -> None:
        exchange = _Exchange(self.path, next(self.requests))
        selector.register(exchange.socket, selectors.EVENT_READ, exchange)

    def _turn(
        self, selector: selectors.BaseSelector, burst: Burst, deadline: float, most: int
    ) -> None:
        status = str(self.status).encode()
        begun = len(selector.get_map())
        while selector.get_map():
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                message = f"No answer within {PATIENCE_SECONDS} s."
                raise LoadError(message)
            for key, _ in ready:
                exchange: _Exchange = key.data
                if not exchange.read(status):
                    continue
                now = time.perf_counter()
                burst.latencies.append(now - exchange.sent_at)
                selector.unregister(exchange.socket)
                exchange.socket.close()
                if now < deadline and begun < most:
                    begun += 1
                    self._ask(selector)
