from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from content.retention import Period, period_named


class RetentionPeriod(models.Model):
    """How many days one thing is kept, where the office wants another number than ours."""

    key = models.CharField("Schlüssel", primary_key=True, max_length=60, editable=False)
    days = models.PositiveIntegerField("Tage")

    class Meta:
        verbose_name = "Aufbewahrungsfrist"
        verbose_name_plural = "Aufbewahrungsfristen"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.declared.label if self.declared else self.key

    @property
    def declared(self) -> Period | None:
        """What the code says of it."""
        return period_named(self.key)

    def clean(self) -> None:
        """Keep to the limits of the period."""
        period = self.declared
        if period and self.days is not None and not period.least <= self.days <= period.most:
            message = f"Möglich sind {period.least} bis {period.most} Tage."
            raise ValidationError({"days": message})


class RetentionRun(models.Model):
    """That a period was kept to: when, and how many things went; or would have gone."""

    at = models.DateTimeField("Zeitpunkt", default=timezone.now)
    key = models.CharField("Schlüssel", max_length=60)
    days = models.PositiveIntegerField("Tage")
    count = models.PositiveIntegerField("Anzahl")
    is_dry = models.BooleanField("nur gezählt")

    class Meta:
        verbose_name = "Löschlauf"
        verbose_name_plural = "Löschläufe"
        ordering = ("-pk",)
        indexes = (models.Index(fields=["key", "at"], name="retention_run_last"),)

    def __str__(self) -> str:
        period = period_named(self.key)
        return period.label if period else self.key
