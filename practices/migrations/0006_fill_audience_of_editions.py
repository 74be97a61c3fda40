from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Open each edition to whom its practice is open today: those read it until now."""
    practices = apps.get_model('practices', 'Practice').objects
    today = practices.filter(pk=OuterRef('practice_id')).values('audience')
    apps.get_model('practices', 'Edition').objects.update(audience=Subquery(today))


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0005_audience_of_editions'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
