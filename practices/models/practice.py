from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from taggit.managers import TaggableManager

from content.addresses import address
from content.choices import Audience
from content.models import Theme
from content.models.attachment import stored_name
from members.models import Kreis, User
from practices import choices
from practices.models.terms import FundingSource, LegalBasis, Partner, TargetGroup
from practices.querysets import PracticeQuerySet
from practices.rows import adoption_text_of, effort_label_of, effort_level_of


def _text(label: str, limit: int) -> models.TextField[str, str]:
    return models.TextField(label, max_length=limit, blank=True)


class Practice(models.Model):
    """What a Kreis does and what came of it; the fields are those the Forum agreed upon."""

    title = models.CharField("Titel", max_length=120)
    kreis = models.ForeignKey(
        Kreis, verbose_name="Kreis", on_delete=models.PROTECT, related_name="practices"
    )
    further_kreise = models.ManyToManyField(
        Kreis, verbose_name="Weitere beteiligte Kreise", blank=True, related_name="shared_practices"
    )
    summary = _text("Kurzfassung", 600)
    main_theme = models.ForeignKey(
        Theme,
        verbose_name="Hauptthema",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    themes = models.ManyToManyField(Theme, verbose_name="Themenfelder", related_name="practices")
    target_groups = models.ManyToManyField(TargetGroup, verbose_name="Zielgruppen", blank=True)
    tags = TaggableManager("Schlagwörter", blank=True)
    status = models.CharField(
        "Stand der Umsetzung", max_length=20, choices=choices.Status.choices, blank=True
    )
    start_date = models.DateField("Beginn", null=True, blank=True, help_text="Es zählt der Monat.")
    end_date = models.DateField("Ende", null=True, blank=True)
    duration = models.CharField(
        "Dauer", max_length=20, choices=choices.Duration.choices, blank=True
    )

    challenge = _text("Ausgangslage", 2000)
    rural_context = _text("Ländlicher Bezug", 1000)
    goals = _text("Ziele", 1500)

    implementation = _text("So funktioniert es", 6000)
    implementation_html = models.TextField(blank=True, editable=False)
    steps = models.JSONField("Schritte zur Umsetzung", default=list, blank=True)
    partners = models.ManyToManyField(Partner, verbose_name="Beteiligte", blank=True)
    responsible_unit = models.CharField(
        "Zuständige Organisationseinheit", max_length=160, blank=True
    )
    task_type = models.CharField(
        "Aufgabenart", max_length=20, choices=choices.TaskType.choices, blank=True
    )
    legal_bases = models.ManyToManyField(LegalBasis, verbose_name="Rechtsgrundlagen", blank=True)
    political_decision = models.CharField("Beschlusslage", max_length=300, blank=True)

    staffing = models.CharField(
        "Personaleinsatz", max_length=20, choices=choices.Staffing.choices, blank=True
    )
    cost_band = models.CharField(
        "Kosten pro Jahr", max_length=20, choices=choices.CostBand.choices, blank=True
    )
    cost_note = _text("Erläuterung zu Kosten", 800)
    funding_sources = models.ManyToManyField(FundingSource, verbose_name="Finanzierung", blank=True)
    funding_until = models.DateField("Finanzierung gesichert bis", null=True, blank=True)

    results = _text("Ergebnisse", 2500)
    # Rows of (label, value, state of the figure).
    indicators = models.JSONField("Kennzahlen", default=list, blank=True)
    evaluation = models.CharField(
        "Auswertung", max_length=20, choices=choices.Evaluation.choices, blank=True
    )
    target_group_view = _text("Sicht der Zielgruppe", 1000)

    success_factors = _text("Das hat geholfen", 1500)
    pitfalls = _text("Was nicht funktioniert hat", 1500)
    prerequisites = _text("Voraussetzungen", 1000)
    transferability = models.CharField(
        "Übertragbarkeit", max_length=20, choices=choices.Transferability.choices, blank=True
    )

    contact_person = models.ForeignKey(
        User,
        verbose_name="Ansprechperson",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    contact_email = models.EmailField("Funktionspostfach", blank=True)
    # Rows of (address, title).
    links = models.JSONField("Weiterführende Links", default=list, blank=True)

    image = models.FileField("Bild", upload_to=stored_name, blank=True)
    image_alt = models.CharField("Bildbeschreibung", max_length=250, blank=True)
    image_credit = models.CharField("Bildnachweis", max_length=160, blank=True)

    audience = models.PositiveSmallIntegerField(
        "Sichtbarkeit", choices=Audience.choices, default=Audience.NETWORK
    )
    licence = models.CharField(
        "Nutzungsrecht",
        max_length=20,
        choices=choices.Licence.choices,
        default=choices.Licence.INTERNAL,
    )
    state = models.CharField(
        "Bearbeitungsstand",
        max_length=20,
        choices=choices.State.choices,
        default=choices.State.DRAFT,
    )
    review_due = models.DateField("Wiedervorlage", null=True, blank=True)
    checked_on = models.DateField("Zuletzt bestätigt am", null=True, blank=True)
    is_sample = models.BooleanField("erfundener Beispielinhalt", default=False)

    # A published practice is edited in a copy, which takes its place when it is published itself.
    revises = models.OneToOneField(
        "self",
        verbose_name="überarbeitet",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="revision",
    )
    edition = models.PositiveIntegerField("Fassung", default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.UUIDField(null=True, unique=True, editable=False)
    changed_at = models.DateTimeField("zuletzt geändert", default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField("eingereicht am", null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField("veröffentlicht am", null=True, editable=False)
    archived_at = models.DateTimeField("archiviert am", null=True, editable=False)
    archived_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Stays when the person goes: what the office archived, the office takes back.
    archived_by_office = models.BooleanField(
        "von der Moderation archiviert", default=False, editable=False
    )
    archive_reason = models.CharField(
        "Grund der Archivierung", max_length=200, blank=True, editable=False
    )
    # Kept by services.recount_adoptions, in the transaction of each adoption.
    adoption_count = models.PositiveIntegerField("Übernahmen", default=0, editable=False)
    adoption_running = models.PositiveIntegerField("davon laufend", default=0, editable=False)
    adoption_stopped = models.PositiveIntegerField("davon beendet", default=0, editable=False)

    # How the section stands that services.save_practice wrote last, for who writes on in it.
    saved_mark = ""

    objects = models.Manager.from_queryset(PracticeQuerySet)()

    class Meta:
        verbose_name = "Praxisbeispiel"
        verbose_name_plural = "Praxisbeispiele"
        indexes = (
            models.Index(fields=["state", "audience", "-checked_on"], name="practice_readable"),
            models.Index(fields=["kreis", "state"], name="practice_of_kreis"),
            # The newest come without sorting all of them.
            models.Index(
                fields=["-checked_on", "title", "id"],
                condition=models.Q(state__in=choices.READABLE),
                name="practice_newest",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=choices.State.values),
                name="practice_state_known",
                violation_error_message="Diesen Bearbeitungsstand gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values),
                name="practice_audience_known",
                violation_error_message="Diese Sichtbarkeit gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=choices.READABLE)
                | (
                    models.Q(
                        main_theme__isnull=False, start_date__isnull=False, revises__isnull=True
                    )
                    & ~models.Q(status="")
                ),
                name="practice_published_is_complete",
                violation_error_message="Zum Veröffentlichen fehlen Angaben.",
            ),
            models.CheckConstraint(
                condition=models.Q(image="")
                | (~models.Q(image_alt="") & ~models.Q(image_credit="")),
                name="practice_image_is_described",
                violation_error_message="Zum Bild gehören Bildbeschreibung und Bildnachweis.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("practices:practice", self.pk)

    @property
    def implementation_as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.implementation_html)

    @property
    def is_readable(self) -> bool:
        """Whether it is published, and so read by its audience."""
        return self.state in choices.READABLE

    @property
    def effort_level(self) -> int | None:
        """Effort of running it in three steps, by staff; None where nobody said."""
        return effort_level_of(self.staffing)

    @property
    def effort_label(self) -> str:
        """The effort in words."""
        return effort_label_of(self.staffing)

    @property
    def adoption_text(self) -> str:
        """„von 4 Kreisen übernommen, 1 beendet“: the stopped ones count like the others."""
        return adoption_text_of(self.adoption_count, self.adoption_stopped)
