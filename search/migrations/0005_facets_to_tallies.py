from django.db import migrations

_TALLIES = "UPDATE search_entry SET tally = search_tally(facets)"
_FACETS = """
UPDATE search_entry SET facets = array(
    SELECT name FROM search_facetvalue WHERE div(tally, ('1e' || 4 * id)::numeric) % 10 = 1
)
"""


class Migration(migrations.Migration):
    """Give each value of a facet its place, and each entry its tally."""

    dependencies = [("search", "0004_tallies_and_stops")]

    operations = [
        migrations.RunSQL(_TALLIES, _FACETS),
    ]
