from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from content.models import Attachment
from events.choices import MaterialFrom
from events.models.event import Event
from events.querysets import MaterialQuerySet

MOST_FILES = 20
LONGEST_ALT = 250
PICTURE = "image/webp"


class Material(Attachment):
    """„Material“ of an event: a file to read before it, or to take along afterwards."""

    event = models.ForeignKey(
        Event, verbose_name="Termin", on_delete=models.CASCADE, related_name="material"
    )
    visible_from = models.CharField(
        "Sichtbar",
        max_length=10,
        choices=MaterialFrom.choices,
        default=MaterialFrom.AT_ONCE,
    )
    for_registered = models.BooleanField("nur für Angemeldete", default=False)
    alt = models.CharField("Bildbeschreibung", max_length=LONGEST_ALT, blank=True)

    objects = models.Manager.from_queryset(MaterialQuerySet)()

    class Meta(Attachment.Meta):
        verbose_name = "Material eines Termins"
        verbose_name_plural = "Material von Terminen"
        constraints = (
            models.UniqueConstraint(
                fields=["event", "sha256"],
                name="material_once",
                violation_error_message="Diese Datei ist schon dabei.",
            ),
            # Places are counted from 0, so these two hold the number of files.
            models.UniqueConstraint(
                fields=["event", "position"],
                name="material_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_FILES),
                name="material_at_most",
                violation_error_message=f"Es gehen höchstens {MOST_FILES} Dateien.",
            ),
            models.CheckConstraint(
                condition=~Q(content_type=PICTURE) | ~Q(alt=""),
                name="material_picture_described",
                violation_error_message="Bilder brauchen eine Beschreibung.",
            ),
            models.CheckConstraint(
                condition=Q(visible_from__in=MaterialFrom.values),
                name="material_visible_from_known",
                violation_error_message="Diesen Zeitpunkt gibt es nicht.",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("events:material", args=[self.event_id, self.pk, self.download_name])
