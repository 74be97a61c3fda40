"""What the tests of backups need: people who write meanwhile, and another machine."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any, Self

import psycopg
from psycopg import sql

from config.embedded import USER, Server
from tests.portals import House, wait_until

if TYPE_CHECKING:
    from pathlib import Path

WRITERS = 3


class Load:
    """People who write: each time a file, and two rows in one transaction that name it."""

    def __init__(self, house: House) -> None:
        self.house, self.over = house, threading.Event()
        self.written = [0] * WRITERS
        self.folder = house.folder / "var" / "uploads" / "forum"
        self.threads = [threading.Thread(target=self.write, args=[it]) for it in range(WRITERS)]

    def write(self, writer: int) -> None:
        with closing(self.house.connect()) as database:
            while not self.over.is_set():
                key = f"load-{writer}-{self.written[writer] + 1}"
                (self.folder / key).write_text(key * 500)
                with database.transaction():
                    database.execute(
                        "insert into content_record (at, act, kind, key, reason, details)"
                        " values (now(), 'load', 'load', %s, '', '{}')",
                        [key],
                    )
                    database.execute(
                        "insert into portal_page (slug, title, body, body_html, changed_on)"
                        " values (%s, '', '', '', now())",
                        [key],
                    )
                self.written[writer] += 1
                self.over.wait(0.02)

    def has_gone_on(self) -> None:
        """Wait until each has written once more."""
        before = list(self.written)

        def have_all() -> bool:
            assert all(thread.is_alive() for thread in self.threads)
            return all(now > then for now, then in zip(self.written, before, strict=True))

        wait_until(have_all)

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        self.has_gone_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(30)


class Machine:
    """The empty machine: a cluster and a folder of its own."""

    sums: dict[str, str]

    def __init__(self, house: House, server: Server, name: str) -> None:
        self.house, self.var, self.name = house, server.var.parent / name, name
        self.socket = str(server.socket_folder)
        self.variables = {
            "DATABASE_URL": f"postgresql://{USER}@:5432/{name}",
            "PGHOST": self.socket,
            "FORUM_VAR": str(self.var),
        }
        with closing(psycopg.connect(host=self.socket, user=USER, autocommit=True)) as cluster:
            cluster.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=self.socket, user=USER, dbname=self.name, autocommit=True)

    def restore(self, archive: Path, *options: str, **variables: str) -> tuple[int, str]:
        return self.manage("restore", str(archive), *options, **variables)

    def manage(self, *arguments: str, **variables: str) -> tuple[int, str]:
        return self.house.run("manage", *arguments, **self.variables | variables)


def sums(database: psycopg.Connection[Any]) -> dict[str, str]:
    """Return of each table the sum of all its rows, whatever their order."""
    tables = "select tablename from pg_tables where schemaname = %s"
    row_sums = sql.SQL("select md5(string_agg(md5(t::text), '' order by md5(t::text))) from {} t")
    found = {}
    for (name,) in database.execute(tables, ["public"]).fetchall():
        where = {
            # Drawn anew.
            "search_entry": sql.SQL("(select kind, key, audience, scope from search_entry)"),
            "content_record": sql.SQL(
                "(select * from content_record where kind not in ('load', 'backup'))"
            ),
            "portal_page": sql.SQL("(select * from portal_page where slug not like 'load-%')"),
        }.get(name, sql.Identifier(name))
        row = database.execute(row_sums.format(where)).fetchone()
        found[name] = row[0] if row else ""
    return found


def keys(database: psycopg.Connection[Any], query: str) -> set[str]:
    return {key for (key,) in database.execute(query.encode())}
