from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from content.choices import Audience
from experts.choices import Use
from experts.models.consultation import Consultation
from experts.querysets import FollowUpQuerySet, OutcomeQuerySet, ReleaseQuerySet
from members.models import User


class Release(models.Model):
    """A released edition of a summary. Triggers of migration 0002 keep it as it is for good.

    The consultation's `release_audience` can narrow who reads it, and never widen that.
    """

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.PROTECT, related_name="releases"
    )
    edition = models.PositiveSmallIntegerField("Fassung")
    # All that is said, see experts.summary; nothing in it names who did not consent.
    content = models.JSONField("Inhalt")
    pdf = models.BinaryField("PDF")
    # SHA-256 of `content`, as experts.summary.checksum makes it.
    checksum = models.CharField("Prüfsumme", max_length=64)
    audience = models.PositiveSmallIntegerField("Sichtbarkeit", choices=Audience.choices)
    note = models.CharField("Was sich geändert hat", max_length=400, blank=True)
    # Ids alone, as in the audit trail: the row outlives the people.
    handed_over_by = models.ForeignKey(
        User,
        verbose_name="vorgelegt von",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    released_by = models.ForeignKey(
        User,
        verbose_name="freigegeben von",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    released_at = models.DateTimeField("freigegeben am", default=timezone.now)
    is_sample = models.BooleanField("erfundener Beispielinhalt", default=False)

    objects = models.Manager.from_queryset(ReleaseQuerySet)()

    class Meta:
        verbose_name = "Freigegebene Auswertung"
        verbose_name_plural = "Freigegebene Auswertungen"
        ordering = ("-edition",)
        constraints = (
            models.UniqueConstraint(fields=("consultation", "edition"), name="release_once"),
            models.CheckConstraint(
                condition=~Q(handed_over_by=F("released_by")), name="release_by_two"
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation.number}, Fassung {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("experts:release", args=[self.consultation_id, self.edition])


class Outcome(models.Model):
    """What the Landkreistag made of a summary."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="outcomes"
    )
    edition = models.PositiveSmallIntegerField("Fassung")
    use = models.CharField("Verwendung", max_length=20, choices=Use.choices)
    text = models.TextField("Was daraus wurde", max_length=2000)
    day = models.DateField("am")
    link = models.URLField("Adresse", max_length=500, blank=True)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField("Name", max_length=140, editable=False)
    at = models.DateTimeField("notiert am", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)

    objects = models.Manager.from_queryset(OutcomeQuerySet)()

    class Meta:
        verbose_name = "Ergebnis einer Auswertung"
        verbose_name_plural = "Ergebnisse von Auswertungen"
        ordering = ("-day", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(use__in=Use.values), name="outcome_use_known"),
        )

    def __str__(self) -> str:
        return f"{self.get_use_display()}: {self.text[:60]}"


class FollowUp(models.Model):
    """„Rückfrage“ of the Landkreistag to the moderators, and their answer."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="follow_ups"
    )
    text = models.TextField("Rückfrage", max_length=2000)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField("Name", max_length=140, editable=False)
    at = models.DateTimeField("gestellt am", default=timezone.now, editable=False)
    answer = models.TextField("Antwort", max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_name = models.CharField("Name", max_length=140, blank=True, editable=False)
    answered_at = models.DateTimeField("beantwortet am", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)

    objects = models.Manager.from_queryset(FollowUpQuerySet)()

    class Meta:
        verbose_name = "Rückfrage des Landkreistages"
        verbose_name_plural = "Rückfragen des Landkreistages"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:80]
