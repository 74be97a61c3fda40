from __future__ import annotations

from django.db import models
from django.urls import reverse

from content.models import Attachment
from practices.models.practice import Practice
from practices.querysets import PracticeFileQuerySet

MOST_FILES = 10


class PracticeFile(Attachment):
    """A file to take along: a template, a leaflet, a concept. For the network only."""

    practice = models.ForeignKey(
        Practice, verbose_name="Praxisbeispiel", on_delete=models.CASCADE, related_name="files"
    )

    objects = models.Manager.from_queryset(PracticeFileQuerySet)()

    class Meta(Attachment.Meta):
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        constraints = (
            models.UniqueConstraint(
                fields=["practice", "sha256"],
                name="practice_file_once",
                violation_error_message="Diese Datei ist schon dabei.",
            ),
            # Places are counted from 0, so these two hold the number of files.
            models.UniqueConstraint(
                fields=["practice", "position"],
                name="practice_file_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=MOST_FILES),
                name="practice_files_at_most",
                violation_error_message=f"Es gehen höchstens {MOST_FILES} Dateien.",
            ),
        )

    def get_absolute_url(self) -> str:
        names = [self.practice_id, self.pk, self.download_name]
        return reverse("practices:practice-file", args=names)
