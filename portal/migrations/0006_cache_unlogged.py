from django.db import migrations


class Migration(migrations.Migration):
    """Counting attempts waits for no disk: after a crash of the server the counts begin anew."""

    dependencies = [("portal", "0005_german_names")]

    operations = [
        migrations.RunSQL("alter table django_cache set unlogged", migrations.RunSQL.noop),
    ]
