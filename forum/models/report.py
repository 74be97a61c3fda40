from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from forum.choices import Act, ReportCause
from forum.models.post import Post
from forum.models.room import Room
from forum.querysets import DecisionQuerySet, ReportQuerySet
from members.models import User


class Decision(models.Model):
    """What the moderation decided, and why; the person it concerns may answer it once.

    It has the right of its room; whom it is addressed to reads it too, also outside.
    """

    act = models.CharField("Entscheidung", max_length=20, choices=Act.choices)
    room = models.ForeignKey(
        Room, verbose_name="Raum", on_delete=models.CASCADE, related_name="decisions"
    )
    # As the person knew it who may not read there any more.
    room_name = models.CharField("Name des Raums", max_length=80)
    # Of what concerns a topic, its first one. Gone for good, it leaves its decisions.
    post = models.ForeignKey(
        Post,
        verbose_name="Beitrag",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions",
    )
    person = models.ForeignKey(
        User,
        verbose_name="für",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions",
        help_text="Wer davon erfährt und antworten kann.",
    )
    reason = models.TextField("Begründung", max_length=1000, blank=True)
    by = models.ForeignKey(
        User, verbose_name="von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField("am", default=timezone.now)
    until = models.DateField("gilt bis", null=True, blank=True)
    # Sent twice, a form makes one decision.
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    answer = models.TextField("Antwort", max_length=2000, blank=True)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True)
    noted_at = models.DateTimeField("Antwort zur Kenntnis genommen am", null=True, blank=True)
    noted_by = models.ForeignKey(
        User,
        verbose_name="zur Kenntnis genommen von",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = models.Manager.from_queryset(DecisionQuerySet)()

    # Of its topic, where the person who asks reads it: DecisionQuerySet.for_notices.
    title = ""

    class Meta:
        verbose_name = "Entscheidung der Moderation"
        verbose_name_plural = "Entscheidungen der Moderation"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(act__in=Act.values), name="decision_act_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="decision_answer_has_its_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("answered_at", "id"),
                condition=Q(answered_at__isnull=False, noted_at__isnull=True),
                name="decision_answer_unread",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.room_name}"

    def get_absolute_url(self) -> str:
        return reverse("forum:decision", args=[self.pk])


class Report(models.Model):
    """„Meldung“: a reader finds something wrong with a post, and says what, once."""

    post = models.ForeignKey(
        Post, verbose_name="Beitrag", on_delete=models.CASCADE, related_name="reports"
    )
    reporter = models.ForeignKey(
        User, verbose_name="gemeldet von", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    cause = models.CharField("Anlass", max_length=20, choices=ReportCause.choices)
    text = models.TextField("Erläuterung", max_length=1000, blank=True)
    at = models.DateTimeField("gemeldet am", default=timezone.now)
    decision = models.ForeignKey(
        Decision,
        verbose_name="Entscheidung",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
    )

    objects = models.Manager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = "Meldung"
        verbose_name_plural = "Meldungen"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("post", "reporter"),
                name="report_once",
                violation_error_message="Diesen Beitrag haben Sie schon gemeldet.",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=ReportCause.values), name="report_cause_known"
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(decision__isnull=True), name="report_open"),
        )

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.post}"

    # Of the query that lists them: ReportQuerySet.for_list, first_of_each_post.
    preview = ""
    reported_times = 1

    @property
    def days(self) -> int:
        """How many days ago it came."""
        return (timezone.localdate() - timezone.localdate(self.at)).days


class OpenReport(Report):
    """What a former list of the admin showed: rows of the trail name it, and are hidden by it."""

    class Meta:
        proxy = True
        verbose_name = "offene Meldung"
        verbose_name_plural = "Warteschlange: offene Meldungen"
