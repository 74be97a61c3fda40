import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Who is signed in stays so. Whose a session is, its row learns when it is next written.
MOVE = """
with moved as (delete from django_session returning session_key, session_data, expire_date)
insert into members_session (session_key, session_data, expire_date) select * from moved
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_inactive_accounts"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="angemeldet",
                    ),
                ),
            ],
            options={
                "verbose_name": "Sitzung",
                "verbose_name_plural": "Sitzungen",
                "abstract": False,
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
    ]
