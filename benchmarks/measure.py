"""The rounds: every page in turn, again and again, so that a busy moment meets them all."""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.load import Load
from benchmarks.servers import HOST, Server, cpu_seconds, database_processes
from config.web import SocketConnection

if TYPE_CHECKING:
    import http.client
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.database import Store
    from benchmarks.load import Burst
    from benchmarks.pages import Page

CONNECTIONS = 8
WARMING = 24
NO_LIMIT = 10**9
# Signing in is limited to 300 a minute and address.
POSTS_A_ROUND = 10
# Of whom each keeps the few sessions a person has.
PEOPLE = 20
# So many forms are made beforehand, each with a token of its own.
FORMS = 400


@dataclass
class Round:
    """One turn of one page. Seconds and CPU seconds are of one request."""

    rate: float
    app_cpu: float
    db_cpu: float
    own_cpu: float
    hash_seconds: float


@dataclass
class Result:
    """What is known of a page."""

    page: Page
    sql: int = 0
    size: int = 0
    gz_size: int = 0
    latencies: list[float] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    def of(self, name: str) -> float:
        """Return the median of the rounds."""
        values: list[float] = [getattr(it, name) for it in self.rounds]
        return statistics.median(values)

    def cpu_ms(self) -> float:
        """Return the CPU milliseconds of one request, server and database together."""
        # A moment of load may be shorter than what the system counts in.
        return max(0.01, 1000 * (self.of("app_cpu") + self.of("db_cpu")))

    def percentile_ms(self, share: float) -> float:
        """Return the latency that this share of the requests stays below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    def ratio(self, other: Result) -> float:
        """Return the requests a second as a share of another page's in the same round."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(mine.rate / its.rate for mine, its in pairs)


class Visitor:
    """Asks one server for one page, with bytes made beforehand."""

    def __init__(
        self, server: Server, page: Page, facts: Mapping[str, str], cookies: Mapping[str, str]
    ) -> None:
        """Build the requests; a form is sent for one person after another."""
        self.server, self.page, self.path = server, page, page.path.format(**facts)
        self.form_path = (page.form_path or page.path).format(**facts)
        self.cookies = dict(cookies)
        requests = list(self._posts(facts)) if page.form else [self._request("GET", b"")]
        connections = 1 if page.form else CONNECTIONS
        self.load = Load(server.socket, cycle(requests), page.status, connections)

    def _request(self, method: str, body: bytes) -> bytes:
        lines = [
            f"{method} {self.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in self._headers().items()),
        ]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "\r\n"]).encode() + body

    def _headers(self) -> dict[str, str]:
        """Return what a proxy hands on."""
        return {
            "Host": HOST,
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Proto": "http",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }

    def fetch(self) -> tuple[bytes, http.client.HTTPMessage]:
        """Ask once for the page and return it as it was sent."""
        with closing(SocketConnection(self.server.socket, timeout=30)) as caller:
            caller.request("GET", self.form_path, headers=self._headers())
            answer = caller.getresponse()
            return answer.read(), answer.headers

    def _posts(self, facts: Mapping[str, str]) -> Iterator[bytes]:
        body, headers = self.fetch()
        for line in headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', plain(body, headers))
        for number in range(FORMS):
            form = filled_in(self.page, facts, number % PEOPLE)
            form |= {"csrfmiddlewaretoken": token[1].decode()} if token else {}
            yield self._request("POST", urlencode(form).encode())

    def fire(self, seconds: float, most: int) -> Burst:
        """Put the page under load; forms are sent one after another, a few times."""
        return self.load.fire(seconds, min(most, POSTS_A_ROUND) if self.page.form else most)


def filled_in(page: Page, facts: Mapping[str, str], number: int) -> dict[str, str]:
    """Return the form of a page as the person of this number sends it."""
    values = {**facts, "number": number, "token": uuid4()}
    return {name: text.format(**values) for name, text in page.form.items()}


def plain(body: bytes, headers: http.client.HTTPMessage) -> bytes:
    """Return the page without compression."""
    return gzip.decompress(body) if headers["Content-Encoding"] == "gzip" else body


def measure(
    visitors: list[tuple[Visitor, Result]],
    store: Store,
    *,
    rounds: int,
    seconds: float,
    hash_once: Callable[[], None],
) -> None:
    """Measure every page in each round; what is found is added to the results."""
    for visitor, result in visitors:
        _say(f"\rwarming: {result.page.name:30}")
        visitor.fire(seconds, WARMING)
        if not visitor.page.form:
            body, headers = visitor.fetch()
            result.size, result.gz_size = len(plain(body, headers)), len(body)
    for number in range(1, rounds + 1):
        for visitor, result in visitors:
            _say(f"\rround {number} of {rounds}: {result.page.name:30}")
            hashing = _seconds_of(hash_once) if visitor.page.form else 0.0
            result.rounds.append(_round(visitor, result, store, seconds, hashing))
    _say("\r" + " " * 60 + "\r")


def _round(visitor: Visitor, result: Result, store: Store, seconds: float, hashing: float) -> Round:
    app, database = visitor.server.processes(), database_processes(store)
    app_before, db_before = cpu_seconds(app), cpu_seconds(database)
    burst = visitor.fire(seconds, NO_LIMIT)
    app_cpu, db_cpu = cpu_seconds(app) - app_before, cpu_seconds(database) - db_before
    result.latencies += burst.latencies
    count = len(burst.latencies)
    return Round(burst.rate, app_cpu / count, db_cpu / count, burst.own_cpu / count, hashing)


def _seconds_of(act: Callable[[], None]) -> float:
    def once() -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(5))


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
