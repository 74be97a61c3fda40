"""The database of the benchmark, and whether what is in it is still what would be generated."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from config import embedded

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
# What decides over the rows.
_SOURCES = {
    "portal": (
        "benchmarks/data.py",
        "benchmarks/forum_data.py",
        "*/migrations/*.py",
        "*/data/*.csv",
        "*/data/*.json",
        "portal/demo.py",
    ),
    "limits": ("benchmarks/limits*.py", "benchmarks/templates/limits/*.html"),
    "search": ("benchmarks/search_data.py", "search/entries.py", "search/german.py"),
}
_SCHEMAS = {"portal": "public", "limits": "limits", "search": "public"}


class ForeignDatabaseError(Exception):
    """A database that holds something else; the text says what to do."""


def environment(name: str) -> dict[str, str]:
    """Return the variables that lead to the database; create it on the embedded server."""
    if url := os.environ.get("DATABASE_URL"):
        return {"DATABASE_URL": url}
    embedded.ensure()
    server = embedded.database()
    place = f"host={server['HOST']} user={server['USER']} dbname=postgres"
    with closing(psycopg.connect(place, autocommit=True)) as maintenance:
        known = maintenance.execute("select 1 from pg_database where datname = %s", [name])
        if not known.fetchone():
            maintenance.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    # A socket folder does not fit into a URL's host: PGHOST says it.
    url = f"postgresql://{server['USER']}@:{server['PORT']}/{name}"
    return {"DATABASE_URL": url, "PGHOST": str(server["HOST"])}


class Store:
    """The two parts of the database: the portal's tables and those of the limits."""

    def __init__(self, scale: object) -> None:
        """Take the database of the environment; `scale` is part of what the rows depend on."""
        self.scale = scale
        with self.connect() as database:
            if database.execute("select to_regclass('benchmark.stamp')").fetchone() == (None,):
                self._begin(database)

    @staticmethod
    def _begin(database: psycopg.Connection[tuple[object, ...]]) -> None:
        """Make an empty database ours. Raises ForeignDatabaseError for one that is not empty."""
        tables = "select 1 from pg_tables where schemaname !~ '^(pg_|information_schema$)'"
        if database.execute(tables).fetchone():
            message = (
                "The database of DATABASE_URL holds tables that no benchmark made. "
                "Name an empty one."
            )
            raise ForeignDatabaseError(message)
        database.execute("create schema benchmark")
        database.execute("create table benchmark.stamp (part text primary key, hash text)")

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection of our own."""
        # PGHOST says the socket's folder, which does not fit into a URL.
        return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def is_fresh(self, part: str) -> bool:
        """Tell whether the rows of a part are those that would be generated now."""
        with self.connect() as database:
            found = database.execute("select hash from benchmark.stamp where part = %s", [part])
            return found.fetchone() == (self._hash(part),)

    def clear(self, part: str) -> None:
        """Empty a part."""
        schema = sql.Identifier(_SCHEMAS[part])
        with self.connect() as database:
            # Should the run end early, what it leaves counts as old.
            database.execute("delete from benchmark.stamp where part = %s", [part])
            database.execute(sql.SQL("drop schema if exists {} cascade").format(schema))
            database.execute(sql.SQL("create schema {}").format(schema))

    def keep(self, part: str) -> None:
        """Note that a part is whole, and leave no work to autovacuum."""
        with self.connect() as database:
            database.execute("vacuum analyze")
            database.execute("checkpoint")
            database.execute(
                "insert into benchmark.stamp values (%s, %s)", [part, self._hash(part)]
            )

    def _hash(self, part: str) -> str:
        digest = hashlib.sha256(repr(self.scale).encode())
        for file in _files(_SOURCES[part]):
            digest.update(file.name.encode() + file.read_bytes())
        return digest.hexdigest()


def _files(patterns: Iterable[str]) -> list[Path]:
    return sorted(file for pattern in patterns for file in ROOT.glob(pattern))
