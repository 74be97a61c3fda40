"""Files at a thing, in their order: put there once, and taken away without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

if TYPE_CHECKING:
    from content.models import Attachment
    from content.uploads import Upload
    from members.models import User


class TooManyFilesError(Exception):
    """There are as many files as there may be; says what can be done."""

    def __init__(self, most: int) -> None:
        super().__init__(f"Es gehen höchstens {most} Dateien. Entfernen Sie vorher eine.")


def add_attachment(files: Any, upload: Upload, *, by: User, most: int, **values: Any) -> bool:
    """Put a checked file to the others; tell whether it is new there: twice sent, it is once.

    `files` is the related manager of a thing whose lock the caller holds. Without a title the file
    is called as the person's own was. Raises TooManyFilesError.
    """
    there = files.values_list("sha256", flat=True)
    if upload.sha256 in there:
        return False
    if len(there) >= most:
        raise TooManyFilesError(most)
    file = files.model(
        **{files.field.name: files.instance},
        **{**values, "title": values.get("title") or upload.title},
        size=upload.size,
        content_type=upload.kind.content_type,
        sha256=upload.sha256,
        uploaded_by=by,
        position=len(there),
    )
    file.file.save(f"datei.{upload.kind.suffix}", upload.content, save=False)
    file.save(force_insert=True)
    return True


def remove_attachment(files: Any, file: Attachment) -> bool:
    """Take a file away; tell whether it was there. A job removes what is stored of it.

    The caller holds the thing's lock. The file's place is asked under it: another may have gone.
    """
    gone = files.filter(pk=file.pk).first()
    if gone is None:
        return False
    gone.delete()
    files.filter(position__gt=gone.position).update(position=F("position") - 1)
    return True
