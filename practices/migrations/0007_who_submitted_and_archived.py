import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0006_fill_audience_of_editions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='practice',
            name='submitted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='practice',
            name='archived_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='archiviert am'),
        ),
        migrations.AddField(
            model_name='practice',
            name='archived_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='practice',
            name='archived_by_office',
            field=models.BooleanField(default=False, editable=False, verbose_name='von der Moderation archiviert'),
        ),
        migrations.AddField(
            model_name='practice',
            name='archive_reason',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='Grund der Archivierung'),
        ),
    ]
