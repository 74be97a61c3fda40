import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_events_end_within_a_month'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=20000, verbose_name='Verlauf und Ergebnisse')),
                ('html', models.TextField(editable=False)),
                ('decisions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), blank=True, default=list, verbose_name='Beschlüsse')),
                ('audience', models.PositiveSmallIntegerField(choices=[(0, 'öffentlich'), (1, 'Forum und Landkreistag'), (2, 'Forum'), (3, 'vertraulich (nur Mitgliedskreise)')], verbose_name='Sichtbarkeit')),
                ('for_participants', models.BooleanField(default=False, verbose_name='nur für Teilnehmende')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='veröffentlicht am')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='zuletzt geändert am')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('author_name', models.CharField(editable=False, max_length=140, verbose_name='Name')),
                ('author_kreis', models.CharField(editable=False, max_length=120, verbose_name='Kreis oder Rolle')),
                ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='von')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='minutes', to='events.event', verbose_name='Termin')),
            ],
            options={
                'verbose_name': 'Protokoll eines Termins',
                'verbose_name_plural': 'Protokolle von Terminen',
            },
        ),
        migrations.CreateModel(
            name='MinutesTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='Aufgabe')),
                ('due', models.DateField(blank=True, null=True, verbose_name='bis')),
                ('effort', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Aufwand in Minuten')),
                ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='erledigt am')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('done_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erledigt gemeldet von')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='events.minutes', verbose_name='Protokoll')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='minutes_tasks', to=settings.AUTH_USER_MODEL, verbose_name='Wer')),
            ],
            options={
                'verbose_name': 'Aufgabe aus einem Protokoll',
                'verbose_name_plural': 'Aufgaben aus Protokollen',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='MinutesVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='Fassung')),
                ('text', models.TextField(verbose_name='Verlauf und Ergebnisse')),
                ('decisions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), verbose_name='Beschlüsse')),
                ('audience', models.PositiveSmallIntegerField(choices=[(0, 'öffentlich'), (1, 'Forum und Landkreistag'), (2, 'Forum'), (3, 'vertraulich (nur Mitgliedskreise)')], verbose_name='Sichtbarkeit')),
                ('for_participants', models.BooleanField(verbose_name='nur für Teilnehmende')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='am')),
                ('author_name', models.CharField(max_length=140, verbose_name='Name')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='von')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='events.minutes', verbose_name='Protokoll')),
            ],
            options={
                'verbose_name': 'Fassung eines Protokolls',
                'verbose_name_plural': 'Fassungen von Protokollen',
                'ordering': ('-number',),
            },
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', [0, 1, 2, 3])), name='minutes_audience_known', violation_error_message='Diese Sichtbarkeit gibt es nicht.'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('decisions__len__lte', 20)), name='minutes_decisions_at_most', violation_error_message='Möglich sind 20 Beschlüsse.'),
        ),
        migrations.AddIndex(
            model_name='minutestask',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['owner'], name='minutes_task_open'),
        ),
        migrations.AddConstraint(
            model_name='minutesversion',
            constraint=models.UniqueConstraint(fields=('minutes', 'number'), name='minutes_version_once'),
        ),
    ]
