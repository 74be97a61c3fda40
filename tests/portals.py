"""The portal as an installation starts it: real processes on a database of their own."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection
from psycopg import sql

from config import web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 180
SECRET = secrets.token_urlsafe(50)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class House:
    """A database, and the processes of the portal that share it."""

    def __init__(self, folder: Path, name: str, maintenance: psycopg.Connection[Any]) -> None:
        self.folder = folder
        self.maintenance = maintenance
        self.server = connection.settings_dict
        self.name = f"forum_{name}_{os.getpid()}"
        self.role = f"{self.name}_web"
        self.password = secrets.token_urlsafe(16)
        self.processes: list[subprocess.Popen[bytes]] = []

    def environment(self, port: int, variables: dict[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {
            "DATABASE_URL": self.url(self.server["USER"], self.server["PASSWORD"]),
            "PGHOST": self.server["HOST"],
            "BASE_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": SECRET,
            "MAIL_KEPT": "1",
            "FORUM_DEMO": "1",
            "FORUM_VAR": str(self.folder / "var"),
            "STATIC_ROOT": str(self.folder / "static"),
            "PORT": str(port),
            "WEB_WORKERS": "1",
        }
        return kept | own | variables

    def url(self, user: str, password: str) -> str:
        # A socket folder does not fit into a URL's host: PGHOST says it.
        port = self.server["PORT"] or 5432
        return f"postgresql://{quote(user)}:{quote(password)}@:{port}/{self.name}"

    def connect(self, **account: str) -> psycopg.Connection[Any]:
        return connect(self.name, **account)

    def start(self, name: str, **variables: str) -> Process:
        port = free_port()
        process = Process(self.folder, name, port, self.environment(port, variables))
        self.processes.append(process.process)
        return process

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        done = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-m", "config.entrypoint", *arguments],
            cwd=ROOT,
            env=self.environment(8000, variables),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.returncode, done.stderr

    def collect_as_the_image_does(self) -> None:
        """Run the step of the Dockerfile that collects the static files, with its stand-ins."""
        text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
        step = r"^RUN (DATABASE_URL=.*?)python manage\.py collectstatic"
        found = re.search(step, text, re.DOTALL | re.MULTILINE)
        assert found
        stand_ins = dict(part.split("=", 1) for part in found[1].replace("\\\n", " ").split())
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        var = self.folder / "image"
        places = {"STATIC_ROOT": str(self.folder / "static"), "FORUM_VAR": str(var)}
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=ROOT,
            env=kept | stand_ins | places,
            check=True,
        )
        assert not var.exists()


class Process:
    """An entrypoint that runs, and what it turned into."""

    def __init__(self, folder: Path, name: str, port: int, environment: dict[str, str]) -> None:
        self.port = port
        self.log = folder / f"{name}-{port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603  (our own program)
                [sys.executable, "-m", "config.entrypoint", name],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self, text: str) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return text in self.log.read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.ask("GET", "/health/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def ask(
        self, method: str, path: str, cookies: dict[str, str] | None = None, **form: str
    ) -> tuple[int, str, str]:
        """Return status, target and page; the cookies are kept as a browser would."""
        cookies = {} if cookies is None else cookies
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as caller:
            caller.request(method, path, urlencode(form) or None, headers)
            answer = caller.getresponse()
            page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, value = line.partition(";")[0].split("=", 1)
            cookies[name] = value.strip('"')
        return answer.status, answer.headers.get("Location", ""), page

    def send(self, path: str, cookies: dict[str, str], **form: str) -> tuple[int, str]:
        """Fill in the form of this page and send it; return status and target."""
        page = self.ask("GET", path, cookies)[2]
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, page
        return self.ask("POST", path, cookies, csrfmiddlewaretoken=found[1], **form)[:2]


def ask(socket: Path, path: str = "/", timeout: float = 20) -> tuple[int, str | None]:
    """Ask at a socket as a proxy does; return status and what becomes of the connection."""
    headers = {"Host": "127.0.0.1", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"}
    with closing(web.SocketConnection(socket, timeout)) as caller:
        caller.request("GET", path, headers=headers)
        answer = caller.getresponse()
        answer.read()
        return answer.status, answer.headers["Connection"]


def answers(socket: Path) -> bool:
    try:
        return ask(socket)[0] == http.client.OK
    except OSError:
        return False


def connect(name: str, **account: str) -> psycopg.Connection[Any]:
    server = connection.settings_dict
    known = {"user": server["USER"], "password": server["PASSWORD"] or None}
    place = {"host": server["HOST"], "port": server["PORT"] or None}
    return psycopg.connect(dbname=name, autocommit=True, **place, **known | account)


@contextmanager
def empty_house(folder: Path, name: str) -> Iterator[House]:
    """Lend a house with an empty database; at the end its processes, database and role go."""
    with closing(connect("postgres")) as maintenance:
        house = House(folder, name, maintenance)
        database, role = sql.Identifier(house.name), sql.Identifier(house.role)
        maintenance.execute(sql.SQL("drop database if exists {} with (force)").format(database))
        maintenance.execute(sql.SQL("drop role if exists {}").format(role))
        maintenance.execute(sql.SQL("create database {}").format(database))
        try:
            yield house
        finally:
            for process in house.processes:
                process.terminate()
            for process in house.processes:
                process.wait(30)
            maintenance.execute(sql.SQL("drop database {} with (force)").format(database))
            maintenance.execute(sql.SQL("drop role if exists {}").format(role))
