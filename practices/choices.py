"""Fixed scales of a practice; the open vocabularies are data, see practices.models.terms."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a practice stands in its workflow."""

    DRAFT = "entwurf", "Entwurf"
    SUBMITTED = "eingereicht", "eingereicht"
    QUERY = "rueckfrage", "Rückfrage der Redaktion"
    PUBLISHED = "veroeffentlicht", "veröffentlicht"
    TO_REVIEW = "ueberpruefung", "Aktualität zu prüfen"
    ARCHIVED = "archiviert", "archiviert"


# Read by audience; „to review“ ones stay readable while their Kreis checks them.
READABLE = (State.PUBLISHED, State.TO_REVIEW)


class Status(models.TextChoices):
    """How far the work on site is."""

    PLANNED = "geplant", "geplant"
    TRIAL = "erprobung", "in Erprobung"
    RUNNING = "laufend", "laufend"
    PERMANENT = "verstetigt", "verstetigt"
    FINISHED = "abgeschlossen", "abgeschlossen"
    STOPPED = "eingestellt", "vorzeitig beendet"


class Duration(models.TextChoices):
    """How long it is meant to last."""

    ONCE = "einmalig", "Einmalige Aktion"
    HALF_YEAR = "bis-6m", "bis 6 Monate"
    YEAR = "6-12m", "6 bis 12 Monate"
    THREE_YEARS = "1-3j", "über 1 bis 3 Jahre"
    LONGER = "ueber-3j", "über 3 Jahre, befristet"
    PERMANENT = "dauerhaft", "Daueraufgabe"


class Staffing(models.TextChoices):
    """Staff in full-time equivalents (VZÄ), without volunteers."""

    VOLUNTEERS = "ehrenamt", "ausschließlich Ehrenamt"
    EXISTING = "vorhanden", "mit vorhandenem Personal"
    UP_TO_HALF = "bis-0-5", "bis 0,5 VZÄ"
    UP_TO_ONE = "0-5-1", "über 0,5 bis 1 VZÄ"
    UP_TO_TWO = "1-2", "über 1 bis 2 VZÄ"
    UP_TO_FIVE = "2-5", "über 2 bis 5 VZÄ"
    MORE = "ueber-5", "über 5 VZÄ"


class CostBand(models.TextChoices):
    """Running cost a year, staff included."""

    NONE = "keine", "Keine zusätzlichen Kosten"
    UP_TO_5 = "bis-5", "bis 5.000 € pro Jahr"
    UP_TO_20 = "5-20", "über 5.000 bis 20.000 € pro Jahr"
    UP_TO_50 = "20-50", "über 20.000 bis 50.000 € pro Jahr"
    UP_TO_100 = "50-100", "über 50.000 bis 100.000 € pro Jahr"
    UP_TO_250 = "100-250", "über 100.000 bis 250.000 € pro Jahr"
    MORE = "ueber-250", "über 250.000 € pro Jahr"
    UNKNOWN = "unbekannt", "nicht beziffert"


class TaskType(models.TextChoices):
    """What kind of municipal task it is."""

    VOLUNTARY = "freiwillig", "Freiwillige Selbstverwaltungsaufgabe"
    DUTY = "pflicht", "Pflichtige Selbstverwaltungsaufgabe"
    INSTRUCTED = "weisung", "Auftrags- bzw. Weisungsaufgabe"
    MIXED = "gemischt", "gemischt / unklar"


class Evaluation(models.TextChoices):
    """How the effect was looked at."""

    NONE = "keine", "noch keine"
    SELF = "selbst", "Selbstevaluation oder Monitoring"
    EXTERNAL = "extern", "externe Evaluation"
    SCIENTIFIC = "wissenschaftlich", "wissenschaftliche Begleitung"


class Transferability(models.TextChoices):
    """The Kreis's own judgement of how well it carries over."""

    HIGH = "hoch", "gut übertragbar"
    MIDDLE = "mittel", "mit Anpassungen übertragbar"
    LOW = "gering", "stark vom örtlichen Rahmen abhängig"


class Licence(models.TextChoices):
    """What others may do with the text."""

    INTERNAL = "intern", "nur für Mitglieder"
    PARTNERS = "intern-dlt", "für Mitglieder und den Deutschen Landkreistag"
    CC_BY = "cc-by-4", "öffentlich, CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4", "öffentlich, CC BY-SA 4.0"


class AdoptionState(models.TextChoices):
    """How far a Kreis is with what it takes over from another."""

    INTEREST = "interesse", "Interesse"
    PLANNED = "geplant", "geplant"
    TRIAL = "erprobung", "in Erprobung"
    ADOPTED = "uebernommen", "übernommen"
    ADAPTED = "angepasst", "angepasst übernommen"
    STOPPED = "beendet", "beendet"
    REJECTED = "verworfen", "verworfen"


RUNNING = (AdoptionState.TRIAL, AdoptionState.ADOPTED, AdoptionState.ADAPTED)
# What was really begun, and so has a start and outcomes; a stopped one counts like the others.
TAKEN_OVER = (*RUNNING, AdoptionState.STOPPED)
# Both say what stopped them.
ENDED = (AdoptionState.STOPPED, AdoptionState.REJECTED)


class ElementChoice(models.TextChoices):
    """What became of one step of the source in another Kreis."""

    KEPT = "unveraendert", "unverändert"
    CHANGED = "geaendert", "geändert"
    DROPPED = "weggelassen", "weggelassen"
    ADDED = "ergaenzt", "ergänzt"


class AfterMonths(models.IntegerChoices):
    """When the adopting Kreis is asked how it went."""

    HALF_YEAR = 6, "nach 6 Monaten"
    YEAR = 12, "nach 12 Monaten"


class Worked(models.TextChoices):
    """Whether it worked in the other Kreis."""

    YES = "ja", "ja"
    PARTLY = "teils", "teils"
    NO = "nein", "nein"


class Again(models.TextChoices):
    """Whether the adopting Kreis would do it again."""

    YES = "ja", "ja"
    WITH_CHANGES = "mit-aenderungen", "ja, mit Änderungen"
    NO = "nein", "nein"
