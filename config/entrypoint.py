"""What a container or a systemd unit starts: `python -m config.entrypoint web`.

web      waits for the database, brings it to the state of the code, becomes the web server
worker   waits until that has been done, becomes the job worker
prepare  only brings the database to the state of the code
secrets  makes the secrets that docker-compose.yml hands over as files, once
manage   becomes manage.py
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import django
import psycopg
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from config import env, run, web
from portal.backup import database

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = int.from_bytes(b"forum")
PREPARE_PATIENCE_SECONDS = 15 * 60
USAGE = "Use: python -m config.entrypoint web | worker | prepare | secrets FOLDER | manage …"
log = logging.getLogger("forum.start")


class StartError(Exception):
    """The portal cannot start; the text says what to do."""


def wait_for_database() -> None:
    """Wait until the database answers; a machine that boots starts everything at once."""
    patience = env.number("DATABASE_WAIT_SECONDS", 60, least=0, most=3600)
    deadline = time.monotonic() + patience
    said = False
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() >= deadline:
                reason = str(error).strip().splitlines()[0]
                message = (
                    f"The database has not answered for {patience} s: {reason}. "
                    "Check DATABASE_URL, or start that server."
                )
                raise StartError(message) from error
        if not said:
            log.info("The database does not answer yet; waiting up to %s s.", patience)
            said = True
        time.sleep(1)


def missing() -> int:
    """Return how many migrations the database lacks; refuse one that is newer than the code."""
    if database.is_unfinished():
        message = (
            "A backup is being restored into this database, or that broke off. Wait for it, or run "
            "`manage.py restore ARCHIVE --replace` again."
        )
        raise StartError(message)
    executor = MigrationExecutor(connection)
    unknown = database.unknown_to_the_code(executor.loader.applied_migrations or ())
    if unknown:
        names = ", ".join(unknown[:3])
        rest = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        message = (
            f"The database is newer than this version of the portal, which does not know {names}"
            f"{rest}. Start the newer version, or restore the backup made before the upgrade."
        )
        raise StartError(message)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time prepare the database; the lock ends with the connection.

    Asked again and again: a query that waits would hold up `create index concurrently`.
    """
    deadline = time.monotonic() + PREPARE_PATIENCE_SECONDS
    said = False
    while not _locked():
        if time.monotonic() > deadline:
            message = (
                f"Another process has been preparing the database for {PREPARE_PATIENCE_SECONDS} s."
                " Look at its log, end it if it hangs, and start again."
            )
            raise StartError(message)
        if not said:
            log.info("Another process prepares the database; waiting for it.")
            said = True
        time.sleep(0.5)
    try:
        yield
    finally:
        connection.close()


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def prepare() -> None:
    """Bring the database to the state of the code."""
    with alone():
        count = missing()
        if count:
            log.info("Applying %s migrations.", count)
            _migrate()
        for command in run.LOAD_COMMANDS:
            call_command(command, stdout=io.StringIO())
        if count:
            log.info("Bringing the search up to date.")
            call_command("reindex", stdout=io.StringIO())
        if settings.DEMO_MODE:
            call_command("demo", stdout=io.StringIO())
    log.info("The database is ready.")


def _migrate() -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        causes = {error.__cause__, error.__context__ and error.__context__.__cause__}
        if not any(isinstance(cause, psycopg.errors.InsufficientPrivilege) for cause in causes):
            raise
        message = (
            "The database needs migrations, and the role of DATABASE_URL may not change tables. "
            "Run `python -m config.entrypoint prepare` with the role that owns them."
        )
        raise StartError(message) from error


def wait_for_preparation() -> None:
    """Wait until every migration has been applied by somebody else."""
    deadline = time.monotonic() + PREPARE_PATIENCE_SECONDS
    said = False
    while count := missing():
        if time.monotonic() > deadline:
            message = (
                f"{count} migrations have been missing for {PREPARE_PATIENCE_SECONDS} s. The web "
                "server applies them when it starts: look at its log."
            )
            raise StartError(message)
        if not said:
            log.info("Waiting until the web server has applied %s migrations.", count)
            said = True
        time.sleep(2)


def write_secrets(folder: Path) -> None:
    """Make key and database password unless they are there, each where its reader finds it."""
    _once(folder / "portal" / "secret_key", secrets.token_urlsafe(50))
    password = _once(folder / "database" / "password", secrets.token_urlsafe(32))
    url = f"postgresql://forum:{password}@database:5432/forum"
    _once(folder / "portal" / "database_url", url)


def _once(file: Path, text: str) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(text, encoding="ascii")
        fresh.rename(file)
    return file.read_text(encoding="ascii")


def become(*arguments: str) -> NoReturn:
    """Turn this process into another program of the portal, which then gets its signals."""
    os.chdir(run.ROOT)
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606  (no shell wanted)


def start(name: str) -> None:
    """Do what web, worker and prepare are."""
    if not env.text("DATABASE_URL", ""):
        message = "DATABASE_URL is missing. Only `make run` brings a database of its own."
        raise StartError(message)
    host = env.text("WEB_HOST", "127.0.0.1")
    port, workers = run.wanted_port(), env.number("WEB_WORKERS", 2, least=1, most=64)
    socket = web.wanted_socket() if name == "web" else None
    django.setup()
    wait_for_database()
    if name == "worker":
        wait_for_preparation()
        connection.close()
        become("manage.py", "procrastinate", "worker")
    prepare()
    if name == "web":
        if socket:
            # A server that was killed leaves it, and the next takes none that is there.
            socket.unlink(missing_ok=True)
        become(*web.granian(workers, web.at_socket(socket) if socket else web.at_port(host, port)))


def main(arguments: list[str]) -> int:
    """Return 2 after saying why the portal cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        match arguments:
            case ["manage", *rest]:
                become("manage.py", *rest)
            case ["secrets", folder]:
                write_secrets(Path(folder))
            case ["web" | "worker" | "prepare" as name]:
                start(name)
            case _:
                sys.stderr.write(f"{USAGE}\n")
                return 2
    except (StartError, CommandError, env.SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
