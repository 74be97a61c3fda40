import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0008_fill_who_submitted_and_archived'),
    ]

    operations = [
        migrations.CreateModel(
            name='MergedRevision',
            fields=[
                ('revision_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'verbose_name': 'aufgegangene Überarbeitung',
                'verbose_name_plural': 'aufgegangene Überarbeitungen',
            },
        ),
    ]
