from __future__ import annotations

from django.db import models


class Size(models.TextChoices):
    """How much is asked."""

    FULL = "voll", "Ausführliche Anfrage"
    FLASH = "blitz", "Blitzabfrage"


class Stage(models.TextChoices):
    """Where a consultation stands, from the question to the release."""

    ASKED = "gestellt", "gestellt"
    OPEN = "offen", "offen für Rückmeldungen"
    SYNTHESIS = "auswertung", "in Auswertung"
    AGREEMENT = "abstimmung", "in Abstimmung"
    RELEASED = "freigegeben", "freigegeben"
    CLOSED = "abgeschlossen", "abgeschlossen"
    WITHDRAWN = "zurueckgezogen", "zurückgezogen"


# From where to where; services.consultations and services.releasing ask who may.
MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.ASKED: (Stage.OPEN, Stage.WITHDRAWN),
    Stage.OPEN: (Stage.SYNTHESIS, Stage.WITHDRAWN),
    Stage.SYNTHESIS: (Stage.OPEN, Stage.AGREEMENT, Stage.WITHDRAWN),
    Stage.AGREEMENT: (Stage.SYNTHESIS, Stage.RELEASED, Stage.WITHDRAWN),
    # A correction makes a new edition.
    Stage.RELEASED: (Stage.SYNTHESIS, Stage.CLOSED),
    Stage.CLOSED: (Stage.SYNTHESIS,),
    Stage.WITHDRAWN: (),
}
# The summary is being written or agreed upon.
IN_WORK = (Stage.SYNTHESIS, Stage.AGREEMENT)


class ItemKind(models.TextChoices):
    """What an item asks for."""

    STATEMENT = "aussage", "Aussage: stimme zu, teils, nein"
    NUMBER = "zahl", "Zahl mit Einheit"
    OPEN = "offen", "Offene Frage"


class Choice(models.TextChoices):
    """What a Kreis says to a statement."""

    AGREE = "ja", "stimme zu"
    PARTLY = "teils", "teils"
    NO = "nein", "nein"


class ContributionState(models.TextChoices):
    """Where a Kreis's answer stands. What others read is what was submitted last."""

    DRAFT = "entwurf", "Entwurf"
    SUBMITTED = "eingereicht", "eingereicht"
    WITHDRAWN = "zurueckgezogen", "zurückgezogen"


class Consent(models.TextChoices):
    """What of the source may leave the member area."""

    NAMED = "namentlich", "mit Name, Funktion und Kreis"
    KREIS = "kreis", "nur mit dem Kreis"
    ANONYMOUS = "anonym", "anonym"


class QuoteConsent(models.TextChoices):
    """What a Kreis says to the exact wording of a quotation."""

    ASKED = "angefragt", "angefragt"
    NAMED = "namentlich", "ja, mit Name, Funktion und Kreis"
    KREIS = "kreis", "ja, nur mit dem Kreis"
    ANONYMOUS = "anonym", "ja, anonym"
    REFUSED = "nein", "nein"


class Section(models.TextChoices):
    """The parts of a summary, in the order in which they are read."""

    GIST = "kern", "Das Wichtigste in drei Sätzen"
    FINDINGS = "aussagen", "Kernaussagen und Zustimmung"
    FIGURES = "zahlen", "Zahlen im Überblick"
    ADVICE = "empfehlungen", "Empfehlungen der Kreise"
    DISSENT = "abweichend", "Abweichende Einschätzungen"
    METHOD = "entstehung", "Wie diese Auswertung entstand"


# No summary is released without them.
REQUIRED = (Section.GIST, Section.FINDINGS, Section.DISSENT, Section.METHOD)


class Verdict(models.TextChoices):
    """What a Kreis says to the draft of the summary."""

    AGREE = "ja", "Zustimmung"
    CHANGE = "aenderung", "Änderungswunsch"
    OBJECT = "einspruch", "Einspruch"


class Settled(models.TextChoices):
    """What became of a wish or an objection."""

    OPEN = "offen", "offen"
    RESOLVED = "geloest", "gelöst"
    DISSENT = "abweichung", "als abweichende Einschätzung aufgenommen"


class Use(models.TextChoices):
    """What the Landkreistag made of a summary."""

    STATEMENT = "stellungnahme", "Stellungnahme"
    HEARING = "anhoerung", "Anhörung"
    TALK = "gespraech", "Gespräch oder Gremium"
    PUBLICATION = "veroeffentlichung", "Veröffentlichung"
    NONE = "nicht", "nicht verwendet"
