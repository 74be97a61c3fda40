from __future__ import annotations

from django.db import models


class MailState(models.TextChoices):
    """Where an outgoing mail stands."""

    QUEUED = "queued", "wartet"
    KEPT = "kept", "im Postausgang behalten"
    SENT = "sent", "versandt"
    DROPPED = "dropped", "entfallen"
    FAILED = "failed", "gescheitert"


class Channel(models.TextChoices):
    """How a person hears of something; all but OFF show it in the portal too."""

    AT_ONCE = "sofort", "sofort"
    DAILY = "taeglich", "täglich"
    WEEKLY = "woechentlich", "wöchentlich"
    PORTAL = "portal", "nur im Portal"
    OFF = "aus", "gar nicht"


# What is collected into one mail.
DIGESTS = (Channel.DAILY, Channel.WEEKLY)
# What sends no mail.
SILENT = (Channel.PORTAL, Channel.OFF)
# The bell counts no further.
MOST_COUNTED = 100
# An address counts as dead when so many mails were refused there.
TIMES_TO_BELIEVE = 2
