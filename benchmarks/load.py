"""The load generator: one thread, keep-alive connections, bytes made beforehand.

Measured against itself it does about ten thousand requests a second; each run says what it took.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class _Connection:
    """One keep-alive connection; `read` tells when a whole answer is there."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.parts = b""
        self.needed = 0
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.parts, self.needed = b"", 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def read(self, status: bytes) -> bool:
        data = self.socket.recv(1 << 18)
        if not data:
            message = "The server closed a connection that was to be kept."
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
    """Requests to be sent in turn, again and again, on keep-alive connections."""

    port: int
    requests: Iterator[bytes]
    status: int
    connections: int

    def fire(self, seconds: float, most: int) -> Burst:
        """Ask for some seconds, at most this often; every answer begun is waited for.

        Raises LoadError at the first answer of another status.
        """
        burst = Burst()
        open_ones = [_Connection(self.port) for _ in range(min(self.connections, most))]
        began, cpu = time.perf_counter(), time.process_time()
        with selectors.DefaultSelector() as selector:
            for connection in open_ones:
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                connection.send(next(self.requests))
            try:
                self._turn(selector, burst, began + seconds, most)
            finally:
                for connection in open_ones:
                    connection.socket.close()
        burst.seconds = time.perf_counter() - began
        burst.own_cpu = time.process_time() - cpu
        return burst

    def _turn(
        self, selector: selectors.BaseSelector, burst: Burst, deadline: float, most: int
    ) -> None:
        status = str(self.status).encode()
        waiting = begun = len(selector.get_map())
        while waiting:
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                message = f"No answer within {PATIENCE_SECONDS} s."
                raise LoadError(message)
            for key, _ in ready:
                connection: _Connection = key.data
                if not connection.read(status):
                    continue
                now = time.perf_counter()
                burst.latencies.append(now - connection.sent_at)
                if now < deadline and begun < most:
                    begun += 1
                    connection.send(next(self.requests))
                else:
                    waiting -= 1
