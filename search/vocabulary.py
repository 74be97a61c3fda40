"""The words of the index: how many entries hold each, for each clearance; slips of the pen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from content.choices import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.utils import CursorWrapper

    from search.rights import Rights

# So many words may stand for a beginning.
MOST_WORDS = 40
_MONTH = "#monat"
# Sent along with the statement. The planner does not know that reading the whole table unpacks each
# vector, a hundred times what it reckons with; lossy bitmaps of frequent words would unpack them
# as well. It starts workers, and compiles for longer than it asks, even for what is left out in the
# end.
SETTINGS = (
    "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0;"
    " SET LOCAL jit = off; SET LOCAL work_mem = '32MB'; "
)
# ts_stat reads every vector: seconds for 100,000 entries, so it is a job's work. Each sort of entry
# is read once.
_COUNT = """
WITH counted AS MATERIALIZED (
    SELECT word AS lexeme, array[{columns}] AS entries, sum(ndoc)::int AS everywhere
    FROM ({sorts}) AS each GROUP BY word
), written AS (
    INSERT INTO search_word (lexeme, entries, everywhere)
    SELECT lexeme, entries, everywhere FROM counted
    ON CONFLICT (lexeme) DO UPDATE
    SET entries = excluded.entries, everywhere = excluded.everywhere
    WHERE (search_word.entries, search_word.everywhere)
        IS DISTINCT FROM (excluded.entries, excluded.everywhere)
)
DELETE FROM search_word
WHERE NOT EXISTS (SELECT FROM counted WHERE counted.lexeme = search_word.lexeme)
"""
_SORTS = "SELECT DISTINCT audience, audience_until, scope = '' FROM search_entry ORDER BY 1, 2, 3"
_OF_SORT = """
SELECT word, {first} AS first, {last} AS last, {published} AS published, ndoc
FROM ts_stat($$SELECT lexemes {entries}$$)
UNION ALL SELECT '', {first}, {last}, {published}, count(*) {entries}
"""
_ENTRIES = """FROM search_entry
WHERE audience = {first} AND audience_until = {last} AND (scope = '') = {published}"""
_NO_ENTRIES = "SELECT '' AS word, 0 AS first, 0 AS last, true AS published, 0 AS ndoc"
# Of the beginning of a word the sum of the words that have it, and those of them that this
# clearance reads most often, also as „=word“; of that of a month's mark each that has it.
_NUMBERS = """
WITH begun AS MATERIALIZED (
    SELECT begin || ':*' AS begin, lexeme, entries[%(clearance)s + 1] AS readable, everywhere,
        row_number() OVER (PARTITION BY begin ORDER BY entries[%(clearance)s + 1] DESC) AS place
    FROM unnest(%(begins)s::text[]) AS begin JOIN search_word
        ON lexeme >= begin COLLATE "C" AND lexeme < (begin || '~') COLLATE "C"
)
SELECT '', lexeme, entries[%(clearance)s + 1], everywhere FROM search_word
WHERE lexeme = ANY(%(lexemes)s)
UNION ALL SELECT '{month}', lexeme, 0, everywhere FROM unnest(%(months)s::text[]) AS begin
JOIN search_word ON lexeme >= begin COLLATE "C" AND lexeme < (begin || '~') COLLATE "C"
UNION ALL SELECT '', begin, sum(readable), sum(everywhere) FROM begun GROUP BY begin
UNION ALL SELECT begin, lexeme, readable, everywhere FROM begun WHERE place <= {most}
"""
# What the synonyms make of words; and the nearest words that an entry has which this reader may
# read now: the word table may be an hour old, an entry taken away a second ago (S28).
_WAYS = """
SELECT 0, id, place, '', way::text
FROM search_synonymgroup, jsonb_array_elements(ways) WITH ORDINALITY AS each(way, place)
WHERE is_active AND keys && ({keys}) AND way->>'key' = ANY({keys})
"""
_KEYS = "%(keys)s::varchar[]"
# Whether one may be read is asked of the nearest first, until three may. GIN hands over all entries
# of a word before the first is looked at: of a frequent word one of the newest entries will do.
_NEAREST = """
WITH near AS MATERIALIZED (
    SELECT asked, place, lexeme FROM unnest(%(asked)s::text[]) AS asked CROSS JOIN LATERAL (
        SELECT row_number() OVER () AS place, lexeme FROM (
            SELECT lexeme FROM (
                SELECT * FROM (
                    SELECT lexeme, entries[%(clearance)s + 1] AS number,
                        levenshtein_less_equal(lexeme, asked, 2) AS distance
                    FROM search_word
                    WHERE search_slips(lexeme) && search_slips(asked)
                    AND lexeme::text ~ '^[^=!#§0-9]' AND entries[%(clearance)s + 1] > 0
                    AND abs(length(lexeme) - length(asked)) <= 2 OFFSET 0
                ) AS alike
                WHERE distance <= CASE WHEN length(asked) < 6 THEN 1 ELSE 2 END
                ORDER BY distance, number DESC, lexeme OFFSET 0
            ) AS one
            WHERE CASE WHEN number > {frequent} THEN EXISTS (
                SELECT FROM (
                    SELECT * FROM search_entry ORDER BY day DESC, id DESC LIMIT {newest}
                ) AS entry
                WHERE {rights} AND entry.lexemes @@ (quote_literal(one.lexeme))::tsquery
            ) END OR EXISTS (
                SELECT FROM (
                    SELECT * FROM search_entry
                    WHERE lexemes @@ (quote_literal(one.lexeme))::tsquery OFFSET 0
                ) AS entry
                WHERE {rights}
            )
            ORDER BY distance, number DESC, lexeme LIMIT 3
        ) AS three
    ) AS each
    WHERE NOT (asked = %(begin)s AND EXISTS (
        SELECT FROM search_word WHERE entries[%(clearance)s + 1] > 0
        AND lexeme >= asked COLLATE "C" AND lexeme < (asked || '~') COLLATE "C"
    ))
)
SELECT 1, 0, place, asked, lexeme FROM near
UNION ALL {ways}
"""
# A word in more entries than this is looked for among so many of the newest first.
_FREQUENT, _NEWEST = 1000, 200
_NEAR_KEYS = "%(keys)s::varchar[] || ARRAY(SELECT lexeme::varchar FROM near)"
_IN_ORDER = " ORDER BY 1, 2, 3"


def after_settings(cursor: CursorWrapper) -> None:
    """Go on to the rows of what was sent after the settings."""
    for _ in range(SETTINGS.count(";")):
        cursor.nextset()


def count_words() -> None:
    """Count the words of the index anew; searches go on with the old numbers until then."""
    columns = ", ".join(
        "coalesce(sum(ndoc) FILTER"
        f" (WHERE published AND first <= {clearance} AND last >= {clearance}), 0)::int"
        for clearance in Audience.values
    )
    with connection.cursor() as cursor:
        cursor.execute(_SORTS)
        sorts = [
            _OF_SORT.format(entries=_ENTRIES.format(**sort), **sort)
            for first, last, published in cursor.fetchall()
            if (sort := {"first": first, "last": last, "published": published})
        ]
        counts = " UNION ALL ".join(sorts or [_NO_ENTRIES])
        cursor.execute(_COUNT.format(columns=columns, sorts=counts))


class Number(NamedTuple):
    """How many entries hold a lexeme: of those the reader's clearance reads, and of all."""

    readable: int
    everywhere: int


@dataclass
class Numbers:
    """How many entries hold each lexeme; all of them hold ""."""

    known: dict[str, Number] = field(default_factory=dict)
    # By mark, all of them.
    months: dict[str, int] = field(default_factory=dict)
    # Of „bera:*“ the words that begin so, the most frequent ones alone.
    words: dict[str, dict[str, Number]] = field(default_factory=dict)


def numbers(lexemes: Iterable[str], months: Sequence[str], clearance: int) -> Numbers:
    """Return how many entries hold each lexeme, and each month whose mark begins so."""
    wanted = [*lexemes, ""]
    values: dict[str, Any] = {
        "lexemes": [lexeme for lexeme in wanted if not lexeme.endswith(":*")],
        "begins": [lexeme[:-2] for lexeme in wanted if lexeme.endswith(":*")],
        "months": months,
        "clearance": clearance,
    }
    found = Numbers()
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS.format(most=MOST_WORDS, month=_MONTH), values)
        for begin, lexeme, readable, everywhere in cursor.fetchall():
            if begin == _MONTH:
                found.months[lexeme] = everywhere
            else:
                own = found.words.setdefault(begin, {}) if begin else found.known
                own[lexeme] = Number(readable, everywhere)
    return found


def ways_from(keys: Iterable[str]) -> list[dict[str, Any]]:
    """Return what the synonym groups in use make of these words, see search.synonyms."""
    return _looked_up(_WAYS.format(keys=_KEYS), {"keys": list(keys)})[0]


def look_up(
    keys: Iterable[str], words: Sequence[str], rights: Rights, *, begin: str = ""
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Return what words could be slips of; what the synonym groups make of these and of the keys.

    The nearest words of the index come first. `begin` is no slip where any word begins so.
    """
    values = {"keys": list(keys), "asked": list(words), "begin": begin, **rights.values}
    ways = _WAYS.format(keys=_NEAR_KEYS)
    sql = _NEAREST.format(rights=rights.condition, ways=ways, frequent=_FREQUENT, newest=_NEWEST)
    return _looked_up(SETTINGS + sql, values)


def _looked_up(
    sql: str, values: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    ways: list[dict[str, Any]] = []
    near: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql + _IN_ORDER, values)
        if sql.startswith(SETTINGS):
            after_settings(cursor)
        for is_word, _, _, asked, found in cursor.fetchall():
            if is_word:
                near.setdefault(asked, []).append(found)
            else:
                ways.append(json.loads(found))
    return ways, near
