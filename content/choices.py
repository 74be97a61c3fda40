from __future__ import annotations

from django.db import models


class Audience(models.IntegerChoices):
    """Who may read a published thing: one ordered scale, compared with a person's clearance."""

    PUBLIC = 0, "öffentlich"
    PARTNERS = 1, "Forum und Landkreistag"
    NETWORK = 2, "Forum"
    MEMBERS = 3, "vertraulich (nur Mitgliedskreise)"


# The keys of the data files.
AUDIENCE_OF_KEY = {
    "oeffentlich": Audience.PUBLIC,
    "expertenkreis": Audience.PARTNERS,
    "mitglieder": Audience.NETWORK,
    "vertraulich": Audience.MEMBERS,
}


class Words(models.TextChoices):
    """What becomes of the own topics and posts of a person who leaves."""

    KEEP = "keep", "Meine Beiträge bleiben ohne meinen Namen stehen"
    DELETE = "delete", "Meine Beiträge werden gelöscht"


class Place(models.TextChoices):
    """Where a template of wording fits."""

    POST_LEAVE = "beitrag-belassen", "Gemeldeter Beitrag: stehen lassen"
    POST_QUERY = "beitrag-rueckfrage", "Gemeldeter Beitrag: Rückfrage"
    POST_HIDE = "beitrag-ausblenden", "Gemeldeter Beitrag: ausblenden, Thema schließen"
    POST_LOCK = "person-sperren", "Gemeldeter Beitrag: Person im Raum sperren"
    PRACTICE_QUERY = "praxis-rueckfrage", "Praxisbeispiel: Rückfrage"
    DEADLINE = "frist-verlaengern", "Anfrage des Landkreistages: Frist ändern"
    BARRIER = "barriere-antwort", "Hinweis zur Barrierefreiheit: Antwort"


class Counted(models.TextChoices):
    """What is counted by the day, without saying of whom (S69)."""

    SIGN_IN_FAILED = "anmeldung", "Anmeldung gescheitert"
    REFUSED = "verweigert", "Zugriff verweigert"
    TOO_MANY = "zu-oft", "Zu viele Versuche"
