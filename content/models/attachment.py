from __future__ import annotations

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import number_format

from content.uploads import file_name

_KILOBYTE = 1024


def stored_name(instance: models.Model, filename: str) -> str:
    """Return a name nobody can guess; what the file was called stands in its title."""
    return f"{instance._meta.app_label}/{uuid.uuid4().hex}{PurePath(filename).suffix}"


class Attachment(models.Model):
    """A file at a thing of the portal, with the right of that thing (S27).

    Each app has its own, with a real foreign key. Several rows may name one stored file; a job
    removes those that no row names any more.
    """

    title = models.CharField("Titel", max_length=160)
    file = models.FileField("Datei", upload_to=stored_name)
    size = models.PositiveIntegerField("Größe in Byte")
    content_type = models.CharField("Art", max_length=100)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="hochgeladen von",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    uploaded_at = models.DateTimeField("hochgeladen am", default=timezone.now)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def suffix(self) -> str:
        """„pdf“."""
        return PurePath(self.file.name or "").suffix.removeprefix(".")

    @property
    def download_name(self) -> str:
        """The name under which a reader saves it."""
        return file_name(self.title, self.suffix)

    @property
    def description(self) -> str:
        """„PDF, 640 KB“."""
        kilobytes = max(1, round(self.size / _KILOBYTE))
        if kilobytes < _KILOBYTE:
            return f"{self.suffix.upper()}, {kilobytes} KB"
        return f"{self.suffix.upper()}, {number_format(kilobytes / _KILOBYTE, 1)} MB"
