from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from experts.choices import QuoteConsent, Section, Settled, Verdict
from experts.models.consultation import Consultation, ConsultationItem
from experts.models.contribution import Contribution
from experts.querysets import OpinionQuerySet, ParagraphQuerySet, QuotationQuerySet, SourceQuerySet
from members.models import Kreis, User
from practices.models import Practice


class Paragraph(models.Model):
    """A paragraph of the summary in work: tied to its sources, or the editors' judgement."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="paragraphs"
    )
    section = models.CharField("Abschnitt", max_length=20, choices=Section.choices)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    title = models.CharField("Überschrift", max_length=160, blank=True)
    text = models.TextField("Text", max_length=4000)
    html = models.TextField(editable=False)
    # Whose „n von m“ or whose figures stand beside it.
    item = models.ForeignKey(
        ConsultationItem,
        verbose_name="Zahlen zu",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_judgement = models.BooleanField("Wertung der Redaktion", default=False)
    # Why it has to be looked at again: a source was changed or withdrawn.
    flagged = models.CharField("zu prüfen", max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    changed_at = models.DateTimeField("zuletzt geändert", default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(ParagraphQuerySet)()

    class Meta:
        verbose_name = "Absatz einer Auswertung"
        verbose_name_plural = "Absätze von Auswertungen"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(section__in=Section.values), name="paragraph_section_known"
            ),
        )

    def __str__(self) -> str:
        return self.title or self.text[:80]

    @property
    def as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.html)


class Author(models.Model):
    """Who wrote on the edition in work; it is not released by the only one who did."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="authors"
    )
    person = models.ForeignKey(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField("seit", default=timezone.now)

    class Meta:
        verbose_name = "Verfasserin oder Verfasser"
        verbose_name_plural = "Verfasserinnen und Verfasser"
        constraints = (
            models.UniqueConstraint(fields=("consultation", "person"), name="author_once"),
        )

    def __str__(self) -> str:
        return str(self.person)


class Source(models.Model):
    """Where a paragraph comes from: a contribution, a practice or a document."""

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="Absatz", on_delete=models.CASCADE, related_name="sources"
    )
    contribution = models.ForeignKey(
        Contribution,
        verbose_name="Rückmeldung",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sources",
    )
    practice = models.ForeignKey(
        Practice,
        verbose_name="Praxisbeispiel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    document = models.CharField("Dokument", max_length=240, blank=True)
    link = models.URLField("Adresse", max_length=500, blank=True)

    objects = models.Manager.from_queryset(SourceQuerySet)()

    class Meta:
        verbose_name = "Beleg"
        verbose_name_plural = "Belege"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("paragraph", "contribution"), name="source_contribution_once"
            ),
            models.UniqueConstraint(fields=("paragraph", "practice"), name="source_practice_once"),
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, practice__isnull=True, document="")
                | Q(contribution__isnull=True, practice__isnull=False, document="")
                | (Q(contribution__isnull=True, practice__isnull=True) & ~Q(document="")),
                name="source_is_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.document or str(self.practice or self.contribution)


class Quotation(models.Model):
    """A passage of a contribution, word by word. Without a yes to its wording it is dropped."""

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="Absatz", on_delete=models.CASCADE, related_name="quotations"
    )
    contribution = models.ForeignKey(
        Contribution,
        verbose_name="Rückmeldung",
        on_delete=models.CASCADE,
        related_name="quotations",
    )
    wording = models.CharField("Wortlaut", max_length=600)
    consent = models.CharField(
        "Zustimmung zum Wortlaut",
        max_length=20,
        choices=QuoteConsent.choices,
        default=QuoteConsent.ASKED,
    )
    decided_by = models.ForeignKey(
        User,
        verbose_name="entschieden von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    # The person to name, where the Kreis agreed to that.
    decided_name = models.CharField("Name", max_length=140, blank=True, editable=False)
    decided_function = models.CharField("Funktion", max_length=120, blank=True, editable=False)
    decided_at = models.DateTimeField("entschieden am", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)

    objects = models.Manager.from_queryset(QuotationQuerySet)()

    class Meta:
        verbose_name = "Zitat"
        verbose_name_plural = "Zitate"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(consent__in=QuoteConsent.values), name="quotation_consent_known"
            ),
        )

    def __str__(self) -> str:
        return self.wording


class Opinion(models.Model):
    """What a Kreis says to the draft: to one paragraph, or, without one, to the whole.

    Silence is no row, and never assent.
    """

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="opinions"
    )
    kreis = models.ForeignKey(
        Kreis, verbose_name="Kreis", on_delete=models.PROTECT, related_name="+"
    )
    paragraph = models.ForeignKey(
        Paragraph,
        verbose_name="Absatz",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="opinions",
    )
    verdict = models.CharField("Haltung", max_length=20, choices=Verdict.choices)
    text = models.TextField("Begründung", max_length=2000, blank=True)
    settled = models.CharField(
        "Stand", max_length=20, choices=Settled.choices, default=Settled.OPEN
    )
    settled_note = models.CharField("Was daraus wurde", max_length=400, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    at = models.DateTimeField("am", default=timezone.now, editable=False)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField("Name", max_length=140, editable=False)

    objects = models.Manager.from_queryset(OpinionQuerySet)()

    class Meta:
        verbose_name = "Stimme zur Auswertung"
        verbose_name_plural = "Stimmen zur Auswertung"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "kreis", "paragraph"),
                nulls_distinct=False,
                name="opinion_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="opinion_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(settled__in=Settled.values), name="opinion_settled_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.AGREE) | ~Q(text=""), name="opinion_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kreis}: {self.get_verdict_display()}"
