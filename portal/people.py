"""What the portal itself holds of people."""

from __future__ import annotations

from content.people import Fate, Holding, Link, declare, names_nobody
from portal.models import Acknowledgement, Barrier

declare(
    Holding(
        Acknowledgement,
        "Welche Regeln und Datenschutzerklärungen Sie zur Kenntnis genommen haben",
        (Link("person", Fate.DELETE),),
    ),
    # Whoever reports a barrier gives a name and an address for the answer, if at all.
    Holding(
        Barrier,
        "Ihre Hinweise zur Barrierefreiheit",
        (Link("answered_by", Fate.KEEP, columns=()),),
        addresses={"email": Fate.DELETE},
        with_row=("name",),
    ),
)
names_nobody("portal.PageEdition", "title")
