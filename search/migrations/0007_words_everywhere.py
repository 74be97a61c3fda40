from django.db import migrations, models


class Migration(migrations.Migration):
    """How often a word stands in circles as well; the next count fills it in."""

    dependencies = [("search", "0006_no_more_facets")]

    operations = [
        migrations.AddField(
            model_name="word", name="everywhere", field=models.IntegerField(default=0)
        ),
    ]
