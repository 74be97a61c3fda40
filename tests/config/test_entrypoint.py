"""What the image and the systemd units start, without a container, on a database of its own."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import psutil
import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from config import entrypoint
from portal import demo
from tests.portals import (
    ROOT,
    House,
    Process,
    answers,
    ask,
    empty_house,
    free_port,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    type Portals = tuple[Process, Process, Process]

WAITING = "Another process prepares the database; waiting for it."
WORKER_WAITING = "Waiting until the web server has applied"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with empty_house(tmp_path_factory.mktemp("house"), "entrypoint") as house:
        yield house


@pytest.fixture(scope="module")
def portals(house: House) -> Portals:
    """Two web servers and a worker that met an empty database at the same moment."""
    house.collect_as_the_image_does()
    with closing(house.connect()) as held:
        held.execute("select pg_advisory_lock(%s)", [entrypoint.LOCK])
        first, second, worker = house.start("web"), house.start("web"), house.start("worker")
        wait_until(lambda: first.said(WAITING) and second.said(WAITING))
        wait_until(lambda: worker.said(WORKER_WAITING))
    wait_until(lambda: first.is_ready() and second.is_ready())
    return first, second, worker


@pytest.fixture(scope="module")
def lesser(house: House, portals: Portals) -> Process:
    """A third web server, whose role has the rights of docs/betrieb/rollen.sql and no more."""
    create = sql.SQL("create role {} login password {}")
    house.maintenance.execute(create.format(sql.Identifier(house.role), house.password))
    rights = (ROOT / "docs/betrieb/rollen.sql").read_text(encoding="utf-8")
    rights = rights.replace("forum_web", f'"{house.role}"')
    rights = rights.replace("role forum_owner", f'role "{house.server["USER"]}"')
    with closing(house.connect()) as owner:
        owner.execute(rights.encode())
    process = house.start("web", DATABASE_URL=house.url(house.role, house.password))
    wait_until(process.is_ready)
    return process


def test_two_servers_at_once_prepare_an_empty_database_once(portals: Portals) -> None:
    first, second, _ = portals
    said = first.log.read_text() + second.log.read_text()
    assert [said.count(text) for text in ("Applying ", "The database is ready.")] == [1, 2]
    assert [it.ask("GET", "/health/ready")[2] for it in (first, second)] == ["ok\n", "ok\n"]


def test_the_worker_waits_for_the_tables_and_takes_up_work(portals: Portals) -> None:
    worker = psutil.Process(portals[2].process.pid)
    wait_until(lambda: worker.cmdline()[1:] == ["manage.py", "procrastinate", "worker"])


# S14
def test_two_servers_know_one_session_and_forget_it_together(
    portals: Portals, lesser: Process
) -> None:
    here, there = portals[0], lesser
    cookies: dict[str, str] = {}
    address = f"lippe@{demo.DOMAIN}"

    assert here.send("/konto/anmelden/", cookies, login=address, password=demo.PASSWORD) == (
        302,
        "/",
    )
    stolen = dict(cookies)
    status, _, page = there.ask("GET", "/konto/", dict(stolen))
    assert (status, address in page) == (200, True)

    assert here.send("/konto/abmelden/", cookies)[0] == 302
    left = [it.ask("GET", "/konto/", dict(stolen))[:2] for it in (here, there)]
    assert left == [(302, "/konto/anmelden/?next=/konto/")] * 2


# S65
@pytest.mark.parametrize(
    "statement",
    [
        "update content_record set act = ''",
        "delete from content_record",
        "truncate content_record",
        "alter table content_record disable trigger all",
        "drop table content_record",
        "create table notes (id int)",
        "delete from django_migrations",
    ],
)
def test_the_role_of_the_web_cannot_touch_the_audit_trail(
    house: House, lesser: Process, statement: str
) -> None:
    with (
        closing(house.connect(user=house.role, password=house.password)) as web,
        pytest.raises(
            psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"
        ),
    ):
        web.execute(statement.encode())


def test_the_role_of_the_web_adds_to_the_audit_trail(house: House, lesser: Process) -> None:
    insert = (
        "insert into content_record (at, act, kind, key, reason, details)"
        " values (now(), 'test', 'test', '1', '', '{}') returning act"
    )
    with closing(house.connect(user=house.role, password=house.password)) as web:
        assert web.execute(insert).fetchall() == [("test",)]


def test_a_database_newer_than_the_code_is_refused(house: House, portals: Portals) -> None:
    with closing(house.connect()) as database:
        database.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('practices', '9999_from_tomorrow', now())"
        )
        refused = house.run("web")
        database.execute("delete from django_migrations where name = '9999_from_tomorrow'")
    sentence = (
        "The database is newer than this version of the portal, which does not know "
        "practices.9999_from_tomorrow. Start the newer version, or restore the backup made before "
        "the upgrade.\n"
    )
    assert refused == (2, sentence)


def test_a_database_whose_restore_broke_off_is_refused(house: House, portals: Portals) -> None:
    with closing(house.connect()) as database:
        database.execute("create table restore_unfinished (began_at timestamptz)")
        refused = house.run("web")
        database.execute("drop table restore_unfinished")
    sentence = (
        "A backup is being restored into this database, or that broke off. Wait for it, or run "
        "`manage.py restore ARCHIVE --replace` again.\n"
    )
    assert refused == (2, sentence)


def test_a_role_that_may_not_migrate_says_who_may(house: House, lesser: Process) -> None:
    # The last step of a chain: nothing else waits for it.
    steps = (settings.ROOT / "portal" / "migrations").glob("0*.py")
    row = ("portal", max(step.stem for step in steps))
    with closing(house.connect()) as database:
        gone = "delete from django_migrations where (app, name) = (%s, %s)"
        database.execute(gone, row)
        code, said = house.run("prepare", DATABASE_URL=house.url(house.role, house.password))
        back = "insert into django_migrations (app, name, applied) values (%s, %s, now())"
        database.execute(back, row)
    sentence = (
        "The database needs migrations, and the role of DATABASE_URL may not change tables. "
        "Run `python -m config.entrypoint prepare` with the role that owns them."
    )
    assert (code, said.splitlines()[-1]) == (2, sentence)


def test_a_database_that_does_not_answer_is_named_after_the_wait(house: House) -> None:
    url = f"postgresql://forum:geheim@127.0.0.1:{free_port()}/forum"
    code, sentence = house.run("web", DATABASE_URL=url, DATABASE_WAIT_SECONDS="0")
    assert code == 2
    assert sentence.startswith("The database has not answered for 0 s: connection failed")
    assert sentence.endswith("Check DATABASE_URL, or start that server.\n")
    assert "geheim" not in sentence


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        ([], {}, entrypoint.USAGE),
        (["wbe"], {}, entrypoint.USAGE),
        (
            ["web"],
            {"DATABASE_URL": ""},
            "DATABASE_URL is missing. Only `make run` brings a database of its own.",
        ),
        (["worker"], {"WEB_WORKERS": "0"}, "WEB_WORKERS is '0'. Use a whole number from 1 to 64."),
        (["prepare"], {"PORT": "no"}, "PORT is 'no'. Use a whole number from 1 to 65535."),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    arguments: list[str],
    variables: dict[str, str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in ({"DATABASE_URL": "postgresql://x@localhost/x"} | variables).items():
        monkeypatch.setenv(name, value)
    assert entrypoint.main(arguments) == 2
    assert capsys.readouterr().err == f"{sentence}\n"


def test_manage_becomes_manage(house: House) -> None:
    code, said = house.run("manage", "quatsch")
    assert (code, said.splitlines()[0]) == (1, "Unknown command: 'quatsch'")


def test_secrets_are_made_once_and_fit_together(tmp_path: Path) -> None:
    def made() -> dict[str, str]:
        files = (path for path in tmp_path.rglob("*") if path.is_file())
        return {str(path.relative_to(tmp_path)): path.read_text() for path in files}

    entrypoint.write_secrets(tmp_path)
    first = made()
    entrypoint.write_secrets(tmp_path)

    assert made() == first
    password = first["database/password"]
    url = f"postgresql://forum:{password}@database:5432/forum"
    assert first == {
        "portal/secret_key": first["portal/secret_key"],
        "portal/database_url": url,
        "database/password": password,
    }
    assert len(first["portal/secret_key"]) >= 50
    assert len(password) >= 40


def alive(house: House, port: int, **variables: str) -> int:
    """Return what the health check of the image says."""
    return subprocess.run(
        [sys.executable, "-m", "config.alive"],
        cwd=ROOT,
        env=house.environment(port, variables),
        capture_output=True,
        check=False,
    ).returncode


def test_the_health_check_tells_a_server_from_none(house: House, portals: Portals) -> None:
    named = {"BASE_URL": f"http://127.0.0.1:{portals[0].port}"}
    assert [alive(house, port, **named) for port in (portals[0].port, free_port())] == [0, 1]


def test_a_proxy_is_answered_at_a_socket(house: House, portals: Portals, folder: Path) -> None:
    path = folder / "web.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    variables = {"WEB_SOCKET": str(path), "TRUSTED_PROXY_COUNT": "1"}
    portal = house.start("web", **variables)
    wait_until(lambda: portal.said("The database is ready.") and answers(path))

    assert ask(path, "/health/ready") == (200, "close")
    assert stat.filemode(path.stat().st_mode) == "srw-rw----"
    assert alive(house, portal.port, **variables) == 0
    portal.process.terminate()
    portal.process.wait(30)
    assert alive(house, portal.port, **variables) == 1
