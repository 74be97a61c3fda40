import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import CreateExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index, its words and the synonyms; search stands on no other app's tables."""

    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=40)),
                ('scope', models.CharField(blank=True, default='', max_length=40)),
                ('audience', models.PositiveSmallIntegerField(choices=[(0, 'öffentlich'), (1, 'Forum und Landkreistag'), (2, 'Forum'), (3, 'vertraulich (nur Mitgliedskreise)')])),
                ('audience_until', models.PositiveSmallIntegerField(choices=[(0, 'öffentlich'), (1, 'Forum und Landkreistag'), (2, 'Forum'), (3, 'vertraulich (nur Mitgliedskreise)')])),
                ('first_day', models.DateField(null=True)),
                ('last_day', models.DateField(null=True)),
                ('title', models.CharField(max_length=300)),
                ('url', models.CharField(max_length=200)),
                ('line', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('lexemes', django.contrib.postgres.search.SearchVectorField()),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list)),
                ('facts', models.JSONField(default=dict)),
                ('day', models.DateField()),
                ('adoptions', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(max_length=32)),
                ('indexed_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'Sucheintrag',
                'verbose_name_plural': 'Suchindex',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['lexemes'], name='entry_lexemes'), models.Index(fields=['day', 'id'], name='entry_newest'), models.Index(fields=['kind', 'day', 'id'], name='entry_newest_of_kind')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'scope', 'audience'), name='entry_once_per_audience'), models.CheckConstraint(condition=models.Q(('audience_until__gte', models.F('audience'))), name='entry_audiences_in_order')],
            },
        ),
        # Rows without their long columns stay short: a word in 10,000 entries reads few pages.
        migrations.RunSQL(
            "ALTER TABLE search_entry SET (toast_tuple_target = 128)",
            "ALTER TABLE search_entry RESET (toast_tuple_target)",
        ),
        migrations.CreateModel(
            name='SynonymGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='Schlüssel')),
                ('preferred', models.CharField(max_length=120, verbose_name='Leitwort')),
                ('two_way', models.TextField(blank=True, help_text='Je Zeile ein Wort. Wer eines sucht, findet alle.', verbose_name='gleichbedeutend')),
                ('one_way', models.TextField(blank=True, help_text='Je Zeile ein Wort. Wer es sucht, findet auch die Gruppe, nicht umgekehrt.', verbose_name='führt hierher')),
                ('instead', models.TextField(blank=True, help_text='Je Zeile eine. Statt ihrer wird das Leitwort gesucht; mehrere trennt ein „/“.', verbose_name='Wendungen ganzer Fragen')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='Erläuterung')),
                ('is_active', models.BooleanField(default=True, verbose_name='in Gebrauch')),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), default=list, editable=False)),
                ('ways', models.JSONField(default=list, editable=False)),
            ],
            options={
                'verbose_name': 'Synonymgruppe',
                'verbose_name_plural': 'Synonyme der Suche',
                'ordering': ('preferred',),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='synonym_keys')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('lexeme', models.CharField(db_collation='C', max_length=200, primary_key=True, serialize=False)),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=4)),
            ],
            options={
                'verbose_name': 'Wort des Suchindex',
                'verbose_name_plural': 'Wörter des Suchindex',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('lexeme'), name='gin_trgm_ops'), condition=models.Q(('lexeme__regex', '^[^=!#§0-9]')), name='word_trigrams')],
            },
        ),
    ]
