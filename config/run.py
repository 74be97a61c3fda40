"""`make run`: brings the portal up on this machine, watches over it, and takes it down again.

Web server and job worker are child processes, each the leader of its own group: Ctrl-C in the
terminal reaches only this supervisor, and a group can be ended as a whole.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import django
import psutil
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from config import embedded, env, web
from portal.backup import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
LOAD_COMMANDS = (
    *("load_kreise", "load_vocabularies", "load_pages", "load_synonyms", "load_mail_texts"),
    "load_periods",
)
FELT_SECONDS = 0.2
WEB_PATIENCE_SECONDS = 60
STOP_PATIENCE_SECONDS = 10
STEADY_SECONDS = 20
QUICK_DEATHS = 5
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LIBC = ctypes.CDLL(None)
stop_signals: list[int] = []


class RunError(Exception):
    """The portal cannot start or go on; the text says what to do."""


def say(text: str, end: str = "\n") -> None:
    """Print at once. A terminal that has gone must not keep the portal from stopping properly."""
    with contextlib.suppress(OSError):
        sys.stdout.write(text + end)
        sys.stdout.flush()


def stop_soon(number: int, _frame: FrameType | None) -> None:
    """Interrupt what goes on, and note it: Python swallows an exception raised during a fork."""
    stop_signals.append(number)
    raise KeyboardInterrupt


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took when that could be felt."""
    say(text, end="")
    began = time.monotonic()
    try:
        yield
    finally:
        seconds = time.monotonic() - began
        say(f" ({seconds:.1f} s)" if seconds > FELT_SECONDS else "")


def end_with_parent() -> None:
    """Have Linux end this child when the supervisor is killed; elsewhere the next start does."""
    if sys.platform == "linux":
        LIBC.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


class Child:
    """A program that runs as long as the portal does."""

    def __init__(self, name: str, *arguments: str) -> None:
        """Start the program with an empty log."""
        self.name = name
        self.command = [sys.executable, *arguments]
        self.log = settings.VAR / "log" / f"{name.replace(' ', '-')}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self.deaths = 0
        self.resume_at: float | None = None
        self.start()

    def start(self) -> None:
        """Start the program in a group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  (our own programs, no shell)
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509  (the supervisor has no threads)
            )
        self.started_at = time.monotonic()
        self.resume_at = None

    def keep_up(self) -> bool:
        """Start the program again when it has ended, later each time, and in the end give up.

        Return whether it has been started.
        """
        now = time.monotonic()
        if self.resume_at is not None:
            if now >= self.resume_at:
                self.start()
                return True
        elif self.process.poll() is None:
            if now - self.started_at > STEADY_SECONDS:
                self.deaths = 0
        else:
            self.end_group()
            self.deaths += 1
            if self.deaths == QUICK_DEATHS:
                message = (
                    f"The {self.name} ended {QUICK_DEATHS} times in a row. {self.last_words()}"
                )
                raise RunError(message)
            delay = 2 ** (self.deaths - 1)
            self.resume_at = now + delay
            code = self.process.returncode
            say(f"The {self.name} has ended (code {code}); it starts again in {delay} s.")
        return False

    def end_group(self) -> None:
        """Kill what is left of the program's group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask the program to end, and kill it when it does not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.terminate()
            self.process.wait(STOP_PATIENCE_SECONDS)
        self.end_group()
        self.process.wait()

    def last_words(self) -> str:
        """Return a sentence with the end of the log."""
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return f"Its log {self.log} ends with:\n{tail}"


def wanted_port() -> int:
    """Return PORT, 8000 without one."""
    return env.number("PORT", 8000, least=1, most=65535)


@contextlib.contextmanager
def only_run(port: int) -> Iterator[Callable[[list[Child]], None]]:
    """Hold the lock of this folder's only `make run`, and yield what notes its groups in it."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "run.lock").open("a+") as file:
        file.seek(0)
        words = file.read().split()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = f" at http://localhost:{words[0]}" if words else ""
            message = f"The portal of this folder already runs{where}. Stop it there with Ctrl-C."
            raise RunError(message) from None
        end_orphans([int(word) for word in words[1:]])

        def note(children: list[Child]) -> None:
            file.truncate(0)
            file.write(" ".join(str(word) for word in (port, *(it.process.pid for it in children))))
            file.flush()

        note([])
        try:
            yield note
        finally:
            file.truncate(0)


def end_orphans(groups: list[int]) -> None:
    """End what a killed run left behind: processes of its groups that still work in this folder."""
    orphans = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) in groups and process.cwd() == str(ROOT):
                process.terminate()
                orphans.append(process)
    if orphans:
        with step("Ending what an earlier run left behind"):
            deadline = time.monotonic() + STOP_PATIENCE_SECONDS
            while any(map(lives, orphans)) and time.monotonic() < deadline:
                time.sleep(0.05)
            for process in filter(lives, orphans):
                process.kill()


def lives(process: psutil.Process) -> bool:
    """Tell whether the process still runs; what nobody has waited for yet does not."""
    with contextlib.suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def check_port(port: int) -> None:
    """Refuse a port that is taken: granian would share it, and either program would answer."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                continue  # a machine without IPv6
            reason = "is in use" if error.errno == errno.EADDRINUSE else "needs more rights"
            other = 8001 if port != 8001 else 8002
            message = f"Port {port} {reason}. Take another one: PORT={other} make run"
            raise RunError(message) from None


def prepare() -> None:
    """Bring database and static files to the state of the code."""
    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        message = (
            f"The database does not answer: {reason}. Check DATABASE_URL, or start that server."
        )
        raise RunError(message) from error
    if database.is_unfinished():
        message = (
            "A backup is being restored into this database, or that broke off. Wait for it, or run "
            "`manage.py restore ARCHIVE --replace` again."
        )
        raise RunError(message)
    executor = MigrationExecutor(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    with step(f"Applying {count} migrations" if count else "Checking the tables"):
        call_command("migrate", verbosity=0, interactive=False)
    with step("Loading Kreise, vocabularies, pages and synonyms"):
        for command in LOAD_COMMANDS:
            call_command(command, stdout=io.StringIO())
    if count:
        with step("Bringing the search up to date"):
            call_command("reindex", stdout=io.StringIO())
    if settings.DEMO_MODE:
        with step("Loading the invented demo content, if the database is empty"):
            call_command("demo", stdout=io.StringIO())
    connections.close_all()
    collect_static()


def collect_static() -> None:
    """Collect and compress the static files, when one of them has changed."""
    digest = hashlib.sha256(f"{django.__version__} {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(name.encode())
            with storage.open(name) as file:
                digest.update(file.read())
    stamp = settings.VAR / "static.stamp"
    if settings.STATIC_ROOT.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    with step("Collecting the static files"):
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest.hexdigest())


def start_children(children: list[Child], port: int) -> None:
    """Start web server and job worker; the list knows each of them at once."""
    children.append(Child("web server", *web.granian(2, web.at_port("127.0.0.1", port))))
    children.append(Child("job worker", "manage.py", "procrastinate", "worker"))


def wait_for_answer(web: Child, port: int) -> None:
    """Wait until the portal answers."""
    headers = {"Host": urlsplit(settings.BASE_URL).netloc}
    deadline = time.monotonic() + WEB_PATIENCE_SECONDS
    while time.monotonic() < deadline and web.process.poll() is None:
        caller = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.closing(caller), contextlib.suppress(OSError, http.client.HTTPException):
            caller.request("GET", "/health/live", headers=headers)
            if caller.getresponse().status == http.client.OK:
                return
        time.sleep(0.1)
    message = f"The web server does not answer. {web.last_words()}"
    raise RunError(message)


def watch(children: list[Child], note: Callable[[list[Child]], None]) -> None:
    """Start again what ends, until Ctrl-C."""
    while not stop_signals:
        if settings.TRIAL and not embedded.alive():
            with step("PostgreSQL has ended; starting it again"):
                embedded.ensure()
        started = [child.keep_up() for child in children]
        if any(started):
            note(children)
        time.sleep(0.5)


def stop(children: list[Child]) -> None:
    """Stop web server and worker, then PostgreSQL unless somebody else uses it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("")
    for child in children:
        with step(f"Stopping the {child.name}"):
            child.stop()
    connections.close_all()
    if settings.TRIAL:
        with step("Stopping PostgreSQL"):
            stopped = embedded.stop()
        if not stopped:
            say("PostgreSQL stays up: another program is connected to it.")


def run() -> None:
    """Bring the portal up and watch over it until Ctrl-C."""
    port = wanted_port()
    # Settings read it; behind a proxy the operator has set it already.
    os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
    with only_run(port) as note:
        check_port(port)
        children: list[Child] = []
        try:
            if settings.TRIAL:
                with step(f"Starting PostgreSQL in {embedded.where()}"):
                    embedded.ensure()
            prepare()
            with step("Starting the web server and the job worker"):
                start_children(children, port)
                note(children)
                wait_for_answer(children[0], port)
            say(f"\nThe portal runs at {settings.BASE_URL} (Ctrl-C stops it)\n")
            if settings.DEMO_MODE:
                call_command("demo", "--names")
                connections.close_all()
            watch(children, note)
        except KeyboardInterrupt:
            # Its frames may hold a connection half made: let go of them before PostgreSQL stops.
            pass
        finally:
            stop(children)


def main() -> int:
    """Run the portal; return 0 after Ctrl-C, 2 after saying why it cannot run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_soon)
    try:
        run()
    except KeyboardInterrupt:
        return 0
    except (RunError, CommandError, embedded.EmbeddedError, env.SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
