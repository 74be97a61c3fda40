"""The course of a consultation: what happened to it, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from content.models import Record
from experts.access import may_run, may_withdraw_question
from experts.choices import Stage

if TYPE_CHECKING:
    from datetime import datetime

    from experts.models import Consultation
    from members.models import User

_ACTS = {
    "consultation.asked": "Gestellt",
    "consultation.open": "Für die Kreise geöffnet",
    "consultation.deadline": "Frist geändert",
    "consultation.synthesis": "Auswertung begonnen",
    "consultation.agreement": "Den Kreisen zur Abstimmung vorgelegt",
    "consultation.released": "Auswertung freigegeben",
    "consultation.closed": "Abgeschlossen",
    "consultation.withdrawn": "Zurückgezogen",
}


class Happened(NamedTuple):
    """A line of the course."""

    at: datetime
    text: str
    reason: str


class Step(NamedTuple):
    """Something that can be done with a consultation now."""

    label: str
    url: str
    is_main: bool


def course_of(consultation: Consultation) -> list[Happened]:
    """Return what happened, in its order, without names; for whoever reads the question."""
    rows = Record.objects.filter(
        kind=consultation._meta.label_lower, key=str(consultation.pk), act__in=_ACTS
    )
    found = rows.order_by("id").values_list("at", "act", "reason")
    return [Happened(at, _ACTS[act], reason) for at, act, reason in found]


# What leads on from a stage: the label, the name of the address, whether it is the main one.
_STEPS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    Stage.ASKED: (("Für die Kreise öffnen", "consultation-open", True),),
    Stage.OPEN: (
        ("Auswertung beginnen", "consultation-evaluate", True),
        ("Frist ändern", "consultation-deadline", False),
    ),
    Stage.SYNTHESIS: (("Noch einmal für Rückmeldungen öffnen", "consultation-open", False),),
    Stage.AGREEMENT: (("Zurück in die Auswertung", "consultation-evaluate", False),),
    Stage.RELEASED: (
        ("Abschließen", "consultation-close", True),
        ("Neue Fassung beginnen", "consultation-evaluate", False),
    ),
    Stage.CLOSED: (("Neue Fassung beginnen", "consultation-evaluate", False),),
}


def steps_for(user: User, consultation: Consultation) -> list[Step]:
    """Return what this person can do with it now."""
    known = _STEPS.get(consultation.stage, ()) if may_run(user, consultation) else ()
    steps = [
        Step(label, reverse(f"experts:{name}", args=[consultation.pk]), main)
        for label, name, main in known
    ]
    if may_withdraw_question(user, consultation):
        url = reverse("experts:consultation-withdraw", args=[consultation.pk])
        steps.append(Step("Zurückziehen", url, is_main=False))
    return steps
