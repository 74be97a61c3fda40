from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from content.choices import Audience
from events.models.event import Event
from events.querysets import MinutesQuerySet, MinutesTaskQuerySet, MinutesVersionQuerySet
from members.models import User

MOST_DECISIONS = 20
LONGEST_DECISION = 400


class Minutes(models.Model):
    """„Protokoll“ of an event: what was said, what was decided, who does what until when.

    A draft until it is published. Nobody reads it who does not read the event, see
    MinutesQuerySet: the audience here can only narrow that of the event.
    """

    event = models.OneToOneField(
        Event, verbose_name="Termin", on_delete=models.CASCADE, related_name="minutes"
    )
    text = models.TextField("Verlauf und Ergebnisse", max_length=20_000)
    html = models.TextField(editable=False)
    decisions = ArrayField(
        models.CharField(max_length=LONGEST_DECISION),
        verbose_name="Beschlüsse",
        default=list,
        blank=True,
    )
    audience = models.PositiveSmallIntegerField("Sichtbarkeit", choices=Audience.choices)
    for_participants = models.BooleanField("nur für Teilnehmende", default=False)
    published_at = models.DateTimeField("veröffentlicht am", null=True, editable=False)
    changed_at = models.DateTimeField("zuletzt geändert am", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    author = models.ForeignKey(
        User,
        verbose_name="von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    author_name = models.CharField("Name", max_length=140, editable=False)
    author_kreis = models.CharField("Kreis oder Rolle", max_length=120, editable=False)

    objects = models.Manager.from_queryset(MinutesQuerySet)()

    class Meta:
        verbose_name = "Protokoll eines Termins"
        verbose_name_plural = "Protokolle von Terminen"
        constraints = (
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="minutes_audience_known",
                violation_error_message="Diese Sichtbarkeit gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(decisions__len__lte=MOST_DECISIONS),
                name="minutes_decisions_at_most",
                violation_error_message=f"Möglich sind {MOST_DECISIONS} Beschlüsse.",
            ),
        )

    def __str__(self) -> str:
        return f"Protokoll: {self.event.title}"

    def get_absolute_url(self) -> str:
        return reverse("events:minutes", args=[self.event_id])

    @property
    def as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.html)

    @property
    def is_published(self) -> bool:
        """Whether others read it."""
        return self.published_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether named people alone read it, not an audience."""
        return not self.is_published or self.for_participants or self.event.is_draft

    @property
    def readers_in_words(self) -> str:
        """„Nur für Teilnehmende“, „Sichtbar: Forum“."""
        if self.for_participants:
            return "Nur für Teilnehmende"
        return f"Sichtbar: {Audience(max(self.audience, self.event.audience)).label}"


class MinutesVersion(models.Model):
    """What published minutes said, from one change to the next; for those it was written for."""

    minutes = models.ForeignKey(
        Minutes, verbose_name="Protokoll", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField("Fassung")
    text = models.TextField("Verlauf und Ergebnisse")
    decisions = ArrayField(models.CharField(max_length=LONGEST_DECISION), verbose_name="Beschlüsse")
    audience = models.PositiveSmallIntegerField("Sichtbarkeit", choices=Audience.choices)
    for_participants = models.BooleanField("nur für Teilnehmende")
    at = models.DateTimeField("am", default=timezone.now)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField("Name", max_length=140)

    objects = models.Manager.from_queryset(MinutesVersionQuerySet)()

    class Meta:
        verbose_name = "Fassung eines Protokolls"
        verbose_name_plural = "Fassungen von Protokollen"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("minutes", "number"), name="minutes_version_once"),
        )

    def __str__(self) -> str:
        return f"Fassung {self.number}"


class MinutesTask(models.Model):
    """„Aufgabe“ of the minutes: who does what until when."""

    minutes = models.ForeignKey(
        Minutes, verbose_name="Protokoll", on_delete=models.CASCADE, related_name="tasks"
    )
    text = models.CharField("Aufgabe", max_length=200)
    owner = models.ForeignKey(
        User,
        verbose_name="Wer",
        on_delete=models.SET_NULL,
        null=True,
        related_name="minutes_tasks",
    )
    due = models.DateField("bis", null=True, blank=True)
    effort = models.PositiveSmallIntegerField("Aufwand in Minuten", null=True, blank=True)
    done_at = models.DateTimeField("erledigt am", null=True, editable=False)
    done_by = models.ForeignKey(
        User,
        verbose_name="erledigt gemeldet von",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # Sent twice, a form makes one task.
    token = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)

    objects = models.Manager.from_queryset(MinutesTaskQuerySet)()

    class Meta:
        verbose_name = "Aufgabe aus einem Protokoll"
        verbose_name_plural = "Aufgaben aus Protokollen"
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=("owner",), condition=Q(done_at__isnull=True), name="minutes_task_open"
            ),
        )

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return address_of_task(self.minutes.event_id, self.pk)

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over and it is not done."""
        return not self.is_done and self.due is not None and self.due < timezone.localdate()


def address_of_task(event_id: int, task_id: int) -> str:
    """Return where a task stands: in the minutes of its event."""
    return f"{reverse('events:minutes', args=[event_id])}#aufgabe-{task_id}"
