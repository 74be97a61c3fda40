from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0006_watches'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='follow',
            name='follow_level_known',
        ),
        migrations.AlterField(
            model_name='follow',
            name='level',
            field=models.CharField(choices=[('jeder', 'bei jedem Beitrag, sofort'), ('beitraege', 'bei neuen Beiträgen, im Überblick'), ('erwaehnung', 'nur wenn ich erwähnt werde'), ('stumm', 'gar nicht')], max_length=20, verbose_name='Mitteilungen'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['jeder', 'beitraege', 'erwaehnung', 'stumm'])), name='follow_level_known'),
        ),
    ]
