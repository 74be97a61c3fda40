from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_files_of_posts")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="token",
            field=models.UUIDField(db_default=RandomUUID(), editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="room",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="roommember",
            name="is_host",
            field=models.BooleanField("Gastgeberrolle", default=False),
        ),
    ]
