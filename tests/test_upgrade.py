"""What is in a running installation survives the upgrade to this code.

The last release's database, with data people made in it, is restored and then handed to the
entrypoint. `python -m tests.release_dump` makes the next one.
"""

from __future__ import annotations

import gzip
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from portal import demo
from tests.portals import House, empty_house, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    type Row = dict[str, Any]
    type Tables = dict[str, dict[tuple[Any, ...], Row]]

DATA = Path(__file__).resolve().parent / "data"
# "table" or "table.column" that a migration since the release changes on purpose, and why.
CHANGED_ON_PURPOSE: dict[str, str] = {
    "django_session": "members.0008: sessions know whose they are, in a table of their own",
    # tests.release_life made some rows by hand, which the upgrade's `reindex` is the first to see.
    "search_entry": "derived",
    "search_word": "derived",
}

_KEYS = """
select c.relname, array_agg(a.attname::text order by a.attnum)
from pg_class c
join pg_index i on i.indrelid = c.oid and i.indisprimary
join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
group by c.relname
"""


class Upgraded:
    """The restored house before and after its upgrade, and the web server that did it."""

    def __init__(self, house: House) -> None:
        self.house = house
        with closing(house.connect()) as database:
            database.execute(gzip.decompress(_release().read_bytes()))
        self.keys = self._keys()
        self.before = self.tables()
        self.web = house.start("web")
        wait_until(self.web.is_ready)
        self.after = self.tables()

    def _keys(self) -> dict[str, list[str]]:
        with closing(self.house.connect()) as database:
            return dict(database.execute(_KEYS).fetchall())

    def tables(self) -> Tables:
        """Return every row of every table by the primary key it had in the release."""
        there = self._keys()
        with closing(self.house.connect()) as database:
            rows = database.cursor(row_factory=dict_row)
            found: Tables = {}
            for table in sorted(self.keys.keys() & there.keys()):
                rows.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
                key = self.keys[table]
                found[table] = {tuple(row.get(name) for name in key): row for row in rows}
            return found

    def rows(self, table: str) -> list[Row]:
        """Return a table's rows of the release by their keys."""
        return [row for _, row in sorted(self.before[table].items())]


def _release() -> Path:
    return max(DATA.glob("release_*.sql.gz"), key=lambda file: int(file.name[8:-7]))


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    with empty_house(tmp_path_factory.mktemp("house"), "upgrade") as house:
        house.collect_as_the_image_does()
        yield Upgraded(house)


def test_the_release_holds_what_people_did(upgraded: Upgraded) -> None:
    empty = {table for table, rows in upgraded.before.items() if not rows}
    assert empty == {
        "account_emailconfirmation",  # links are signed, not stored
        *("auth_group", "auth_group_permissions"),  # roles stand in the code
        *("django_admin_log", "procrastinate_workers"),
        # What nobody of the release has come to: rare, and built like what is there.
        *("events_event_practices", "events_eventmessage", "experts_consultationfile"),
        *("experts_followup", "forum_roomlock", "forum_topic_begun", "mfa_authenticator"),
        *("notices_refusedaddress", "portal_barrier", "practices_mergedrevision"),
        "practices_practice_further_kreise",
    }


def test_every_row_is_still_there_as_it_was(upgraded: Upgraded) -> None:
    lost = []
    for table, rows in upgraded.before.items():
        now = upgraded.after.get(table, {})
        for key, row in rows.items():
            lost += _lost(table, key, row, now.get(key))
    assert lost == []


def test_who_was_signed_in_stays_so(upgraded: Upgraded) -> None:
    keys = {key for (key,) in upgraded.before["django_session"]}
    assert keys
    with closing(upgraded.house.connect()) as database:
        rows = database.execute("select session_key from members_session").fetchall()
    assert keys <= {key for (key,) in rows}


def _lost(table: str, key: tuple[Any, ...], before: Row, after: Row | None) -> list[str]:
    """Name what of a row is gone or other than before."""
    if table in CHANGED_ON_PURPOSE:
        return []
    if after is None:
        return [f"{table} {key} is gone"]
    return [
        f"{table} {key}, {column}: {value!r} -> {after.get(column)!r}"
        for column, value in before.items()
        if f"{table}.{column}" not in CHANGED_ON_PURPOSE
        and (column not in after or after[column] != value)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "update content_record set act = ''",
        "delete from content_record",
        "truncate content_record",
    ],
)
def test_the_audit_trail_of_the_release_stays_unchangeable(
    upgraded: Upgraded, statement: str
) -> None:
    with (
        closing(upgraded.house.connect()) as database,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        database.execute(statement.encode())


def test_the_audit_trail_of_the_release_goes_on(upgraded: Upgraded) -> None:
    insert = (
        "insert into content_record (at, act, kind, key, reason, details)"
        " values (now(), 'test', 'test', '1', '', '{}') returning id"
    )
    newest = max(key[0] for key in upgraded.before["content_record"])
    with closing(upgraded.house.connect()) as database:
        assert database.execute(insert).fetchall()[0][0] > newest


@pytest.mark.parametrize("login", ["celle", "angenommen"])
def test_a_person_of_the_release_signs_in_and_reads(upgraded: Upgraded, login: str) -> None:
    cookies: dict[str, str] = {}
    address = f"{login}@{demo.DOMAIN}"
    sent = upgraded.web.send("/konto/anmelden/", cookies, login=address, password=demo.PASSWORD)
    assert sent == (302, "/")

    (name,) = (
        row["first_name"] for row in upgraded.rows("members_user") if row["email"] == address
    )
    practice = upgraded.rows("practices_practice")[0]
    expected = {"/": name, f"/praxis/{practice['id']}/": practice["title"]}
    pages = {path: upgraded.web.ask("GET", path, cookies) for path in expected}
    said = {path: (status, expected[path] in page) for path, (status, _, page) in pages.items()}
    assert (practice["state"], said) == ("veroeffentlicht", dict.fromkeys(expected, (200, True)))
