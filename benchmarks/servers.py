"""The processes under load: their start and end, their CPU time and their memory."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

from benchmarks.database import ROOT, Store
from config import run, web

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE_SECONDS = 120
WORKERS = 2
# Under which name the portal is asked.
HOST = "127.0.0.1"


class ServerError(Exception):
    """A program that does not do what it should; the text ends with what it said."""


class Server:
    """A web server in a group of its own, ended when the block ends."""

    def __init__(
        self, socket: Path, command: list[str], variables: Mapping[str, str], logs: Path, page: str
    ) -> None:
        """Note what to start; `page` is the one that answers as soon as the server is up."""
        self.socket, self.name = socket, socket.stem
        self.command, self.variables, self.page = command, variables, page
        self.log = logs / f"{self.name}.log"

    def __enter__(self) -> Self:
        """Start the server and wait for its first page."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603  (our own programs, no shell)
                [sys.executable, *self.command],
                cwd=ROOT,
                env=os.environ | self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the benchmark alone, which then ends its servers.
                start_new_session=True,
                preexec_fn=run.end_with_parent,  # noqa: PLW1509  (no threads here)
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the server; then what may be left of its group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.terminate()
            self.process.wait(20)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.socket.parent, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            refused = contextlib.suppress(OSError, http.client.HTTPException)
            caller = web.SocketConnection(self.socket, timeout=10)
            with contextlib.closing(caller), refused:
                caller.request("GET", self.page, headers={"Host": HOST})
                if caller.getresponse().status == http.client.OK:
                    return
            time.sleep(0.1)
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        message = f"The server of {self.name} does not answer. {self.log} ends with:\n{tail}"
        raise ServerError(message)

    def processes(self) -> list[psutil.Process]:
        """Return the server and its workers."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def memory_mib(self) -> float:
        """Return what they hold together; shared pages count once (PSS)."""
        held: int = sum(process.memory_full_info().pss for process in self.processes())
        return held / 2**20


def socket_of(name: str) -> Path:
    """Return where a server of this name can listen: below a folder whose path is short."""
    return Path(tempfile.mkdtemp(prefix="forum-bench-")) / f"{name}.sock"


def cpu_seconds(processes: list[psutil.Process]) -> float:
    """Return the CPU time they have used so far."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def database_processes(store: Store) -> list[psutil.Process]:
    """Return the processes that serve our database; none where it is on another machine."""
    with store.connect() as database:
        rows = database.execute(
            "select pid from pg_stat_activity"
            " where datname = current_database() and pid != pg_backend_pid()"
        )
        numbers = [int(str(row[0])) for row in rows]
    found = []
    for number in numbers:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(number)
            if process.name().startswith("postgres"):
                found.append(process)
    return found
