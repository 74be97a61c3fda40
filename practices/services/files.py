"""Files and the picture of a practice that is not published yet, or of its new edition."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from content.attachments import add_attachment, remove_attachment
from content.services import OutdatedError
from practices.choices import READABLE, State
from practices.models import Practice
from practices.models.files import MOST_FILES
from practices.services.drafts import touch
from search.services import index

if TYPE_CHECKING:
    from content.uploads import Upload
    from members.models import User
    from practices.models import PracticeFile


class ClosedError(Exception):
    """Nobody writes on it any more: it is published, archived or gone."""


def _locked(practice: Practice) -> Practice:
    writable = Practice.objects.exclude(state__in=[*READABLE, State.ARCHIVED])
    current = writable.select_for_update().filter(pk=practice.pk).first()
    if current is None:
        raise ClosedError
    return current


@transaction.atomic
def add_file(practice: Practice, *, by: User, upload: Upload, title: str = "") -> bool:
    """Put a checked file to the others; tell whether it is new there: twice sent, it is once.

    Raises ClosedError and TooManyFilesError.
    """
    current = _locked(practice)
    if not add_attachment(current.files, upload, by=by, most=MOST_FILES, title=title):
        return False
    touch(current, by=by, also=[])
    index("praxis", current)
    return True


@transaction.atomic
def remove_file(file: PracticeFile, *, by: User) -> bool:
    """Take a file away; tell whether it was there. A job removes what is stored of it.

    Raises ClosedError.
    """
    current = _locked(file.practice)
    if not remove_attachment(current.files, file):
        return False
    touch(current, by=by, also=[])
    index("praxis", current)
    return True


def picture_mark(practice: Practice) -> str:
    """Return what a form carries to tell the picture it started from."""
    parts = (practice.image.name or "", practice.image_alt, practice.image_credit)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Picture:
    """What a person wants to stand there; without an upload the picture that is there already."""

    upload: Upload | None
    alt: str
    credit: str


@transaction.atomic
def set_image(practice: Practice, picture: Picture, *, by: User, mark: str) -> bool:
    """Set the picture and its texts; tell whether anything is other than before.

    Raises OutdatedError when the picture is no longer the one of the mark (S72), and ClosedError.
    """
    current = _locked(practice)
    texts = (picture.alt, picture.credit)
    is_same = picture.upload is None or _is_stored(current, picture.upload)
    if current.image and is_same and texts == (current.image_alt, current.image_credit):
        return False
    if mark != picture_mark(current):
        raise OutdatedError(current)
    if picture.upload is not None and not is_same:
        name = f"bild.{picture.upload.kind.suffix}"
        current.image.save(name, picture.upload.content, save=False)
    current.image_alt, current.image_credit = texts
    touch(current, by=by, also=["image", "image_alt", "image_credit"])
    index("praxis", current)
    return True


def _is_stored(practice: Practice, upload: Upload) -> bool:
    if not practice.image:
        return False
    try:
        with practice.image.open("rb") as stored:
            return hashlib.sha256(stored.read()).hexdigest() == upload.sha256
    except FileNotFoundError:
        return False


@transaction.atomic
def remove_image(practice: Practice, *, by: User) -> bool:
    """Take the picture away with its texts; tell whether there was one. Raises ClosedError."""
    current = _locked(practice)
    if not current.image:
        return False
    current.image = current.image_alt = current.image_credit = ""
    touch(current, by=by, also=["image", "image_alt", "image_credit"])
    index("praxis", current)
    return True
