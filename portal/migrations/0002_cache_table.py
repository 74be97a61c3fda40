from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """Rate limits are counted in the database, so that they hold across web processes."""

    dependencies = [("portal", "0001_pages")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop, elidable=False)]
