"""The database of the settings, and PostgreSQL's own programs for it."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from portal.backup.archive import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What a backup leaves out. Jobs and sessions of yesterday must not come back: the ones would send
# mail again, the others let in who signed out; the cache counts attempts.
LEFT_OUT = (
    "procrastinate_*",
    "members_session",
    "django_session",  # where they stood before: a database may wait for its upgrade
    "usersessions_usersession",
    "django_cache",
)
# Stands there from the moment the old tables have gone until the restored ones are fit for use.
UNFINISHED = "restore_unfinished"
_FIRST_WITH_DUMPS_OF_18 = 17

_TABLES = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
order by 1
"""
# Drops what stands in the schema and belongs to no extension. All is named before it begins to go.
EMPTY = """
do $$ declare statement text; begin
  for statement in
  select unnest(array_agg(format('drop %s if exists %s cascade', kind, name))) from (
    select case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
             when 'S' then 'sequence' else 'table' end as kind,
           c.oid::regclass::text as name
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('e', 'i'))
    union all
    select 'routine', p.oid::regprocedure::text from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select 'type', t.oid::regtype::text from pg_type t
    where t.typnamespace = 'public'::regnamespace and t.typtype in ('c', 'd', 'e')
      and (t.typrelid = 0 or exists
        (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
      and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')
  ) as there
  loop
    execute statement;
  end loop;
end $$;
"""


def connect() -> psycopg.Connection[Any]:
    """Connect anew to the database of the settings, beside Django's connection."""
    server = connection.settings_dict
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: server[key] for name, key in named.items() if server[key]}
    return psycopg.connect(dbname=server["NAME"], **given)


def variables() -> dict[str, str]:
    """Return the variables by which PostgreSQL's programs find the database."""
    server = connection.settings_dict
    given = {f"PG{key}": str(server[key]) for key in ("HOST", "PORT", "USER", "PASSWORD")}
    named = {name: value for name, value in given.items() if value}
    return {**settings.PROGRAM_VARIABLES, **named, "PGDATABASE": str(server["NAME"])}


def program(name: str, server: int) -> str:
    """Return the program that fits this major version of the server. Raises BackupError."""
    own: Path | None = settings.POSTGRES_PROGRAMS
    installed = shutil.which(name)
    found = [file for file in (installed, str(own / name) if own else None) if file]
    versions = {file: _major(file) for file in found}
    for file, version in versions.items():
        if version == server or version > server >= _FIRST_WITH_DUMPS_OF_18:
            return file
    message = (
        f"{name} für PostgreSQL {server} fehlt. Installieren Sie die Client-Programme dieser "
        f"Version (in Debian: postgresql-client-{server})."
    )
    raise BackupError(message)


def _major(file: str) -> int:
    said = subprocess.run([file, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  (PostgreSQL's own)
    number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(number[1]) if number else 0


def tables(database: psycopg.Connection[Any]) -> list[str]:
    """Return the names of all tables."""
    return [name for (name,) in database.execute(_TABLES)]


def counted(database: psycopg.Connection[Any]) -> dict[str, int]:
    """Return how many rows each table has; none where a backup leaves them out."""
    left_out = tuple(name.removesuffix("*") for name in LEFT_OUT)
    count = sql.SQL("select count(*) from public.{}")
    found = {}
    for name in tables(database):
        row = None
        if not name.startswith(left_out):
            row = database.execute(count.format(sql.Identifier(name))).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def applied(database: psycopg.Connection[Any]) -> list[list[str]]:
    """Return which migrations the database has."""
    rows = database.execute("select app, name from public.django_migrations order by app, name")
    return [[app, name] for app, name in rows]


def unknown_to_the_code(there: Iterable[Iterable[str]]) -> list[str]:
    """Return which of these migrations the code does not know: they are of a newer version."""
    here = MigrationLoader(None).disk_migrations or {}
    known = {*here, *(old for migration in here.values() for old in migration.replaces)}
    return sorted(".".join(name) for name in {tuple(name) for name in there} - known)


def others(database: psycopg.Connection[Any]) -> int:
    """Count who else is connected to this database."""
    query = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def is_unfinished() -> bool:
    """Tell whether a restore of this database was begun and not ended."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [f"public.{UNFINISHED}"])
        return bool(cursor.fetchone()[0])


def reason_in(said: str) -> str:
    """Return the first complaint of a program: PostgreSQL's words, without what people typed."""
    lines = [line for line in said.splitlines() if "DETAIL" not in line and "CONTEXT" not in line]
    first = next((line for line in lines if re.search(r"ERROR|FATAL|error:", line)), "")
    return (first or next(iter(lines), "")).strip()
