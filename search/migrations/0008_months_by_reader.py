from django.db import migrations

# As search.entries.month_marks makes them, and as 0003 did.
_READERS = """CASE WHEN scope = ''
    THEN (SELECT array_agg(one::text) FROM generate_series(audience::int, audience_until::int) AS one)
    ELSE ARRAY[split_part(scope, ':', 1)] END"""
_MARKS = f"""array(
    SELECT '#monat:' || own || ':' || reader || ':' || to_char(day, 'YYYY-MM')
    FROM unnest(ARRAY['', kind]) AS own CROSS JOIN unnest({_READERS}) AS reader
)"""
_BEFORE = """ARRAY[
    '#monat::' || to_char(day, 'YYYY-MM'), '#monat:' || kind || ':' || to_char(day, 'YYYY-MM')
]"""
_MARK = "UPDATE search_entry SET lexemes = ts_delete(lexemes, {}) || array_to_tsvector({})"
_FORGET = "DELETE FROM search_word WHERE lexeme LIKE '#monat:%'"
_COUNT = f"""
INSERT INTO search_word (lexeme, entries, everywhere)
SELECT mark, ARRAY[0, 0, 0, 0], count(*)
FROM search_entry CROSS JOIN unnest({_MARKS}) AS mark GROUP BY mark
"""
_COUNTED = ", ".join(
    f"count(*) FILTER (WHERE audience <= {clearance} AND audience_until >= {clearance})"
    for clearance in range(4)
)
_COUNT_BEFORE = f"""
INSERT INTO search_word (lexeme, entries)
SELECT mark, ARRAY[{_COUNTED}]::integer[]
FROM search_entry CROSS JOIN unnest({_BEFORE}) AS mark WHERE scope = '' GROUP BY mark
"""


class Migration(migrations.Migration):
    """Have a month's mark say who reads it, so that a search looks at what its reader reads."""

    dependencies = [("search", "0007_words_everywhere")]

    operations = [
        migrations.RunSQL(_MARK.format(_BEFORE, _MARKS), _MARK.format(_MARKS, _BEFORE)),
        migrations.RunSQL(_FORGET, _COUNT_BEFORE),
        migrations.RunSQL(_COUNT, _FORGET),
    ]
