from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0004_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='audience',
            field=models.PositiveSmallIntegerField(choices=[(0, 'öffentlich'), (1, 'Forum und Landkreistag'), (2, 'Forum'), (3, 'vertraulich (nur Mitgliedskreise)')], default=3, verbose_name='Sichtbarkeit'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', [0, 1, 2, 3])), name='edition_audience_known', violation_error_message='Diese Sichtbarkeit gibt es nicht.'),
        ),
    ]
