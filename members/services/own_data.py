"""„Meine Daten herunterladen“: asked for, made by a job, there for seven days."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from content.chores import forget_at_once
from content.services import record
from members.choices import ExportState
from members.exporting import write_archive
from members.models import DataExport, User
from members.models.data_export import LIFETIME
from notices.jobs import defer
from notices.services import send_mail

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def ask_for_data(person: User) -> bool:
    """Have everything put together that the portal holds of a person; tell whether that began.

    One at a time: while one is being made, nothing begins. An older archive goes.
    """
    User.objects.select_for_update().get(pk=person.pk)
    known = DataExport.objects.filter(person_id=person.pk).first()
    if known is not None and known.state == ExportState.ASKED:
        return False
    if known is not None:
        _let_go(known)
    export = DataExport.objects.create(person=person)
    record("person.data_asked", person, by=person)
    defer(make_archive, export_id=export.pk)
    return True


@app.task(queue="upkeep")
def make_archive(export_id: int) -> None:
    """Make an archive and tell the person; nothing where it was made or given up meanwhile."""
    asked = DataExport.objects.filter(pk=export_id, state=ExportState.ASKED)
    export = asked.select_related("person__kreis").first()
    if export is None:
        return
    try:
        with tempfile.TemporaryFile() as file:
            with transaction.atomic():
                write_archive(export.person, file, default_storage)
            size = file.tell()
            file.seek(0)
            _put_there(export, File(file, "daten.zip"), size)
    except Exception:
        asked.update(state=ExportState.FAILED)
        raise


@transaction.atomic
def _put_there(export: DataExport, file: File[bytes], size: int) -> None:
    # Whoever is erased meanwhile holds this lock first, and there is nothing to put anywhere.
    person = User.objects.select_for_update().get(pk=export.person_id)
    current = DataExport.objects.filter(pk=export.pk, state=ExportState.ASKED).first()
    if current is None:
        return
    current.file.save("daten.zip", file, save=False)
    current.state, current.size = ExportState.READY, size
    current.expires_at = timezone.now() + LIFETIME
    current.save(update_fields=["file", "state", "size", "expires_at"])
    # Link only: what is in it stays behind the sign-in.
    url = settings.BASE_URL + reverse("members:own-data")
    context = {"url": url, "until": current.expires_at}
    send_mail(person.email, template="mail/own_data", context=context, once=f"data {export.pk}")


def forget_archives(now: datetime) -> int:
    """Delete the archives whose time is over, and what failed a week ago; return how many."""
    over = DataExport.objects.filter(expires_at__lte=now)
    failed = DataExport.objects.filter(state=ExportState.FAILED, asked_at__lte=now - LIFETIME)
    return sum(_let_go(export) for export in over.union(failed))


@transaction.atomic
def _let_go(export: DataExport) -> bool:
    stored = export.file.name
    gone = DataExport.objects.filter(pk=export.pk).delete()[0] > 0
    if stored:
        transaction.on_commit(lambda: forget_at_once([stored]))
    return gone
