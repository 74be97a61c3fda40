"""What the portal itself holds of people."""

from __future__ import annotations

from content.people import Fate, Holding, Link, declare, names_nobody
from portal.models import Acknowledgement

declare(
    Holding(
        Acknowledgement,
        "Welche Regeln und Datenschutzerklärungen Sie zur Kenntnis genommen haben",
        (Link("person", Fate.DELETE),),
    )
)
names_nobody("portal.PageEdition", "title")
