"""The words of the index: how many entries hold each, for each clearance; slips of the pen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection

from content.choices import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.utils import CursorWrapper

    from search.rights import Rights

# Sent along with the statement. The planner does not know that reading the whole table unpacks each
# vector, a hundred times what it reckons with; lossy bitmaps of frequent words would unpack them
# as well. It starts workers even for what is left out in the end.
SETTINGS = (
    "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0;"
    " SET LOCAL work_mem = '32MB'; "
)
# ts_stat reads every vector: seconds for 100,000 entries, so it is a job's work.
_COUNT = """
WITH counted AS MATERIALIZED (
    SELECT word AS lexeme, array[{columns}] AS entries
    FROM ({counts}) AS each GROUP BY word
), written AS (
    INSERT INTO search_word (lexeme, entries) SELECT lexeme, entries FROM counted
    ON CONFLICT (lexeme) DO UPDATE SET entries = excluded.entries
    WHERE search_word.entries <> excluded.entries
)
DELETE FROM search_word
WHERE NOT EXISTS (SELECT FROM counted WHERE counted.lexeme = search_word.lexeme)
"""
_OF_CLEARANCE = """
SELECT word, {clearance} AS clearance, ndoc FROM ts_stat(
    'SELECT lexemes FROM search_entry WHERE scope = '''' AND audience <= {clearance}
     AND audience_until >= {clearance}')
UNION ALL
SELECT '', {clearance}, count(*) FROM search_entry
WHERE scope = '' AND audience <= {clearance} AND audience_until >= {clearance}
"""
# Of a beginning („bera:*“): the sum of the words that have it, and each of a mark's.
_NUMBERS = """
SELECT lexeme, entries[%(clearance)s + 1] FROM search_word WHERE lexeme = ANY(%(lexemes)s)
UNION ALL
SELECT CASE WHEN lexeme ^@ '#' THEN lexeme ELSE begin || ':*' END, sum(entries[%(clearance)s + 1])
FROM unnest(%(begins)s::text[]) AS begin
JOIN search_word ON lexeme >= begin COLLATE "C" AND lexeme < (begin || '~') COLLATE "C"
GROUP BY 1
"""
_WAYS = """
SELECT way FROM search_synonymgroup, jsonb_array_elements(ways) WITH ORDINALITY AS each(way, place)
WHERE is_active AND keys && %(keys)s::varchar[] AND way->>'key' = ANY(%(keys)s) ORDER BY id, place
"""
# The nearest words that an entry has which this reader may read now; the word table may be an hour
# old, an entry taken away a second ago (S28).
_NEAREST = """
SELECT asked, lexeme FROM (
    SELECT asked, near.lexeme, row_number() OVER (
        PARTITION BY asked ORDER BY levenshtein(near.lexeme, asked), near.number DESC, near.lexeme
    ) AS place
    FROM unnest(%(asked)s::text[]) AS asked CROSS JOIN LATERAL (
        SELECT lexeme, entries[%(clearance)s + 1] AS number FROM search_word
        WHERE lexeme::text %% asked AND lexeme::text ~ '^[^=!#§0-9]'
        AND entries[%(clearance)s + 1] > 0
        ORDER BY similarity(lexeme, asked) DESC, lexeme LIMIT 20
    ) AS near
    WHERE levenshtein_less_equal(near.lexeme, asked, 2)
        <= CASE WHEN length(asked) < 6 THEN 1 ELSE 2 END
    AND EXISTS (
        SELECT FROM search_entry AS entry
        WHERE entry.lexemes @@ (quote_literal(near.lexeme))::tsquery AND {rights}
    )
) AS found WHERE place <= 3 ORDER BY asked, place
"""


def after_settings(cursor: CursorWrapper) -> None:
    """Go on to the rows of what was sent after the settings."""
    for _ in range(SETTINGS.count(";")):
        cursor.nextset()


def count_words() -> None:
    """Count the words of the index anew; searches go on with the old numbers until then."""
    columns = ", ".join(
        f"coalesce(max(ndoc) FILTER (WHERE clearance = {clearance}), 0)::int"
        for clearance in Audience.values
    )
    counts = " UNION ALL ".join(_OF_CLEARANCE.format(clearance=one) for one in Audience.values)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(columns=columns, counts=counts))


def numbers(lexemes: Iterable[str], clearance: int) -> dict[str, int]:
    """Return how many entries hold each lexeme, as far as this clearance reads; "" is their sum.

    „bera:*“ is a beginning; that of a mark stands for all the marks that begin so.
    """
    wanted = [*lexemes, ""]
    begins = [lexeme[:-2] for lexeme in wanted if lexeme.endswith(":*")]
    whole = [lexeme for lexeme in wanted if not lexeme.endswith(":*")]
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"lexemes": whole, "begins": begins, "clearance": clearance})
        return dict(cursor.fetchall())


def ways_from(keys: Iterable[str]) -> list[dict[str, Any]]:
    """Return what the synonym groups in use make of these words, see search.synonyms."""
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, {"keys": list(keys)})
        # Django leaves jsonb as it comes.
        return [json.loads(way) for (way,) in cursor.fetchall()]


def nearest(words: Sequence[str], rights: Rights) -> dict[str, list[str]]:
    """Return the words of the index that these could be slips of, nearest first."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        values = {"asked": list(words), **rights.values}
        cursor.execute(SETTINGS + _NEAREST.format(rights=rights.condition), values)
        after_settings(cursor)
        for asked, lexeme in cursor.fetchall():
            found.setdefault(asked, []).append(lexeme)
    return found
