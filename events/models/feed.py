from __future__ import annotations

import uuid

from django.core.signing import Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone

from events.querysets import CalendarFeedQuerySet
from members.models import User

signer = Signer(salt="events.calendar-feed", sep=".")


class CalendarFeed(models.Model):
    """A person's secret address for calendar programs, which cannot sign in.

    It ends with access and role (members.signals), and with each renewal. The secret is signed,
    not stored: who reads the table, a backup too, cannot subscribe.
    """

    person = models.OneToOneField(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="calendar_feed"
    )
    nonce = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("eingerichtet am", default=timezone.now, editable=False)
    # To the hour: so that people see whether a program still asks.
    read_at = models.DateTimeField("zuletzt abgerufen am", null=True, editable=False)

    objects = models.Manager.from_queryset(CalendarFeedQuerySet)()

    class Meta:
        verbose_name = "Kalender-Abo"
        verbose_name_plural = "Kalender-Abos"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Kalender-Abo: {self.person.name}"

    @property
    def secret(self) -> str:
        """What stands for the person; see services.feeds.feed_of."""
        return signer.sign(self.nonce.hex)

    @property
    def address(self) -> str:
        """The path of the secret address."""
        return reverse("events:feed", args=[self.secret])
