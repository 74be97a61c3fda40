from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notices.choices import DIGESTS, Channel
from notices.models.mail import OutgoingMail
from notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """„Mitteilung“: one person is told of one happening, once.

    It holds no words of the thing: what it says is asked of the thing each time it is shown or
    mailed, and so is whether the person may still read it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="für",
        on_delete=models.CASCADE,
        related_name="notices",
    )
    kind = models.CharField("Art", max_length=40)
    thing = models.CharField("Kennung der Sache", max_length=40)
    happening = models.CharField(
        "Vorgang", max_length=40, help_text="Was an der Sache geschah; je Vorgang nur einmal."
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="in Vertretung für",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    happened_at = models.DateTimeField("geschehen", default=timezone.now)
    read_at = models.DateTimeField("gelesen", null=True, blank=True)
    channel = models.CharField("Kanal", max_length=20, choices=Channel.choices)
    mail = models.ForeignKey(
        OutgoingMail,
        verbose_name="E-Mail",
        # Without its mail a notice would wait for one again.
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="notices",
    )

    objects = models.Manager.from_queryset(NoticeQuerySet)()

    class Meta:
        verbose_name = "Mitteilung"
        verbose_name_plural = "Mitteilungen"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "kind", "thing", "happening"),
                name="notice_once",
                violation_error_message="Davon weiß die Person schon.",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="notice_channel_known"
            ),
        )
        indexes = (
            models.Index(fields=("person", "-id"), name="notice_of_person"),
            models.Index(
                fields=("person",), condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=("kind", "thing"), name="notice_of_thing"),
            models.Index(
                fields=("channel", "person"),
                condition=Q(read_at__isnull=True, mail__isnull=True, channel__in=DIGESTS),
                name="notice_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class Preference(models.Model):
    """How a person wants to hear of a kind of notice, where that is not the kind's default."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Person",
        on_delete=models.CASCADE,
        related_name="notice_preferences",
    )
    kind = models.CharField("Art", max_length=40)
    channel = models.CharField("Kanal", max_length=20, choices=Channel.choices)

    class Meta:
        verbose_name = "Einstellung zu Mitteilungen"
        verbose_name_plural = "Einstellungen zu Mitteilungen"
        constraints = (
            models.UniqueConstraint(fields=("person", "kind"), name="preference_once"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="preference_channel_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_channel_display()}"
