import django.db.models.deletion
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    """The ground floor without people: members.0001 stands on it, content.0002 on members.0001."""

    initial = True

    dependencies = []

    operations = [
        UnaccentExtension(),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=120, verbose_name="Bezeichnung")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Erläuterung")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="Reihenfolge")),
                ("is_active", models.BooleanField(default=True, verbose_name="wählbar")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="Schlüssel")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="content.theme",
                        verbose_name="Oberthema",
                    ),
                ),
            ],
            options={
                "verbose_name": "Thema",
                "verbose_name_plural": "Themen",
                "ordering": ("position", "label"),
                "abstract": False,
            },
        ),
    ]
