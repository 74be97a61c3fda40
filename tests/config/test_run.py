"""`make run` and `manage.py` as processes of their own, in a var/ of the test's own."""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from config.embedded import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(var: Path, **variables: str) -> dict[str, str]:
    names = {"DATABASE_URL", "BASE_URL", "PORT", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {"FORUM_VAR": str(var)} | variables


def said(var: Path, *command: str, **variables: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, *(command or ("-m", "config.run"))],
        cwd=ROOT,
        env=environment(var, **variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("port", ["achttausend", "0", "70000", "-1", ""])
def test_a_nonsense_port_is_refused(tmp_path: Path, port: str) -> None:
    sentence = f"PORT is {port!r}. Use a whole number from 1 to 65535.\n"
    assert said(tmp_path, PORT=port) == (2, "", sentence)


def test_a_taken_port_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = f"Port {port} is in use. Take another one: PORT=8001 make run\n"
        assert said(tmp_path, PORT=str(port)) == (2, "", sentence)


def test_a_second_run_names_the_first(tmp_path: Path) -> None:
    with (tmp_path / "run.lock").open("w") as lock:
        lock.write("8123 1 2")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        sentence = (
            "The portal of this folder already runs at http://localhost:8123. "
            "Stop it there with Ctrl-C.\n"
        )
        assert said(tmp_path, PORT=str(free_port())) == (2, "", sentence)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    code, _, sentence = said(
        tmp_path,
        PORT=str(free_port()),
        DATABASE_URL=f"postgresql://forum:geheim@127.0.0.1:{free_port()}/forum",
        SECRET_KEY="s" * 50,
        MAIL_KEPT="1",
    )
    assert code == 2
    assert sentence.startswith("The database does not answer: connection failed")
    assert sentence.endswith("Check DATABASE_URL, or start that server.\n")
    assert "geheim" not in sentence


def test_manage_says_a_wrong_setting_in_one_sentence(tmp_path: Path) -> None:
    sentence = "DATABASE_URL must look like postgresql://user:password@host:5432/name.\n"
    assert said(tmp_path, "manage.py", "check", DATABASE_URL="quatsch") == (2, "", sentence)


def test_what_a_killed_run_left_behind_is_ended(tmp_path: Path) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    with (
        subprocess.Popen(sleep, cwd=ROOT, start_new_session=True) as orphan,  # noqa: S603  (our own)
        subprocess.Popen(sleep, cwd="/", start_new_session=True) as stranger,  # noqa: S603
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        port = taken.getsockname()[1]
        (tmp_path / "run.lock").write_text(f"{port} {orphan.pid} {stranger.pid}")

        code, out, _ = said(tmp_path, PORT=str(port))

        assert (code, out.startswith("Ending what an earlier run left behind")) == (2, True)
        assert orphan.wait(5) == -signal.SIGTERM
        assert stranger.poll() is None
        stranger.kill()


class Portal:
    """A `make run` that is up."""

    def __init__(self, var: Path, log: Path) -> None:
        self.var = var
        self.log = log
        self.port = free_port()
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=ROOT,
                env=environment(var, PORT=str(self.port)),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: self.has_said("The portal runs at") or self.process.poll() is not None)

    def has_said(self, text: str) -> bool:
        return text in self.log.read_text()

    def groups(self) -> list[int]:
        return [int(word) for word in (self.var / "run.lock").read_text().split()[1:]]

    def answers(self) -> bool:
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            caller.request("GET", "/health/ready")
            return caller.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            caller.close()


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "var", tmp_path / "out")
    yield portal
    portal.process.terminate()
    portal.process.wait(PATIENCE_SECONDS)
    shutil.rmtree(Server(portal.var).home)


def test_the_portal_starts_survives_and_stops(portal: Portal) -> None:
    assert portal.answers(), portal.log.read_text()
    assert portal.has_said(f"The portal runs at http://localhost:{portal.port}")
    assert portal.has_said("lippe@forum.example")
    server = Server(portal.var)
    web, worker = portal.groups()

    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    os.killpg(web, signal.SIGKILL)
    wait_until(lambda: portal.has_said("PostgreSQL has ended; starting it again"))
    wait_until(lambda: portal.groups()[0] != web and portal.answers())

    portal.process.terminate()

    assert portal.process.wait(PATIENCE_SECONDS) == 0
    assert not server.alive()
    assert not any(psutil.pid_exists(pid) for pid in (web, worker))
    assert "Traceback" not in portal.log.read_text()
