"""One portal and one Chromium per worker. Both are real; the data is the demo.

Playwright's loop lives in a thread of its own, and so do the bodies of these tests: in the main
thread it would make Django refuse the database to every later test of the worker.
"""

from __future__ import annotations

import http.client
import inspect
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Error, sync_playwright
from psycopg import sql

from tests.browser.audit import DESKTOP, QUESTIONS, Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")
PATIENCE_SECONDS = 180
ROOT = Path(__file__).resolve().parents[2]
# Playwright sets --no-sandbox, --disable-sync and their like itself.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    # Nothing but the portal is ever looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run the body of a browser test in the browser's thread."""
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    THREAD.submit(pyfuncitem.obj, **arguments).result()
    return True


@dataclass
class Portal:
    """The running portal, and the browser's view of it."""

    base_url: str
    log: Path
    facts: dict[str, Any] = field(repr=False)
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def things(self) -> dict[str, list[Any]]:
        """What the doors of tests/doors.py lead to."""
        things: dict[str, list[Any]] = self.facts["things"]
        return things

    def fresh(self, role: str = "public", **options: Any) -> BrowserContext:
        """Return a browser without memory, signed in as this role."""
        context = self.browser.new_context(
            base_url=self.base_url,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            viewport=DESKTOP,
            **options,
        )
        # Everything is on this machine: what takes longer does not come.
        context.set_default_timeout(10_000)
        if role != "public":
            key = self.facts["sessions"][role]
            cookie = {"name": self.facts["cookie"], "value": key, "url": self.base_url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        return context

    @contextmanager
    def stranger(self, role: str = "public", **options: Any) -> Iterator[Page]:
        """Open a page in a browser without memory."""
        context = self.fresh(role, **options)
        try:
            yield context.new_page()
        finally:
            # Closed while a page is on its way to another, Chromium now and then never answers.
            for page in context.pages:
                with suppress(Error):
                    page.goto("about:blank")
            context.close()

    @contextmanager
    def visiting(self, role: str) -> Iterator[tuple[Page, Watch]]:
        """Lend the page of this role, and watch it; a new one costs as much as its audit."""
        if role not in self.pages:
            context = self.fresh(role)
            context.add_init_script(QUESTIONS)
            self.pages[role] = context.new_page()
        page = self.pages[role]
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        with Watch(page, self.base_url) as watch:
            yield page, watch
        page.unroute_all()
        page.goto("about:blank")


@pytest.fixture(scope="session")
def portal(_server: tuple[str, Path], _browser: Browser) -> Portal:
    base_url, folder = _server
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return Portal(base_url, folder / "log", facts, _browser)


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    playwright = THREAD.submit(sync_playwright().start).result()
    launch = playwright.chromium.launch
    browser = THREAD.submit(launch, executable_path=_chromium(), args=FLAGS).result()
    yield browser
    THREAD.submit(browser.close).result()
    THREAD.submit(playwright.stop).result()


def _chromium() -> str | None:
    """Return the machine's Chromium, as bin/browser looks for it; None for Playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        # On some systems it is a stub that only says where to get one.
        if (
            path
            and not subprocess.run(  # noqa: S603  (found by name, no shell)
                [path, "--version"], capture_output=True, check=False
            ).returncode
        ):
            return path
    return None


@pytest.fixture(scope="session")
def _server(
    _database: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("house")
    # Bound for as long as the server runs, so that no other program takes the port.
    with socket.socket() as claim, (folder / "log").open("wb") as log:
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        claim.bind(("127.0.0.1", 0))
        port = claim.getsockname()[1]
        # Browsers know no passkeys at 127.0.0.1.
        base_url = f"http://localhost:{port}"
        var = settings.VAR / "browser"
        var.mkdir(parents=True, exist_ok=True)
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BASE_URL": base_url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FORUM_DEMO": "1",
            "MAIL_KEPT": "1",
            "FORUM_VAR": str(var),
        }
        start = (
            "import sys, django; django.setup();"
            "from tests.browser import house; house.main(*sys.argv[1:])"
        )
        process = subprocess.Popen(  # noqa: S603  (our own program, no shell)
            [sys.executable, "-c", start, str(port), str(folder / "facts.json")],
            cwd=ROOT,
            env=os.environ | _database | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for_answer(process, port, folder / "log")
            yield base_url, folder
        finally:
            process.terminate()
            process.wait(10)


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        caller = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with closing(caller), suppress(OSError, http.client.HTTPException):
            caller.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
            if caller.getresponse().status == http.client.OK:
                return
        time.sleep(0.1)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
    pytest.fail(f"The portal of the browser tests does not answer. Its log ends with:\n{tail}")


@pytest.fixture(scope="session")
def _database() -> Iterator[dict[str, str]]:
    """Create an empty database; yield the environment that leads the portal to it."""
    server = connection.settings_dict
    name = f"forum_browser_{os.getpid()}"
    with closing(_maintenance(server)) as maintenance:
        _drop_leftovers(maintenance)
        maintenance.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        account = f"{quote(server['USER'])}:{quote(server['PASSWORD'])}"
        port = server["PORT"] or 5432
        # A socket folder does not fit into a URL's host.
        yield {
            "DATABASE_URL": f"postgresql://{account}@:{port}/{name}",
            "PGHOST": server["HOST"],
        }
        _drop(maintenance, name)


def _maintenance(server: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=server["HOST"],
        port=server["PORT"] or None,
        user=server["USER"],
        password=server["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _drop(maintenance: psycopg.Connection[Any], name: str) -> None:
    statement = sql.SQL("drop database if exists {} with (force)")
    maintenance.execute(statement.format(sql.Identifier(name)))


def _drop_leftovers(maintenance: psycopg.Connection[Any]) -> None:
    """Drop the databases of runs that were killed."""
    rows = maintenance.execute("select datname from pg_database where datname ~ '^forum_browser_'")
    for (name,) in rows.fetchall():
        number = name.rpartition("_")[2]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            _drop(maintenance, name)
