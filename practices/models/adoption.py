from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from members.models import Kreis, User
from practices.choices import (
    ENDED,
    TAKEN_OVER,
    AdoptionState,
    AfterMonths,
    Again,
    CostBand,
    ElementChoice,
    Worked,
)
from practices.models.practice import Practice
from practices.querysets import (
    AdoptedElementQuerySet,
    AdoptionOutcomeQuerySet,
    AdoptionQuerySet,
)

if TYPE_CHECKING:
    from datetime import date

_NUMBERS = (
    *("", "einem", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    *("elf", "zwölf"),
)
_CHANGES = (
    (ElementChoice.CHANGED, "geänderten"),
    (ElementChoice.DROPPED, "weggelassenen"),
    (ElementChoice.ADDED, "ergänzten"),
)


class Adoption(models.Model):
    """„Übernahme“: what one Kreis makes of another's practice, and how that goes.

    It belongs to the adopting Kreis and outlives the right to read the source: what its people
    knew of the source then (title, steps) stands in it.
    """

    practice = models.ForeignKey(
        Practice, verbose_name="Praxisbeispiel", on_delete=models.PROTECT, related_name="adoptions"
    )
    kreis = models.ForeignKey(
        Kreis,
        verbose_name="übernehmender Kreis",
        on_delete=models.PROTECT,
        related_name="adoptions",
    )
    # The practice's, kept here too: a constraint compares it, lists filter by it.
    source_kreis = models.ForeignKey(
        Kreis,
        verbose_name="Kreis der Quelle",
        on_delete=models.PROTECT,
        related_name="adoptions_by_others",
        editable=False,
    )
    source_title = models.CharField("Titel der Quelle", max_length=120, editable=False)
    source_edition = models.PositiveIntegerField(
        "zuletzt gesehene Fassung der Quelle", default=0, editable=False
    )

    state = models.CharField(
        "Stand",
        max_length=20,
        choices=AdoptionState.choices,
        default=AdoptionState.INTEREST,
    )
    started_on = models.DateField("Beginn", null=True, blank=True)
    reason = models.CharField("Woran es lag", max_length=160, blank=True)
    cost_band = models.CharField(
        "Kosten pro Jahr bei Ihnen", max_length=20, choices=CostBand.choices, blank=True
    )
    cost_note = models.TextField("Erläuterung zu Kosten", max_length=800, blank=True)
    hours = models.PositiveIntegerField(
        "Arbeitsstunden bisher",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000, "Geben Sie höchstens 100.000 Stunden an.")],
    )
    decision = models.TextField("Nötige Entscheidung im Kreis", max_length=500, blank=True)
    note = models.TextField("Notiz", max_length=2000, blank=True)

    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)
    changed_at = models.DateTimeField("zuletzt geändert", default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = models.Manager.from_queryset(AdoptionQuerySet)()

    # Known after `as_read_by`, and after `with_outcomes`.
    source_is_readable: bool
    changes: list[str]
    written_after: list[int]

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        indexes = (models.Index(fields=["kreis", "state", "started_on"], name="adoption_of_kreis"),)
        constraints = (
            models.UniqueConstraint(
                fields=["practice", "kreis"],
                name="adoption_once",
                violation_error_message="Ihr Kreis hat dieses Beispiel schon eingetragen.",
            ),
            models.CheckConstraint(
                condition=~Q(kreis=F("source_kreis")),
                name="adoption_of_another_kreis",
                violation_error_message="Ein Kreis übernimmt nichts von sich selbst.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AdoptionState.values),
                name="adoption_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | ~Q(reason=""),
                name="adoption_end_has_reason",
                violation_error_message="Nennen Sie in einem Satz, woran es lag.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN_OVER) | Q(started_on__isnull=False),
                name="adoption_begun_has_start",
                violation_error_message="Nennen Sie Monat und Jahr, in denen es begann.",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__day=1),
                name="adoption_starts_with_a_month",
                violation_error_message="Es zählt der Monat.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kreis}: {self.source_title}"

    def get_absolute_url(self) -> str:
        return reverse("practices:adoption", args=[self.pk])

    @property
    def title(self) -> str:
        """The source's title; for who may no longer read the source, the one they knew."""
        return self.practice.title if self.source_is_readable else self.source_title

    @property
    def has_ended(self) -> bool:
        """Whether it says what stopped it."""
        return self.state in ENDED

    @property
    def is_taken_over(self) -> bool:
        """Whether it was really begun."""
        return self.state in TAKEN_OVER

    @property
    def changes_text(self) -> str:
        """„mit zwei geänderten und einem ergänzten Baustein“; empty where every step was kept."""
        counts = Counter(self.changes)
        said = [(counts[choice], word) for choice, word in _CHANGES if counts[choice]]
        if not said:
            return ""
        noun = "Baustein" if said[-1][0] == 1 else "Bausteinen"
        words = [f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {word}" for n, word in said]
        *first, last = words
        return f"mit {', '.join(first)} und {last} {noun}" if first else f"mit {last} {noun}"

    def outcome_from(self, after_months: int) -> date | None:
        """Return the first day the outcome after these months is due; None before the start."""
        if self.started_on is None or not self.is_taken_over:
            return None
        years, month = divmod(self.started_on.month - 1 + after_months, 12)
        return self.started_on.replace(year=self.started_on.year + years, month=month + 1)

    def outcome_asked_on(self, day: date) -> AfterMonths | None:
        """Return which outcome is asked for: after a year not the half year's any more."""
        for months in (AfterMonths.YEAR, AfterMonths.HALF_YEAR):
            due = self.outcome_from(months)
            if due is not None and due <= day:
                return months
        return None


class AdoptedElement(models.Model):
    """A step of the source, or one that came in, and what became of it."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="elements")
    position = models.PositiveSmallIntegerField("Reihenfolge")
    # Copied: what the source says later is not what was decided about.
    text = models.TextField("Baustein", max_length=1000)
    choice = models.CharField(
        "Entscheidung",
        max_length=20,
        choices=ElementChoice.choices,
        default=ElementChoice.KEPT,
    )
    reason = models.CharField("Begründung", max_length=300, blank=True)

    objects = models.Manager.from_queryset(AdoptedElementQuerySet)()

    class Meta:
        verbose_name = "Baustein einer Übernahme"
        verbose_name_plural = "Bausteine einer Übernahme"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["adoption", "position"], name="adopted_element_position_once"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=ElementChoice.values), name="adopted_element_choice_known"
            ),
            models.CheckConstraint(
                condition=~Q(choice__in=[ElementChoice.CHANGED, ElementChoice.DROPPED])
                | ~Q(reason=""),
                name="adopted_element_change_has_reason",
                violation_error_message="Sagen Sie, was anders ist und warum.",
            ),
        )

    def __str__(self) -> str:
        return self.text


class AdoptionOutcome(models.Model):
    """What the adopting Kreis says half a year and a year after the start."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="outcomes")
    after_months = models.PositiveSmallIntegerField("Zeitpunkt", choices=AfterMonths.choices)
    worked = models.CharField("Hat es funktioniert?", max_length=20, choices=Worked.choices)
    for_whom = models.TextField("Für wen, für wen nicht?", max_length=1000, blank=True)
    evidence = models.TextField("Woran sehen Sie das?", max_length=1000, blank=True)
    again = models.CharField("Würden Sie es wieder tun?", max_length=20, choices=Again.choices)
    written_on = models.DateField("festgehalten am", editable=False)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = models.Manager.from_queryset(AdoptionOutcomeQuerySet)()

    class Meta:
        verbose_name = "Ergebnis einer Übernahme"
        verbose_name_plural = "Ergebnisse einer Übernahme"
        ordering = ("after_months",)
        constraints = (
            models.UniqueConstraint(
                fields=["adoption", "after_months"],
                name="adoption_outcome_once",
                violation_error_message="Dieses Ergebnis ist schon festgehalten.",
            ),
            models.CheckConstraint(
                condition=Q(after_months__in=AfterMonths.values),
                name="adoption_outcome_after_6_or_12",
                violation_error_message="Gefragt wird nach 6 und nach 12 Monaten.",
            ),
            models.CheckConstraint(
                condition=Q(worked__in=Worked.values, again__in=Again.values),
                name="adoption_outcome_answers_known",
                violation_error_message="Diese Antwort gibt es nicht.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.adoption}, {self.get_after_months_display()}"
