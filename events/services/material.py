"""Files to an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from content.attachments import add_attachment, remove_attachment
from events.models.material import MOST_FILES
from events.services.places import locked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.uploads import Upload
    from events.models import Event, Material
    from members.models import User


@transaction.atomic
def add_material(event: Event, *, by: User, upload: Upload, values: Mapping[str, Any]) -> bool:
    """Put a checked file to an event; tell whether it is new there: twice sent, it is once.

    Raises TooManyFilesError.
    """
    return add_attachment(locked(event).material, upload, by=by, most=MOST_FILES, **values)


@transaction.atomic
def remove_material(file: Material) -> bool:
    """Take a file away; tell whether it was there. A job removes what is stored of it."""
    return remove_attachment(locked(file.event).material, file)
