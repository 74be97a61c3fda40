from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from members.models.user import User
from members.querysets import DeputyshipQuerySet


class Deputyship(models.Model):
    """„Vertretung“: for these days a colleague gets an absent person's tasks and mails too.

    Both days are included. It gives no right: what the deputy may not do stays undone or waits
    for somebody who may.
    """

    person = models.ForeignKey(
        User, verbose_name="wird vertreten", on_delete=models.CASCADE, related_name="deputyships"
    )
    deputy = models.ForeignKey(
        User, verbose_name="Vertretung durch", on_delete=models.CASCADE, related_name="+"
    )
    starts_on = models.DateField("Von")
    ends_on = models.DateField("Bis", help_text="Dieser Tag gehört noch dazu.")
    created_at = models.DateTimeField("eingetragen am", auto_now_add=True)
    ended_at = models.DateTimeField("vorzeitig beendet am", null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(DeputyshipQuerySet)()

    class Meta:
        verbose_name = "Vertretung"
        verbose_name_plural = "Vertretungen"
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="deputyship_ends_after_it_began",
                violation_error_message="Das Ende der Vertretung liegt vor ihrem Beginn.",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("deputy")),
                name="deputyship_by_somebody_else",
                violation_error_message="Niemand vertritt sich selbst.",
            ),
            ExclusionConstraint(
                name="deputyship_one_at_a_time",
                expressions=(
                    (F("person"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                condition=Q(ended_at__isnull=True),
                violation_error_message="In dieser Zeit gibt es schon eine Vertretung.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.deputy} für {self.person}, {self.starts_on:%d.%m.%Y}"

    @property
    def has_begun(self) -> bool:
        """Whether its first day is today or past."""
        return self.starts_on <= timezone.localdate()
