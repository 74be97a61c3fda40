"""Fixed scales of an event and of a registration; the keys are those of the vocabularies."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from members.choices import Role

# Who announces events. The liaison registers, and no more.
ORGANISING = (Role.COORDINATOR, Role.MODERATOR, Role.PROGRAMME)


# No event takes longer: two weeks of training are the longest there are.
LONGEST = timedelta(days=31)


class EventKind(models.TextChoices):
    """What sort of meeting it is."""

    EXCHANGE = "fachaustausch", "Fachaustausch"
    COUNSEL = "kollegiale-beratung", "Kollegiale Beratung"
    MEETING = "forumstreffen", "Forumstreffen"
    VISIT = "hospitation", "Hospitation / Kreisbesuch"
    WORKSHOP = "werkstatt", "Werkstatt"
    EXPERTS = "expertenrunde", "Expertenrunde mit dem Landkreistag"
    TRAINING = "fortbildung", "Fortbildung"
    HOURS = "sprechstunde", "Online-Sprechstunde"


class Mode(models.TextChoices):
    """How a person takes part."""

    ON_SITE = "vor-ort", "vor Ort"
    ONLINE = "online", "online"


class EventFormat(models.TextChoices):
    """Where it takes place."""

    ON_SITE = "praesenz", "Präsenz"
    ONLINE = "online", "online"
    HYBRID = "hybrid", "hybrid"

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How people can take part."""
        return _MODES[self]


_MODES = {
    EventFormat.ON_SITE: (Mode.ON_SITE,),
    EventFormat.ONLINE: (Mode.ONLINE,),
    EventFormat.HYBRID: (Mode.ON_SITE, Mode.ONLINE),
}


class EventState(models.TextChoices):
    """Where an event stands."""

    DRAFT = "entwurf", "Entwurf"
    PUBLISHED = "veroeffentlicht", "veröffentlicht"
    CANCELLED = "abgesagt", "abgesagt"


# Read by audience; a cancelled one stays readable, so that nobody travels in vain.
ANNOUNCED = (EventState.PUBLISHED, EventState.CANCELLED)


class RegistrationState(models.TextChoices):
    """Where a registration stands."""

    REGISTERED = "angemeldet", "angemeldet"
    WAITING = "warteliste", "auf der Warteliste"
    OFFERED = "angebot", "Platz angeboten"
    WITHDRAWN = "abgemeldet", "abgemeldet"


# Takes a place: an offered one is kept free for whom it is offered to.
HOLDING = (RegistrationState.REGISTERED, RegistrationState.OFFERED)
ACTIVE = (*HOLDING, RegistrationState.WAITING)


class MaterialFrom(models.TextChoices):
    """From when on a file of an event is handed out."""

    AT_ONCE = "sofort", "sofort"
    AFTERWARDS = "danach", "nach dem Ende des Termins"
