import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_themes"),
        ("members", "0001_kreise_and_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="Zeitpunkt")),
                ("act", models.CharField(db_index=True, max_length=60, verbose_name="Vorgang")),
                ("kind", models.CharField(max_length=60, verbose_name="Art")),
                ("key", models.CharField(max_length=60, verbose_name="Kennung")),
                ("reason", models.TextField(blank=True, verbose_name="Begründung")),
                ("details", models.JSONField(default=dict, verbose_name="Einzelheiten")),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Protokolleintrag",
                "verbose_name_plural": "Protokoll",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["kind", "key"], name="record_thing")],
            },
        ),
    ]
