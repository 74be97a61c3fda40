from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_FUNCTION = """
CREATE FUNCTION search_tally(facets text[]) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_facetvalue (name) SELECT DISTINCT facet FROM unnest(facets) AS facet
    WHERE NOT EXISTS (SELECT FROM search_facetvalue WHERE name = facet)
    ORDER BY facet ON CONFLICT DO NOTHING;
    RETURN (
        SELECT coalesce(sum(('1e' || 4 * id)::numeric), 0)
        FROM search_facetvalue WHERE name = ANY(facets)
    );
END $$
"""


class Migration(migrations.Migration):
    """Make room for tallies, which are added up where facets were counted, and for stops."""

    dependencies = [("search", "0003_months_of_entries")]

    operations = [
        migrations.CreateModel(
            name="FacetValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
            ],
            options={
                "verbose_name": "Wert eines Filters",
                "verbose_name_plural": "Werte der Filter",
            },
        ),
        migrations.AddField(
            model_name="entry", name="tally", field=models.DecimalField(default=0)
        ),
        migrations.AddField(
            model_name="entry",
            name="stops",
            field=ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.RunSQL(_FUNCTION, "DROP FUNCTION search_tally"),
        # Within the row, as the facets were.
        migrations.RunSQL(
            "ALTER TABLE search_entry ALTER COLUMN tally SET STORAGE MAIN",
            migrations.RunSQL.noop,
        ),
    ]
