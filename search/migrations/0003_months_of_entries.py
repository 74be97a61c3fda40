from django.db import migrations

# As search.entries.month_mark makes them.
_MARKS = """ARRAY[
    '#monat::' || to_char(day, 'YYYY-MM'), '#monat:' || kind || ':' || to_char(day, 'YYYY-MM')
]"""
# Facets are written anew, so that they stand where 0002 wants them.
_MARK = f"""
UPDATE search_entry SET facets = facets || '{{}}', lexemes = lexemes || array_to_tsvector({_MARKS})
"""
_UNMARK = f"UPDATE search_entry SET lexemes = ts_delete(lexemes, {_MARKS})"
_COUNTED = ", ".join(
    f"count(*) FILTER (WHERE audience <= {clearance} AND audience_until >= {clearance})"
    for clearance in range(4)
)
_COUNT = f"""
INSERT INTO search_word (lexeme, entries)
SELECT mark, ARRAY[{_COUNTED}]::integer[]
FROM search_entry CROSS JOIN unnest({_MARKS}) AS mark WHERE scope = '' GROUP BY mark
ON CONFLICT (lexeme) DO UPDATE SET entries = excluded.entries
"""
_UNCOUNT = "DELETE FROM search_word WHERE lexeme LIKE '#monat:%'"


class Migration(migrations.Migration):
    """Give every entry the lexemes of its month, so that a search can ask for the newest ones."""

    dependencies = [("search", "0002_facets_within_the_row")]

    operations = [migrations.RunSQL(_MARK, _UNMARK), migrations.RunSQL(_COUNT, _UNCOUNT)]
