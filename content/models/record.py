from __future__ import annotations

from django.conf import settings
from django.db import models


class Record(models.Model):
    """A weighty act: who did what to which thing, when and why.

    Holds ids, never names. Triggers of migration 0003 forbid update, delete and truncate.
    """

    at = models.DateTimeField("Zeitpunkt", auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Person",
        # Only the id is kept: the trail outlives the people in it, and no row of it can be changed.
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    act = models.CharField("Vorgang", max_length=60, db_index=True)
    kind = models.CharField("Art", max_length=60)
    key = models.CharField("Kennung", max_length=60)
    reason = models.TextField("Begründung", blank=True)
    details = models.JSONField("Einzelheiten", default=dict)

    class Meta:
        verbose_name = "Protokolleintrag"
        verbose_name_plural = "Protokoll"
        ordering = ("-id",)
        indexes = (models.Index(fields=["kind", "key"], name="record_thing"),)

    def __str__(self) -> str:
        return f"{self.act}: {self.kind} {self.key}"
