from __future__ import annotations

from django.db import models
from django.utils import timezone

from content.choices import Counted


class DailyCount(models.Model):
    """How often something failed or was refused on a day: a number, and nothing about anybody."""

    day = models.DateField("Tag", default=timezone.localdate)
    what = models.CharField("Vorfall", max_length=20, choices=Counted.choices)
    number = models.PositiveIntegerField("Anzahl", default=0)

    class Meta:
        verbose_name = "gezählter Vorfall"
        verbose_name_plural = "Gescheitertes und Verweigertes"
        ordering = ("-day", "what")
        constraints = (
            models.UniqueConstraint(fields=("day", "what"), name="daily_count_once"),
            models.CheckConstraint(
                condition=models.Q(what__in=Counted.values), name="daily_count_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.day:%d.%m.%Y}"
