from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from content.addresses import address
from content.choices import Audience
from content.models import Attachment, Theme
from experts.choices import IN_WORK, ItemKind, Size, Stage
from experts.querysets import ConsultationFileQuerySet, ConsultationQuerySet
from members.models import User

MOST_FILES = 10
MOST_ITEMS = 20
# Of a „Blitzabfrage“: so many statements and numbers, and so many open questions beside them.
MOST_FLASH_ITEMS = 3
MOST_FLASH_OPEN = 1


class Consultation(models.Model):
    """„Anfrage“ of the Deutscher Landkreistag to the circle of experts.

    `answered_count` is kept by services.contributing under a lock on the row. The days are days in
    Europe/Berlin and end at midnight.
    """

    title = models.CharField("Titel", max_length=140)
    question = models.TextField("Frage", max_length=1200)
    background = models.TextField("Hintergrund", max_length=6000, blank=True)
    background_html = models.TextField(blank=True, editable=False)
    size = models.CharField("Umfang", max_length=10, choices=Size.choices, default=Size.FULL)
    theme = models.ForeignKey(
        Theme,
        verbose_name="Themenfeld",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
    )
    deadline = models.DateField("Frist für Rückmeldungen")
    agree_until = models.DateField("Abstimmung bis", null=True, blank=True, editable=False)
    stage = models.CharField("Stand", max_length=20, choices=Stage.choices, default=Stage.ASKED)
    # „EK-2026-03“, given when it is opened.
    year = models.PositiveSmallIntegerField("Jahr", null=True, editable=False)
    serial = models.PositiveSmallIntegerField("laufende Nummer", null=True, editable=False)
    opened_at = models.DateTimeField("geöffnet am", null=True, editable=False)
    asked_count = models.PositiveSmallIntegerField("gefragte Kreise", default=0, editable=False)
    answered_count = models.PositiveSmallIntegerField("Rückmeldungen", default=0, editable=False)
    # Who of what is released last may read it; Release holds what was released.
    release_audience = models.PositiveSmallIntegerField(
        "Sichtbarkeit der Auswertung", choices=Audience.choices, default=Audience.PARTNERS
    )
    edition = models.PositiveSmallIntegerField("freigegebene Fassung", default=0, editable=False)
    # How the moderators hand a summary over to the second of them, see services.releasing.
    handed_over_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    handed_over_at = models.DateTimeField("vorgelegt am", null=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    asked_by = models.ForeignKey(
        User,
        verbose_name="gestellt von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    author_name = models.CharField("Name", max_length=140, editable=False)
    # A moderator wrote it down for the Landkreistag.
    via_office = models.BooleanField("über die Geschäftsstelle", default=False, editable=False)
    asked_at = models.DateTimeField("gestellt am", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Sent twice, a form makes one consultation.
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    is_sample = models.BooleanField("erfundener Beispielinhalt", default=False)

    objects = models.Manager.from_queryset(ConsultationQuerySet)()

    class Meta:
        verbose_name = "Anfrage des Landkreistages"
        verbose_name_plural = "Anfragen des Landkreistages"
        constraints = (
            models.UniqueConstraint(fields=("year", "serial"), name="consultation_number_once"),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="consultation_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(size__in=Size.values), name="consultation_size_known"
            ),
            models.CheckConstraint(
                condition=Q(release_audience__in=(Audience.PUBLIC, Audience.PARTNERS)),
                name="consultation_release_audience_known",
            ),
            models.CheckConstraint(
                condition=Q(answered_count__lte=F("asked_count")), name="consultation_counts_agree"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=(Stage.ASKED, Stage.WITHDRAWN)) | Q(opened_at__isnull=False),
                name="consultation_opened_before_answers",
            ),
        )
        indexes = (models.Index(fields=("stage", "deadline"), name="consultation_by_stage"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("experts:consultation", self.pk)

    @property
    def number(self) -> str:
        """„EK-2026-03“; empty before it is opened."""
        return f"EK-{self.year}-{self.serial:02}" if self.serial else ""

    @property
    def background_as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.background_html)

    @property
    def is_open(self) -> bool:
        """Whether Kreise answer; late ones too, until the evaluation begins."""
        return self.stage == Stage.OPEN

    @property
    def is_over(self) -> bool:
        """Whether the day of the deadline is over."""
        return self.deadline < timezone.localdate()

    @property
    def is_in_work(self) -> bool:
        """Whether the summary is being written or agreed upon."""
        return self.stage in IN_WORK

    @property
    def is_flash(self) -> bool:
        """Whether it is a „Blitzabfrage“."""
        return self.size == Size.FLASH

    @property
    def has_release(self) -> bool:
        """Whether a summary was released."""
        return self.edition > 0


class ConsultationItem(models.Model):
    """One thing asked: a statement, a number, an open question."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="items"
    )
    position = models.PositiveSmallIntegerField("Reihenfolge")
    kind = models.CharField("Art", max_length=10, choices=ItemKind.choices)
    wording = models.CharField("Wortlaut", max_length=400)
    # „Wochen“, „€“; of numbers.
    unit = models.CharField("Einheit", max_length=30, blank=True)

    class Meta:
        verbose_name = "Punkt einer Anfrage"
        verbose_name_plural = "Punkte einer Anfrage"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "position"),
                name="item_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_known"),
            models.CheckConstraint(condition=~Q(wording=""), name="item_has_wording"),
            models.CheckConstraint(condition=Q(position__lt=MOST_ITEMS), name="item_at_most"),
        )

    def __str__(self) -> str:
        return self.wording


class ConsultationFile(Attachment):
    """A file of the question's background; whoever reads the question reads it."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="Anfrage", on_delete=models.CASCADE, related_name="files"
    )

    objects = models.Manager.from_queryset(ConsultationFileQuerySet)()

    class Meta(Attachment.Meta):
        verbose_name = "Datei einer Anfrage"
        verbose_name_plural = "Dateien von Anfragen"
        constraints = (
            models.UniqueConstraint(
                fields=["consultation", "sha256"],
                name="consultation_file_once",
                violation_error_message="Diese Datei ist schon dabei.",
            ),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_FILES),
                name="consultation_file_at_most",
                violation_error_message=f"Es gehen höchstens {MOST_FILES} Dateien.",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("experts:file", args=[self.consultation_id, self.pk, self.download_name])
