from django.db import migrations


class Migration(migrations.Migration):
    """The tally tells what the list of facets told."""

    dependencies = [("search", "0005_facets_to_tallies")]

    operations = [migrations.RemoveField(model_name="entry", name="facets")]
