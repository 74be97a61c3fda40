from __future__ import annotations

from bisect import bisect_left

from django.db import models
from django.urls.converters import StringConverter


class Role(models.TextChoices):
    """What somebody is in the Forum; one role per person."""

    COORDINATOR = "coordinator", "Koordination eines Kreises"
    MODERATOR = "moderator", "Moderation"
    PROGRAMME = "programme", "Programmteam"
    LIAISON = "liaison", "Ansprechperson des Landkreistages"


class ThemeChoice(models.TextChoices):
    """Light, dark, or as the device has it."""

    DEVICE = "", "Wie das Gerät"
    LIGHT = "light", "Hell"
    DARK = "dark", "Dunkel"


class Land(models.TextChoices):
    """The 16 Länder, keyed by their usual two letters."""

    BB = "BB", "Brandenburg"
    BE = "BE", "Berlin"
    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    HB = "HB", "Bremen"
    HE = "HE", "Hessen"
    HH = "HH", "Hamburg"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SH = "SH", "Schleswig-Holstein"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    TH = "TH", "Thüringen"


class Kreistyp(models.IntegerChoices):
    """Settlement type of the BBSR, edition 2020."""

    CITY = 1, "Kreisfreie Großstadt"
    URBAN = 2, "Städtischer Kreis"
    RURAL_DENSE = 3, "Ländlicher Kreis mit Verdichtungsansätzen"
    RURAL_SPARSE = 4, "Dünn besiedelter ländlicher Kreis"


class Structure(models.TextChoices):
    """How a Kreis organises its integration management."""

    CENTRE = "kommunales-integrationszentrum", "Kommunales Integrationszentrum"
    STAFF_UNIT = "stabsstelle", "Stabsstelle oder Beauftragte bei der Kreisleitung"
    DEPARTMENT = "fachdienst-integration", "Eigener Fachdienst oder eigenes Sachgebiet Integration"
    IMMIGRATION = "auslaenderbehoerde", "Gemeinsam mit der Ausländerbehörde"
    SOCIAL = "sozialamt", "Im Sozialamt oder eng beim Jobcenter"
    SPREAD = "dezentral", "Verteilt auf mehrere Ämter mit koordinierender Stelle"
    CARRIERS = "freie-traeger", "In Zusammenarbeit mit freien Trägern"


class PopulationBand(models.TextChoices):
    """Population bands of the filters."""

    SMALL = "unter-100", "unter 100.000"
    MIDDLE = "100-200", "100.000 bis 200.000"
    LARGE = "ueber-200", "über 200.000"

    @classmethod
    def of(cls, population: int) -> PopulationBand:
        """Return the band a Kreis of this size is in."""
        return _BANDS[bisect_left(_TOPS, population)]


_BANDS = tuple(PopulationBand)
# The highest number of inhabitants of the bands but the last.
_TOPS = (99_999, 200_000)


class RequestState(models.TextChoices):
    """Where a request for access stands."""

    OPEN = "open", "offen"
    INVITED = "invited", "eingeladen"
    DECLINED = "declined", "abgelehnt"


class ExportState(models.TextChoices):
    """Where „Meine Daten herunterladen“ stands."""

    ASKED = "asked", "wird zusammengestellt"
    READY = "ready", "liegt bereit"
    FAILED = "failed", "gescheitert"


class AgsConverter(StringConverter):
    """The five digits of a Kreis in an address."""

    regex = "[0-9]{5}"
