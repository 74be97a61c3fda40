"""The figures of a consultation, counted from the rows of its answers at this moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experts.charts import chart_agreement, chart_numbers
from experts.choices import ContributionState, ItemKind
from experts.figures import agreement_figures, choose_grouping, number_figures
from experts.models import Answer
from members.models import Kreis

if TYPE_CHECKING:
    from decimal import Decimal

    from experts.charts import AgreementChart, NumberChart
    from experts.figures import Grouping
    from experts.models import Consultation, ConsultationItem


@dataclass(frozen=True)
class Counted:
    """The charts of the items by their keys, and the grouping they share."""

    agreements: dict[int, AgreementChart]
    numbers: dict[int, NumberChart]
    grouping: Grouping


def count_answers(consultation: Consultation, items: list[ConsultationItem]) -> Counted:
    """Count what was submitted to these items; groups are those that may be shown just now.

    A Kreis that submitted without choosing is „ohne Angabe“; „keine Anmerkung“ is that to each.
    """
    choices, numbers = _submitted(consultation, items)
    answering = [{kreis for kreis, choice in said.items() if choice} for said in choices.values()]
    answering += [set(said) for said in numbers.values()]
    members = dict(Kreis.objects.members().values_list("pk", "population"))
    # Who answered and left the Forum since is counted as well.
    missing = set().union(*answering) - set(members) if answering else set()
    if missing:
        gone = Kreis.objects.filter(pk__in=missing)
        members |= dict(gone.values_list("pk", "population"))
    grouping = choose_grouping(members, answering)
    return Counted(
        {
            item.pk: chart_agreement(item.wording, agreement_figures(choices[item.pk], grouping))
            for item in items
            if item.kind == ItemKind.STATEMENT
        },
        {
            item.pk: chart_numbers(
                item.wording, item.unit, number_figures(numbers[item.pk], grouping)
            )
            for item in items
            if item.kind == ItemKind.NUMBER
        },
        grouping,
    )


def _submitted(
    consultation: Consultation, items: list[ConsultationItem]
) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, Decimal]]]:
    submitted = {"contribution__state": ContributionState.SUBMITTED}
    answers = Answer.objects.filter(item__in=items, **submitted)
    kreise = consultation.contributions.submitted().values_list("kreis_id", flat=True)
    silent = dict.fromkeys(kreise, "")
    choices = {item.pk: dict(silent) for item in items if item.kind == ItemKind.STATEMENT}
    numbers: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = answers.values_list("item_id", "contribution__kreis_id", "choice", "number")
    for item, kreis, choice, number in rows:
        if item in choices:
            choices[item][kreis] = choice
        elif number is not None:
            numbers[item][kreis] = number
    for item_ in items:
        if item_.kind == ItemKind.NUMBER:
            numbers.setdefault(item_.pk, {})
    return choices, dict(numbers)
