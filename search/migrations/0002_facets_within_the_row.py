from django.db import migrations


class Migration(migrations.Migration):
    """Facets stay within the row: counting those of 2,000 hits fetches no long columns."""

    dependencies = [("search", "0001_entries_words_synonyms")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE search_entry ALTER COLUMN facets SET STORAGE MAIN",
            "ALTER TABLE search_entry ALTER COLUMN facets SET STORAGE EXTENDED",
        ),
    ]
