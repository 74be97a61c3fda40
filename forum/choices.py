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


class ReportCause(models.TextChoices):
    """What a reader finds wrong with a post."""

    CLIENTS = "ratsuchende", "Einzelne Ratsuchende sind zu erkennen"
    TONE = "ton", "Verletzender oder herabsetzender Ton"
    TRUST = "vertraulich", "Vertrauliches, das nicht hierher gehört"
    OFF_TOPIC = "werbung", "Werbung oder ohne Bezug zum Thema"
    OTHER = "anderes", "Etwas anderes"


class Act(models.TextChoices):
    """What the moderation decides; the label is what became of it."""

    LEAVE = "belassen", "Beitrag bleibt stehen"
    HIDE = "ausgeblendet", "Beitrag ausgeblendet"
    SHOW = "eingeblendet", "Beitrag wieder eingeblendet"
    QUERY = "rueckfrage", "Rückfrage gestellt"
    CLOSE = "geschlossen", "Thema geschlossen"
    MOVE = "verschoben", "Thema in einen anderen Raum verschoben"
    DELETE = "geloescht", "Thema gelöscht"
    RESTORE = "zurueckgeholt", "Thema zurückgeholt"
    LOCK = "gesperrt", "Person im Raum gesperrt"
    UNLOCK = "entsperrt", "Sperre im Raum aufgehoben"


# About a person's place in a room, not about a word there.
ABOUT_PEOPLE = (Act.LOCK, Act.UNLOCK)
# What can be decided about a single post.
ABOUT_POSTS = (Act.LEAVE, Act.HIDE, Act.SHOW, Act.QUERY, Act.CLOSE, Act.LOCK)
