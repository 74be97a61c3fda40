"""The database cache, one statement a write.

Django's own counts the whole table and writes in a transaction of its own each time: 65 of the 78
statements of a sign-in, whose limits are kept here, and slower with every name somebody guesses at.
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


class OneStatementCache(DatabaseCache):
    """What Django's DatabaseCache does, by PostgreSQL's upsert; nothing is pushed out unexpired."""

    _table: str  # set by Django's own

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        seconds = self.get_backend_timeout(timeout)
        expires = _NEVER if seconds is None else datetime.fromtimestamp(seconds, UTC)
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            if not secrets.randbelow(_SWEEP_EVERY):
                cursor.execute(
                    f"delete from {self._table} where expires < %s",  # noqa: S608  (a setting)
                    [timezone.now()],
                )
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
