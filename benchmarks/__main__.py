from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import django
from django.conf import settings

from benchmarks import database, servers
from benchmarks.load import LoadError
from benchmarks.measure import Result, Visitor, filled_in, measure
from benchmarks.pages import LIMITS, PAGES, Page
from benchmarks.report import Report
from benchmarks.scale import FULL, QUICK, SMALL, Scale
from config import embedded, env, run, web

ROUNDS = 5
LIMITS_SETTINGS = "benchmarks.limits_settings"
FAILURES = (LoadError, servers.ServerError, database.ForeignDatabaseError, embedded.EmbeddedError)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the portal.")
    parser.add_argument("--seconds", type=float, default=10, help="load on each page in all")
    parser.add_argument("--pages", default="", help="only pages whose name holds this text")
    scales = parser.add_mutually_exclusive_group()
    scales.add_argument("--small", action="store_true", help="10,000 posts instead of 1,000,000")
    scales.add_argument("--quick", action="store_true", help="little content, a moment of load")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    return parser.parse_args()


def surroundings(name: str) -> Path:
    """Set the environment of an installation with the database of this name; return its folder."""
    var = Path(env.text("FORUM_VAR", str(database.ROOT / "var"))).resolve()
    known = database.environment(name)
    folder = var / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= known | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FORUM_VAR": str(folder),
        "BASE_URL": f"http://{servers.HOST}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "WEB_WORKERS": str(servers.WORKERS),
        # The generated content stands on the demo's, which also waives the second factor.
        "FORUM_DEMO": "1",
        "MAIL_KEPT": "1",
        # What this process does itself is no news.
        "LOG_LEVEL": "WARNING",
    }
    return folder


def call(*command: str, **variables: str) -> str:
    """Run one of our programs to its end; return what it printed."""
    done = subprocess.run(  # noqa: S603  (our own programs, no shell)
        [sys.executable, "-m", *command],
        cwd=database.ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


class Bench:
    """One run."""

    def __init__(self, folder: Path, scale: Scale) -> None:
        """Bring database and static files to the state that is measured."""
        self.folder, self.scale = folder, scale
        self.store = database.Store(scale)
        fresh = self.store.is_fresh("portal")
        if not fresh:
            self.store.clear("portal")
            call("config.entrypoint", "prepare")
        django.setup()
        from benchmarks import data  # models need settings, which need the database's address

        self.data = data
        if not fresh:
            data.fill(scale)
            self.store.keep("portal")
        with redirect_stdout(sys.stderr):
            run.collect_static()
        data.draw()
        self.limits = self._limits()

    def _limits(self) -> dict[str, Any]:
        fresh = self.store.is_fresh("limits")
        if not fresh:
            say(f"generating {self.scale.posts} posts of the limits\n")
            self.store.clear("limits")
        posts = 0 if fresh else self.scale.posts
        said = call("benchmarks.limits_data", str(posts), DJANGO_SETTINGS_MODULE=LIMITS_SETTINGS)
        if not fresh:
            self.store.keep("limits")
        known: dict[str, Any] = json.loads(said)
        return known

    def servers(self) -> dict[str, servers.Server]:
        """Return the portal and the limits; neither has been started."""
        limits, portal = map(servers.socket_of, ("limits", "portal"))
        granian = web.granian(servers.WORKERS, web.at_socket(limits))
        bare = {"DJANGO_SETTINGS_MODULE": LIMITS_SETTINGS}
        proxied = {"WEB_SOCKET": str(portal), "TRUSTED_PROXY_COUNT": "1", "LOG_LEVEL": "INFO"}
        entrypoint = ["-m", "config.entrypoint", "web"]
        return {
            "limits": servers.Server(limits, granian, bare, self.folder, "/user/"),
            "portal": servers.Server(portal, entrypoint, proxied, self.folder, "/health/ready"),
        }

    def measure(self, chosen: list[Page], *, rounds: int, seconds: float) -> Report:
        """Start both servers, put each page under load in turns, and say what came of it."""
        facts, sessions = self.data.facts(), self.data.sessions()
        # Who signed in has sent a form.
        secret = {settings.CSRF_COOKIE_NAME: secrets.token_hex(16)}
        names = sessions.items()
        cookies = {who: {settings.SESSION_COOKIE_NAME: key} | secret for who, key in names}
        cookies |= {"": {}, "reader": {"sessionid": self.limits["session"]}}
        with ExitStack() as stack:
            known = self.servers()
            for server in known.values():
                say(f"starting {server.name}\n")
                stack.enter_context(server)
            visitors = []
            for page in chosen:
                result = Result(page, sql=self._queries(page, facts))
                visitor = Visitor(known[page.server], page, facts, cookies[page.who])
                visitors.append((visitor, result))
            measure(
                visitors,
                self.store,
                rounds=rounds,
                seconds=seconds,
                hash_once=self.data.check_password,
            )
            results = [result for _, result in visitors]
            return Report(results, known["portal"].memory_mib())

    def _queries(self, page: Page, facts: dict[str, str]) -> int:
        if page.server == "limits":
            return int(self.limits["queries"][page.name])
        path, form = page.path.format(**facts), filled_in(page, facts, number=0)
        return self.data.queries(path, page.who, form)


def say(text: str) -> None:
    """Report progress; stdout is for the table."""
    sys.stderr.write(text)
    sys.stderr.flush()


def _scale(wanted: argparse.Namespace) -> tuple[str, Scale]:
    """Return the database of what was asked for, and how much is in it."""
    if wanted.quick:
        return "forum_bench_quick", QUICK
    return ("forum_bench_small", SMALL) if wanted.small else ("forum_bench", FULL)


def main() -> int:
    """Print the table; return 1 after saying why there is none."""
    wanted = arguments()
    rounds, seconds = (1, 0.05) if wanted.quick else (ROUNDS, wanted.seconds / ROUNDS)
    chosen = [page for page in PAGES if wanted.pages in page.name]
    try:
        name, scale = _scale(wanted)
        bench = Bench(surroundings(name), scale)
        report = bench.measure([*LIMITS, *chosen], rounds=rounds, seconds=seconds)
    except (*FAILURES, CalledProcessError) as error:
        say(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.write("\n".join([*report.lines(), ""]))
    if wanted.json:
        report.write(wanted.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
