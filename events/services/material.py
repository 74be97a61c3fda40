"""Files to an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from events.models import Material
from events.models.material import MOST_FILES
from events.services.places import locked
from practices.services import TooManyFilesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.uploads import Upload
    from events.models import Event
    from members.models import User


@transaction.atomic
def add_material(event: Event, *, by: User, upload: Upload, values: Mapping[str, Any]) -> bool:
    """Put a checked file to an event; tell whether it is new there: twice sent, it is once.

    Raises TooManyFilesError.
    """
    current = locked(event)
    there = current.material.values_list("sha256", flat=True)
    if upload.sha256 in there:
        return False
    if len(there) >= MOST_FILES:
        raise TooManyFilesError
    file = Material(
        **{**values, "title": values["title"] or upload.title},
        event=current,
        size=upload.size,
        content_type=upload.kind.content_type,
        sha256=upload.sha256,
        uploaded_by=by,
        position=len(there),
    )
    file.file.save(f"datei.{upload.kind.suffix}", upload.content, save=False)
    file.save(force_insert=True)
    return True


@transaction.atomic
def remove_material(file: Material) -> bool:
    """Take a file away; tell whether it was there. A job removes what is stored of it."""
    current = locked(file.event)
    # Its place is asked under the lock: another file may have gone meanwhile.
    gone = current.material.filter(pk=file.pk).first()
    if gone is None:
        return False
    gone.delete()
    current.material.filter(position__gt=gone.position).update(position=F("position") - 1)
    return True
