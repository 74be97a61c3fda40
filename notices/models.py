from __future__ import annotations

from django.db import models

from notices.choices import MailState


class OutgoingMail(models.Model):
    """A mail on its way to one recipient; its text is emptied once it has left the house."""

    to = models.EmailField("an")
    subject = models.CharField("Betreff", max_length=200)
    text = models.TextField("Text")
    html = models.TextField("HTML")
    template = models.CharField("Vorlage", max_length=100)
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
        return self.subject
