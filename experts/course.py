"""The course of a consultation: what happened to it, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from content.models import Record
from experts.access import may_give_opinion, may_release, may_run, may_withdraw_question
from experts.choices import Stage
from experts.models import Opinion
from experts.querysets import is_of_kreis

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
    Stage.SYNTHESIS: (
        ("Auswertung bearbeiten", "summary-work", True),
        ("Zur Abstimmung vorlegen", "summary-present", False),
        ("Noch einmal für Rückmeldungen öffnen", "consultation-open", False),
    ),
    Stage.AGREEMENT: (
        ("Stimmen der Kreise", "summary-agree", True),
        ("Auswertung bearbeiten", "summary-work", False),
        ("Vorlegen und freigeben", "summary-release", False),
        ("Zurück in die Auswertung", "consultation-evaluate", False),
    ),
    Stage.RELEASED: (
        ("Abschließen", "consultation-close", True),
        ("Neue Fassung beginnen", "consultation-evaluate", False),
    ),
    Stage.CLOSED: (("Neue Fassung beginnen", "consultation-evaluate", False),),
}


# Once a second person is asked: what was laid before it comes first.
_HANDED_OVER = (
    ("Auswertung freigeben", "summary-release", True),
    ("Stimmen der Kreise", "summary-agree", False),
    ("Auswertung bearbeiten", "summary-work", False),
    ("Zurück in die Auswertung", "consultation-evaluate", False),
)


def steps_for(user: User, consultation: Consultation) -> list[Step]:
    """Return what this person can do with it now."""
    known = _STEPS.get(consultation.stage, ()) if may_run(user, consultation) else ()
    if may_release(user, consultation):
        known = _HANDED_OVER
    steps = [
        Step(label, reverse(f"experts:{name}", args=[consultation.pk]), main)
        for label, name, main in known
    ]
    if may_withdraw_question(user, consultation):
        url = reverse("experts:consultation-withdraw", args=[consultation.pk])
        steps.append(Step("Zurückziehen", url, is_main=False))
    return steps


class Agreeing(NamedTuple):
    """What a Kreis reads on the question's page of the draft it is asked about."""

    url: str
    may_say: bool
    opinions: list[Opinion]


def agreeing_of(user: User, consultation: Consultation) -> Agreeing | None:
    """Return it while the summary is in work; None for who does not agree upon it."""
    if not consultation.is_in_work or not is_of_kreis(user):
        return None
    own = Opinion.objects.visible_to(user).filter(consultation=consultation)
    opinions = list(own.select_related("paragraph"))
    is_shown = consultation.stage == Stage.AGREEMENT
    url = reverse("experts:summary-agree", args=[consultation.pk]) if is_shown else ""
    if not url and not opinions:
        return None
    return Agreeing(url, may_give_opinion(user, consultation), opinions)
