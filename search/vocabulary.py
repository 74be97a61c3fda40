"""The words of the index: how many entries hold each, for each clearance; slips of the pen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from content.choices import Audience
from search.models import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.rights import Rights

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
    """Return how many entries hold each lexeme, as far as this clearance reads; "" is their sum."""
    found = Word.objects.filter(lexeme__in=[*lexemes, ""]).values_list("lexeme", "entries")
    return {lexeme: entries[clearance] for lexeme, entries in found}


def nearest(words: Sequence[str], rights: Rights) -> dict[str, list[str]]:
    """Return the words of the index that these could be slips of, nearest first."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        values = {"asked": list(words), **rights.values}
        cursor.execute(_NEAREST.format(rights=rights.condition), values)
        for asked, lexeme in cursor.fetchall():
            found.setdefault(asked, []).append(lexeme)
    return found
