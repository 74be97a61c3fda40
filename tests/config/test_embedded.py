"""The embedded PostgreSQL, started for real in a folder of the test's own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from config.embedded import DATABASE, SOCKET, USER, EmbeddedError, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
START = (
    "import sys, pathlib, config.embedded as e; print(e.Server(pathlib.Path(sys.argv[1])).ensure())"
)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")


@contextlib.contextmanager
def server_in(var: Path) -> Iterator[Server]:
    server = Server(var)
    try:
        yield server
    finally:
        assert server.stop()
        for folder in (server.home, server.socket_folder):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A cluster below var/, at a path too long for a socket and full of traps for a shell."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        with server_in(Path(folder) / ("lang" * 30) / "var mit 'Zeichen, und ä") as server:
            server.ensure()
            yield server


def connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.socket_folder), user=USER, dbname=DATABASE, autocommit=True
    )


def answer(server: Server, query: str) -> list[object]:
    with connect(server) as connection:
        return [value for row in connection.execute(query) for value in row]


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def kill(server: Server) -> None:
    os.kill(postmaster(server), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.alive() and time.monotonic() < deadline:
        time.sleep(0.01)


def name_in_pid_files(server: Server, pid: int) -> None:
    for file in (server.data / "postmaster.pid", server.socket_folder / f"{SOCKET}.lock"):
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")


def test_four_processes_racing_start_one_safe_server_where_an_earlier_start_broke_off(
    tmp_path: Path,
) -> None:
    with server_in(tmp_path / "var") as server:
        for name in ("data.new", "postgresql.new"):
            (server.home / name / "half").mkdir(parents=True)

        command = [sys.executable, "-c", START, str(server.var)]
        racers = [
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603  (our own)
            for _ in range(4)
        ]

        said = sorted(racer.communicate(timeout=120)[0].strip() for racer in racers)
        assert said == ["False", "False", "False", "True"]
        assert answer(
            server,
            "select datlocprovider, datlocale, pg_encoding_to_char(encoding) from pg_database "
            "where datname = current_database()",
        ) == ["b", "PG_UNICODE_FAST", "UTF8"]
        assert answer(
            server,
            "select setting from pg_settings where name in ('fsync', 'listen_addresses', "
            "'log_min_error_statement', 'synchronous_commit') order by name",
        ) == ["on", "", "panic", "on"]
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700


def test_data_outlive_a_killed_server(server: Server) -> None:
    server.ensure()
    with connect(server) as connection:
        connection.execute("create table note as select 'kept' as text")
    kill(server)

    assert server.ensure()

    assert answer(server, "select text from note") == ["kept"]


def test_a_zombie_does_not_pass_for_the_server(server: Server) -> None:
    server.ensure()
    kill(server)
    with subprocess.Popen([sys.executable, "-c", ""]) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        name_in_pid_files(server, zombie.pid)

        assert server.ensure()


def test_a_reused_process_number_does_not_pass_for_the_server(server: Server) -> None:
    server.ensure()
    kill(server)
    name_in_pid_files(server, os.getpid())

    assert server.ensure()


def test_a_path_too_long_for_a_socket_gets_a_short_one(server: Server) -> None:
    server.ensure()
    assert server.home.is_relative_to(server.var)
    assert server.socket_folder.parent == Path("/tmp")  # noqa: S108  (the place asked for)
    assert answer(server, "select 1") == [1]


def test_stop_leaves_a_server_in_use_alone(server: Server) -> None:
    server.ensure()
    with connect(server):
        assert not server.stop()
    assert server.alive()


def test_a_server_that_cannot_start_says_why(server: Server) -> None:
    server.stop()
    settings = server.data / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(f"{good}\nnonsense = 1\n")
    try:
        with pytest.raises(EmbeddedError, match='unrecognized configuration parameter "nonsense"'):
            server.ensure()
    finally:
        settings.write_text(good)


@as_root
def test_root_keeps_the_cluster_below_var_only_where_its_account_can_go(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        assert Server(Path(folder) / "var").home == Path(folder) / "var" / "postgresql"

        Path(folder).chmod(0o700)
        moved = Server(Path(folder) / "other").home
        assert moved.parent == Path("/var/tmp")  # noqa: S108  (the place asked for)
        assert Server(Path(folder) / "other").home == moved

        shutil.copytree(Path(folder) / "other", tmp_path / "copy")
        assert Server(tmp_path / "copy").home != moved

        shutil.rmtree(Path(folder) / "other")
        assert Server(Path(folder) / "other").home != moved
