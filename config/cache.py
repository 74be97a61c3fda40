"""The database cache, one statement a write; and limits that are counted in one statement.

Django's own counts the whole table and writes in a transaction of its own each time: 65 of the 78
statements that a sign-in made, and slower with every name somebody guesses at.
"""

from __future__ import annotations

import base64
import pickle
import secrets
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

# One write in so many sweeps out what has expired.
_SWEEP_EVERY = 500
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
# The moments of a limit's hits, in seconds. Base64, as whoever reads the table expects of values.
_HITS = "convert_from(decode(held.value, 'base64'), 'UTF8')::float8[]"
_PACKED = "encode(convert_to(({})::text, 'UTF8'), 'base64')"


class OneStatementCache(DatabaseCache):
    """What Django's DatabaseCache does, by PostgreSQL's upsert; nothing is pushed out unexpired."""

    _table: str  # set by Django's own

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        seconds = self.get_backend_timeout(timeout)
        expires = _NEVER if seconds is None else datetime.fromtimestamp(seconds, UTC)
        with self._cursor() as cursor:
            self._sweep_sometimes(cursor)
            if mode == "touch":
                cursor.execute(
                    f"update {self._table} set expires = %s "  # noqa: S608
                    "where cache_key = %s and expires > %s",
                    [expires, key, timezone.now()],
                )
                return bool(cursor.rowcount)
            packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
            # „add“ writes only where nothing stands, or what stands has expired.
            free = f"where {self._table}.expires < %s" if mode == "add" else ""
            cursor.execute(
                f"insert into {self._table} (cache_key, value, expires) "  # noqa: S608
                "values (%s, %s, %s) on conflict (cache_key) do update "
                f"set value = excluded.value, expires = excluded.expires {free}",
                [key, packed, expires, *([timezone.now()] if free else [])],
            )
            return bool(cursor.rowcount)

    def hit(self, at: float, *limits: tuple[str, int, float]) -> bool:
        """Count a hit against each limit in turn; tell whether none was used up.

        A limit is a key, how many hits it allows, and within how many seconds. One that is used up
        counts nothing, nor do those after it. Of two hits at once the second waits for the first.
        """
        values: dict[str, Any] = {"at": at}
        for number, (key, allowed, seconds) in enumerate(limits):
            values[f"key{number}"] = self.make_and_validate_key(key)
            values[f"allowed{number}"] = allowed
            values[f"since{number}"] = at - seconds
            values[f"expires{number}"] = datetime.fromtimestamp(at + seconds, UTC)
        steps = ", ".join(map(self._hit, range(len(limits))))
        with self._cursor() as cursor:
            self._sweep_sometimes(cursor)
            cursor.execute(f"with {steps} select count(*) from hit{len(limits) - 1}", values)  # noqa: S608
            return bool(cursor.fetchone()[0])

    def _hit(self, number: int) -> str:
        """Return the step of the statement for one limit; it begins where the last one counted."""
        before = f"from hit{number - 1}" if number else ""
        recent = f"select one from unnest({_HITS}) as one where one > %(since{number})s::float8"  # noqa: S608
        # A row that is not written, because the limit is used up, is not returned.
        return (
            f"hit{number} as (insert into {self._table} as held (cache_key, value, expires) "  # noqa: S608
            f"select %(key{number})s, {_PACKED.format('array[%(at)s::float8]')}, "
            f"%(expires{number})s::timestamptz {before} "
            "on conflict (cache_key) do update "
            "set expires = greatest(held.expires, excluded.expires), "
            f"value = {_PACKED.format(f'array({recent}) || %(at)s::float8')} "
            f"where (select count(*) from ({recent}) as recent) < %(allowed{number})s returning 1)"
        )

    def take_back(self, at: float, key: str) -> None:
        """Uncount the hit of this moment."""
        with self._cursor() as cursor:
            cursor.execute(
                f"update {self._table} as held "  # noqa: S608  (a setting)
                f"set value = {_PACKED.format(f'array_remove({_HITS}, %s::float8)')} "
                "where cache_key = %s",
                [at, self.make_and_validate_key(key)],
            )

    def _cursor(self) -> Any:
        return connections[router.db_for_write(self.cache_model_class)].cursor()

    def _sweep_sometimes(self, cursor: Any) -> None:
        if not secrets.randbelow(_SWEEP_EVERY):
            # Waits for nobody: whoever counts holds one row and wants the next.
            cursor.execute(
                f"delete from {self._table} where cache_key in (select cache_key "  # noqa: S608
                f"from {self._table} where expires < %s for update skip locked)",
                [timezone.now()],
            )
