from __future__ import annotations

from django.conf import settings
from django.db import models

from content.choices import Audience
from practices.models.practice import Practice
from practices.querysets import (
    EditionQuerySet,
    MergedRevisionQuerySet,
    ReviewRemarkQuerySet,
    SavedPracticeQuerySet,
)


class ReviewRemark(models.Model):
    """A query of the office about one field; the Kreis answers it in place."""

    practice = models.ForeignKey(
        Practice, verbose_name="Praxisbeispiel", on_delete=models.CASCADE, related_name="remarks"
    )
    field = models.CharField("Feld", max_length=40)
    text = models.TextField("Rückfrage", max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="von", related_name="+"
    )
    at = models.DateTimeField("gestellt am", auto_now_add=True)
    answer = models.TextField("Antwort", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True)

    objects = models.Manager.from_queryset(ReviewRemarkQuerySet)()

    class Meta:
        verbose_name = "Rückfrage"
        verbose_name_plural = "Rückfragen"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.practice}: {self.field}"


class Edition(models.Model):
    """A published state of a practice, kept as it was: its fields by name, in words."""

    practice = models.ForeignKey(
        Practice, verbose_name="Praxisbeispiel", on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveIntegerField("Fassung")
    at = models.DateTimeField("veröffentlicht am", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        verbose_name="von",
        related_name="+",
    )
    fields = models.JSONField()
    # Whom it was opened to. Later readers of the practice do not get to read it; who is shut out
    # of the practice is shut out of it too.
    audience = models.PositiveSmallIntegerField(
        "Sichtbarkeit", choices=Audience.choices, default=Audience.MEMBERS
    )

    objects = models.Manager.from_queryset(EditionQuerySet)()

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["practice", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values),
                name="edition_audience_known",
                violation_error_message="Diese Sichtbarkeit gibt es nicht.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.practice}, Fassung {self.number}"


class MergedRevision(models.Model):
    """Where a revision went that was published: its old address leads to its original."""

    # The revision's own number, which nothing else gets.
    revision_id = models.BigIntegerField(primary_key=True)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")

    objects = models.Manager.from_queryset(MergedRevisionQuerySet)()

    class Meta:
        verbose_name = "aufgegangene Überarbeitung"
        verbose_name_plural = "aufgegangene Überarbeitungen"


class SavedPractice(models.Model):
    """„Merkliste“: what a person keeps at hand."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Person",
        on_delete=models.CASCADE,
        related_name="saved_practices",
    )
    practice = models.ForeignKey(
        Practice, verbose_name="Praxisbeispiel", on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField("gemerkt am", auto_now_add=True)

    objects = models.Manager.from_queryset(SavedPracticeQuerySet)()

    class Meta:
        verbose_name = "gemerktes Praxisbeispiel"
        verbose_name_plural = "Merklisten"
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=["person", "practice"], name="saved_practice_once"),
        )

    def __str__(self) -> str:
        return str(self.practice)
