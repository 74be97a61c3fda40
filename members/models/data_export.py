from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.models.attachment import stored_name
from members.choices import ExportState
from members.models.user import User
from members.querysets import DataExportQuerySet

LIFETIME = timedelta(days=7)


class DataExport(models.Model):
    """„Meine Daten herunterladen“: what the portal holds of a person, one archive at a time."""

    person = models.OneToOneField(
        User, verbose_name="für", on_delete=models.CASCADE, related_name="data_export"
    )
    asked_at = models.DateTimeField("angefordert am", default=timezone.now)
    state = models.CharField(
        "Stand", max_length=10, choices=ExportState.choices, default=ExportState.ASKED
    )
    file = models.FileField("Archiv", upload_to=stored_name, blank=True)
    size = models.PositiveBigIntegerField("Größe in Byte", default=0)
    expires_at = models.DateTimeField("liegt bereit bis", null=True, blank=True)

    objects = models.Manager.from_queryset(DataExportQuerySet)()

    class Meta:
        verbose_name = "Datenauskunft"
        verbose_name_plural = "Datenauskünfte"
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ExportState.READY, expires_at__isnull=False) & ~Q(file="")
                | Q(state__in=[ExportState.ASKED, ExportState.FAILED], file=""),
                name="data_export_ready_has_its_file",
                violation_error_message="Was bereitliegt, hat eine Datei und eine Frist.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.asked_at:%d.%m.%Y}"
