"""Files of a question's background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from content.attachments import add_attachment, remove_attachment
from experts.access import may_edit_question
from experts.models.consultation import MOST_FILES
from experts.services.consultations import MoveError, locked

if TYPE_CHECKING:
    from content.uploads import Upload
    from experts.models import Consultation, ConsultationFile
    from members.models import User


@transaction.atomic
def add_file(consultation: Consultation, *, by: User, upload: Upload, title: str = "") -> bool:
    """Put a checked file to the question; tell whether it is new there: twice sent, it is once.

    Raises TooManyFilesError, and MoveError once the Kreise answer.
    """
    current = locked(consultation)
    if not may_edit_question(by, current):
        raise MoveError
    return add_attachment(current.files, upload, by=by, most=MOST_FILES, title=title)


@transaction.atomic
def remove_file(file: ConsultationFile, *, by: User) -> bool:
    """Take a file away; tell whether it was there. Raises MoveError once the Kreise answer."""
    current = locked(file.consultation)
    if not may_edit_question(by, current):
        raise MoveError
    return remove_attachment(current.files, file)
