from django.conf import settings
from django.db import migrations


def fill(apps, schema_editor):
    """Take from the audit trail who submitted what waits, and who archived what is archived."""
    person_model = apps.get_model(*settings.AUTH_USER_MODEL.split('.'))
    trail = apps.get_model('content', 'Record').objects.filter(kind='practices.practice')
    practices = apps.get_model('practices', 'Practice').objects
    for practice in practices.filter(state__in=['eingereicht', 'rueckfrage', 'archiviert']):
        archived = practice.state == 'archiviert'
        act = 'practice.archived' if archived else 'practice.submitted'
        last = trail.filter(act=act, key=str(practice.pk)).order_by('-pk').first()
        if last is None:
            continue
        # The trail outlives the people in it.
        person = person_model.objects.filter(pk=last.by_id).first()
        if archived:
            practice.archived_at, practice.archived_by = last.at, person
            practice.archive_reason = last.reason[:200]
            practice.archived_by_office = person is None or person.kreis_id != practice.kreis_id
        else:
            practice.submitted_by = person
        practice.save()


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0003_record_is_append_only'),
        ('members', '0004_known_roles_and_states'),
        ('practices', '0007_who_submitted_and_archived'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
