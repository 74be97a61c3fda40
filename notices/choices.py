from __future__ import annotations

from django.db import models


class MailState(models.TextChoices):
    """Where an outgoing mail stands."""

    QUEUED = "queued", "wartet"
    KEPT = "kept", "im Postausgang behalten"
    SENT = "sent", "versandt"
    FAILED = "failed", "gescheitert"
