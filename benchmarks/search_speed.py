"""`python -m benchmarks.search_speed`: what each question costs in a large index.

Each page is asked for within this process, in rounds over all of them. „app“ is CPU time of the
process, „db“ that of its database server (elsewhere than on Linux the time until it has answered);
together they are what one request costs, however busy the machine is. Beside them stands what the
trivial view `user` costs, asked in the same way. „p95“ is time that passed, of the whole request.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks import database
from benchmarks.__main__ import LIMITS_SETTINGS, call, say, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

GOAL_OF_USER = 0.06
SQL_AT_MOST = 8
# One word per share of the entries that hold it.
SHARES = {"half": 0.5, "fifth": 0.2, "fiftieth": 0.02, "thousandth": 0.001, "rare": 0.00001}


@dataclass
class Asked:
    """A page, who asks for it, and what was measured. Times are in milliseconds."""

    name: str
    path: str
    who: str = "coordinator"
    app: list[float] = field(default_factory=list)
    db: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)
    sql: int = 0
    hits: str = ""

    @property
    def cost(self) -> float:
        """Return what a request costs, app and database together."""
        return statistics.median(app + db for app, db in zip(self.app, self.db, strict=True))

    @property
    def p95(self) -> float:
        """Return the time that most requests stay below."""
        return sorted(self.passed)[int(0.95 * len(self.passed))]


class Stopwatch:
    """Counts statements and the time they take; for `connection.execute_wrapper`."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.sql, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Run the statement."""
        began, cpu = time.perf_counter(), time.process_time()
        try:
            return execute(*asked)
        finally:
            self.sql += 1
            passed = time.perf_counter() - began
            self.seconds += passed - (time.process_time() - cpu)


def _database_cpu() -> float | None:
    """Return the CPU seconds of the server process that answers us, where it can be seen."""
    connection.ensure_connection()
    file = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(file.read_text().split()[0]) / 1e9 if file.exists() else None


def ask(client: Client, asked: Asked) -> None:
    """Ask once and note what it cost."""
    watch = Stopwatch()
    with connection.execute_wrapper(watch):
        at_first = _database_cpu()
        passed, began = time.perf_counter(), time.process_time()
        answer = client.get(asked.path, HTTP_ACCEPT_ENCODING="gzip")
        cpu, passed = time.process_time() - began, time.perf_counter() - passed
        in_the_end = _database_cpu()
    if answer.status_code != HTTPStatus.OK:
        message = f"{asked.path} answers with {answer.status_code}."
        raise AssertionError(message)
    seen = at_first is not None and in_the_end is not None
    asked.app.append(1000 * cpu)
    asked.db.append(1000 * ((in_the_end or 0) - (at_first or 0) if seen else watch.seconds))
    asked.passed.append(1000 * passed)
    asked.sql = watch.sql
    packed = answer.headers.get("Content-Encoding") == "gzip"
    page = (gzip.decompress(answer.content) if packed else answer.content).decode()
    found = re.search(r'id="treffer"[^>]*>(Mehr als )?([\d.]+)', page)
    asked.hits = ("> " if found[1] else "") + found[2] if found else "0"


# ---- what is asked -----------------------------------------------------------------------------


def words_by_share() -> dict[str, str]:
    """Return of each share the word of the index that comes nearest to it."""
    from search.models import Word

    plain = Word.objects.filter(lexeme__regex="^[a-z]{5,}$").exclude(entries__2=0)
    counts = dict(plain.values_list("lexeme", "entries__2"))
    total = Word.objects.get(lexeme="").entries[2]
    found: dict[str, str] = {}
    for name, share in SHARES.items():
        rest = [word for word in counts if word not in found.values()]
        found[name] = min(rest, key=lambda word: (abs(counts[word] - share * total), word))
    return found


def questions(words: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield names and parameters of the list of practices."""
    half, fifth, few, rare = (words[name] for name in ("half", "fifth", "fiftieth", "rare"))
    facets = {"land": ["NI", "BY"], "aufwand": ["1"], "stand": ["laufend"], "kreistyp": ["4"]}
    yield "nothing", {}
    yield "nothing, page 90", {"seite": 90}
    yield "nothing, three facets", {"land": "NI", "aufwand": "1", "personal": "0-5-1"}
    yield "nothing, most adopted", {"sortierung": "uebernommen"}
    for name, word in words.items():
        yield f"word, {name}", {"q": word}
    for sort in ("neu", "uebernommen"):
        yield f"word, half, {sort}", {"q": half, "sortierung": sort}
    yield "word, half, four facets", {"q": half, **facets}
    yield "word, fiftieth, four facets", {"q": few, **facets}
    yield "word, fiftieth, page 20", {"q": few, "seite": 20}
    yield "words, half and fifth", {"q": f"{half} {fifth}"}
    yield "words, four", {"q": f"{half} {fifth} {few} {rare}"}
    yield "a question", {"q": "Wie finden wir Dolmetscher für Elternabende an Grundschulen?"}
    yield "synonyms", {"q": "Sprachmittlung Ausländerbehörde"}
    yield "slip of the pen", {"q": "Sprachmitler"}
    yield "phrase, half and fifth", {"q": f'"{half} {fifth}"'}
    yield "phrase, fiftieth", {"q": f'"{few} {half}"'}
    yield "minus", {"q": f"{half} -{fifth}"}
    yield "beginning, wide", {"q": "beratu"}
    yield "beginning, narrow", {"q": "elternab"}
    yield "no hit", {"q": "Xyloquarkotron"}
    yield "no hit, common words", {"q": f"{half} -{half}"}


def pages() -> list[Asked]:
    """Return everything that is measured."""
    words = words_by_share()
    for name, word in words.items():
        say(f"{name}: {word}\n")
    asked = [
        Asked(name, f"/praxis/?{urlencode(query, doseq=True)}") for name, query in questions(words)
    ]
    half, few = words["half"], words["fiftieth"]
    asked.append(Asked("public: word, half", f"/praxis/?q={half}", ""))
    asked.append(Asked("moderator: word, half", f"/praxis/?q={half}", "moderator"))
    for name, query in (
        ("half", {"q": half}),
        ("half, neu", {"q": half, "sortierung": "neu"}),
        ("half, posts", {"q": half, "art": "beitrag"}),
        ("fiftieth", {"q": few}),
        ("rare", {"q": words["rare"]}),
        ("half and fifth", {"q": f"{half} {words['fifth']}"}),
        ("phrase", {"q": f'"{half} {words["fifth"]}"'}),
        ("beginning, wide", {"q": "beratu"}),
        ("slip of the pen", {"q": "Sprachmitler"}),
        ("no hit", {"q": "Xyloquarkotron"}),
    ):
        asked.append(Asked(f"everything: {name}", f"/suche/?{urlencode(query)}"))
    return asked


# ---- measuring ---------------------------------------------------------------------------------


def measured(asked: list[Asked], clients: dict[str, Client], rounds: int) -> None:
    """Ask for all pages once to warm them, then in so many rounds."""
    for number in range(rounds + 1):
        say(f"\rround {number} of {rounds}")
        for one in asked:
            ask(clients[one.who], one)
            if number == 0:
                for times in (one.app, one.db, one.passed):
                    times.clear()
    say("\r" + " " * 30 + "\r")


def user_limit() -> None:
    """Print what the trivial view costs, as JSON; runs with the settings of the limits."""
    from benchmarks.limits_data import reader

    client, asked = reader(), Asked("user", "/user/")
    for _ in range(300):
        ask(client, asked)
    costs = {"app": asked.app[50:], "db": asked.db[50:]}
    json.dump({name: statistics.median(values) for name, values in costs.items()}, sys.stdout)


def _user_cost() -> float:
    store = database.Store("quick")
    fresh = store.is_fresh("limits")
    if not fresh:
        store.clear("limits")
    limits = {"DJANGO_SETTINGS_MODULE": LIMITS_SETTINGS}
    call("benchmarks.limits_data", "0" if fresh else "500", **limits)
    if not fresh:
        store.keep("limits")
    costs = json.loads(call("benchmarks.search_speed", "--user", **limits))
    say(f"user: app {costs['app']:.2f} ms, db {costs['db']:.2f} ms\n")
    return float(costs["app"] + costs["db"])


def prepare(practices: int, entries: int) -> None:
    """Set up Django on an index of this size, which is generated where it is not there yet."""
    surroundings(f"forum_search_{practices}_{entries}")
    django.setup()
    from benchmarks import search_data  # models need settings, which need the database's address

    search_data.declare_others()
    # Nothing is collected for pages that no browser asks for.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    store = database.Store((practices, entries))
    if not store.is_fresh("search"):
        store.clear("search")
        search_data.fill(practices, entries)
        store.keep("search")
    call_command("migrate", verbosity=0, interactive=False)


def table(asked: list[Asked], user: float) -> Iterator[str]:
    """Yield the lines of the table."""
    yield (
        f"{'page':34}{'hits':>16}{'app ms':>8}{'db ms':>8}{'both':>8}{'p95':>8}{'SQL':>5}"
        f"{'x user':>8}  goal"
    )
    for one in asked:
        app, db = statistics.median(one.app), statistics.median(one.db)
        ratio = user / one.cost
        met = ratio >= GOAL_OF_USER and one.sql <= SQL_AT_MOST
        yield (
            f"{one.name:34}{one.hits:>16}{app:8.1f}{db:8.1f}{one.cost:8.1f}"
            f"{one.p95:8.1f}{one.sql:5}{ratio:8.3f}  {'met' if met else 'MISSED'}"
        )
    yield f"x user: cost of `user` ({user:.2f} ms) as a share of the page's; goal {GOAL_OF_USER}."


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_speed")
    parser.add_argument("--practices", type=int, default=20_000)
    parser.add_argument("--entries", type=int, default=1_000_000, help="those of practices too")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--pages", default="", help="only pages whose name holds this text")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--user", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.user:
        django.setup()
        user_limit()
        return
    prepare(wanted.practices, wanted.entries)
    from benchmarks import data

    user = _user_cost()
    asked = [one for one in pages() if wanted.pages in one.name]
    clients = {who: data.client(who) for who in ("", *data.LOGINS)}
    measured(asked, clients, wanted.rounds)
    sys.stdout.write("\n".join([*table(asked, user), ""]))
    if wanted.json:
        rows = [
            {
                **vars(one),
                "app": statistics.median(one.app),
                "db": statistics.median(one.db),
                "passed": statistics.median(one.passed),
            }
            for one in asked
        ]
        wanted.json.write_text(json.dumps({"user_ms": user, "pages": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
