from __future__ import annotations

from django.db import models


class RoomKind(models.TextChoices):
    """Who reads a room: the circle is known before a word is written."""

    OPEN = "offen", "offen für alle Mitgliedskreise"
    PROGRAMME = "programm", "offen für Mitgliedskreise und Programmteam"
    CLOSED = "geschlossen", "nur für benannte Personen"


class TopicState(models.TextChoices):
    """Where a topic stands."""

    OPEN = "offen", "offen"
    ANSWERED = "beantwortet", "beantwortet"
    CLOSED = "geschlossen", "geschlossen"


class FollowLevel(models.TextChoices):
    """How a person hears of a topic."""

    EVERY = "jeder", "bei jedem Beitrag, sofort"
    DIGEST = "beitraege", "bei neuen Beiträgen, im Überblick"
    MENTIONS = "erwaehnung", "nur wenn ich erwähnt werde"
    SILENT = "stumm", "gar nicht"

    @classmethod
    def heard(cls) -> list[FollowLevel]:
        """Return the levels that hear of every post."""
        return [cls.EVERY, cls.DIGEST]
