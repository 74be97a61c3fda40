from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from notices.choices import Channel, MailState
from notices.querysets import RefusedAddressQuerySet


class OutgoingMail(models.Model):
    """A mail on its way to one recipient; its text is emptied once it has left the house.

    A mail of notices has a `person` and is written when it is delivered, not before: what the
    person may read is asked then (S50). Any other holds its text from the beginning.
    """

    to = models.EmailField("an")
    subject = models.CharField("Betreff", max_length=200, blank=True)
    text = models.TextField("Text", blank=True)
    html = models.TextField("HTML", blank=True)
    template = models.CharField("Vorlage", max_length=100, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Mitteilungen für",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    channel = models.CharField("Versand", max_length=20, choices=Channel.choices, blank=True)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    state = models.CharField(
        "Stand", max_length=10, choices=MailState.choices, default=MailState.QUEUED
    )
    error = models.CharField("Grund des Scheiterns", max_length=300, blank=True)
    created_at = models.DateTimeField("erstellt", auto_now_add=True)
    sent_at = models.DateTimeField("versandt", null=True, blank=True)

    class Meta:
        verbose_name = "ausgehende E-Mail"
        verbose_name_plural = "Postausgang"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.subject or "Mitteilungen"


class RefusedAddress(models.Model):
    """An address that a mail server refused for good; the next mail it takes forgets this.

    It stands as the mail was addressed: servers speak of domains with umlauts in another form.
    """

    address = models.EmailField("Adresse")
    mail = models.ForeignKey(
        OutgoingMail,
        verbose_name="zuletzt abgewiesene E-Mail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    code = models.PositiveSmallIntegerField("Antwort des Mailservers")
    times = models.PositiveIntegerField(
        "wie oft", default=1, help_text="Bei verschiedenen E-Mails; ab zweien wird es gezeigt."
    )
    first_at = models.DateTimeField("zuerst", auto_now_add=True)
    last_at = models.DateTimeField("zuletzt", auto_now=True)

    objects = models.Manager.from_queryset(RefusedAddressQuerySet)()

    class Meta:
        verbose_name = "abgewiesene Adresse"
        verbose_name_plural = "abgewiesene Adressen"
        ordering = ("-last_at",)
        constraints = (models.UniqueConstraint(Lower("address"), name="refused_address_once"),)

    def __str__(self) -> str:
        return self.address


class MailText(models.Model):
    """What the office made of the words of a mail; empty, it has its first ones."""

    key = models.CharField("Vorlage", max_length=100, primary_key=True)
    label = models.CharField("E-Mail", max_length=100)
    subject = models.CharField("Betreff", max_length=150, blank=True)
    body = models.TextField("Text", max_length=4000, blank=True)
    changed_at = models.DateTimeField("zuletzt geändert", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "Mailtext"
        verbose_name_plural = "Mailtexte"
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label
