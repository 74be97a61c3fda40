from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from experts.choices import Choice, Consent, ContributionState
from experts.models.consultation import Consultation, ConsultationItem
from experts.querysets import AnswerQuerySet, ContributionQuerySet, ContributionVersionQuerySet
from members.models import Kreis, User

# About 900 words.
LONGEST_ANSWER = 6000


class Contribution(models.Model):
    """„Rückmeldung“ of a Kreis, which its people write together.

    What they type stands in `draft`; what they submitted last stands in `answers`, `no_comment`
    and `consent`, and nobody else ever reads anything but that.
    """

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="contributions"
    )
    kreis = models.ForeignKey(
        Kreis, verbose_name="Kreis", on_delete=models.PROTECT, related_name="contributions"
    )
    state = models.CharField(
        "Stand",
        max_length=20,
        choices=ContributionState.choices,
        default=ContributionState.DRAFT,
    )
    # {"answers": {item: {"choice", "number", "text"}}, "consent", "no_comment"}: as it was typed.
    draft = models.JSONField("Entwurf", default=dict, blank=True, editable=False)
    # Counts the drafts; an editor starts from one (S72).
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField("zuletzt geändert", default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Counts what was submitted.
    edition = models.PositiveSmallIntegerField("Fassung", default=0, editable=False)
    no_comment = models.BooleanField("keine Anmerkung", default=False)
    consent = models.CharField(
        "Nennung außerhalb des Mitgliederbereichs",
        max_length=20,
        choices=Consent.choices,
        default=Consent.ANONYMOUS,
    )
    is_late = models.BooleanField("nach der Frist", default=False)
    submitted_at = models.DateTimeField("eingereicht am", null=True, editable=False)
    submitted_by = models.ForeignKey(
        User,
        verbose_name="eingereicht von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    submitted_name = models.CharField("Name", max_length=140, blank=True, editable=False)
    submitted_function = models.CharField("Funktion", max_length=120, blank=True, editable=False)

    objects = models.Manager.from_queryset(ContributionQuerySet)()

    class Meta:
        verbose_name = "Rückmeldung eines Kreises"
        verbose_name_plural = "Rückmeldungen von Kreisen"
        constraints = (
            models.UniqueConstraint(fields=("consultation", "kreis"), name="contribution_once"),
            models.CheckConstraint(
                condition=Q(state__in=ContributionState.values), name="contribution_state_known"
            ),
            models.CheckConstraint(
                condition=Q(consent__in=Consent.values), name="contribution_consent_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ContributionState.SUBMITTED)
                | Q(submitted_at__isnull=False, edition__gt=0),
                name="contribution_submitted_is_dated",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kreis} zu „{self.consultation}“"

    def get_absolute_url(self) -> str:
        listed = reverse("experts:contributions", args=[self.consultation_id])
        return f"{listed}#rueckmeldung-{self.pk}"

    @property
    def is_submitted(self) -> bool:
        """Whether it counts: „keine Anmerkung“ does, too."""
        return self.state == ContributionState.SUBMITTED


class Answer(models.Model):
    """What a Kreis submitted to one item."""

    contribution = models.ForeignKey(
        Contribution, verbose_name="Rückmeldung", on_delete=models.CASCADE, related_name="answers"
    )
    item = models.ForeignKey(
        ConsultationItem, verbose_name="Punkt", on_delete=models.PROTECT, related_name="answers"
    )
    choice = models.CharField("Zustimmung", max_length=10, choices=Choice.choices, blank=True)
    number = models.DecimalField("Zahl", max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.TextField("Text", max_length=LONGEST_ANSWER, blank=True)

    objects = models.Manager.from_queryset(AnswerQuerySet)()

    class Meta:
        verbose_name = "Antwort"
        verbose_name_plural = "Antworten"
        ordering = ("item__position",)
        constraints = (
            models.UniqueConstraint(fields=("contribution", "item"), name="answer_once"),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]), name="answer_choice_known"
            ),
        )

    def __str__(self) -> str:
        return self.text or self.get_choice_display()


class ContributionVersion(models.Model):
    """What a Kreis had submitted, from one edition to the next."""

    contribution = models.ForeignKey(
        Contribution, verbose_name="Rückmeldung", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("Fassung")
    # [{"wording", "said"}], with „keine Anmerkung“ and consent apart.
    answers = models.JSONField("Antworten", default=list)
    no_comment = models.BooleanField("keine Anmerkung", default=False)
    consent = models.CharField("Nennung", max_length=20, choices=Consent.choices)
    is_late = models.BooleanField("nach der Frist", default=False)
    at = models.DateTimeField("am", default=timezone.now)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField("Name", max_length=140)

    objects = models.Manager.from_queryset(ContributionVersionQuerySet)()

    class Meta:
        verbose_name = "Fassung einer Rückmeldung"
        verbose_name_plural = "Fassungen von Rückmeldungen"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("contribution", "number"), name="contribution_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"Fassung {self.number}"
