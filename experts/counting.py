"""The figures of a consultation, counted from the rows of its answers at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

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
    choices, numbers = submitted_answers(consultation, items)
    grouping = choose_grouping(members_of(consultation), answering(choices, numbers))
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


def members_of(consultation: Consultation) -> dict[str, int]:
    """Return the inhabitants of each member Kreis; who answered and left since counts as well."""
    answered = consultation.contributions.submitted().values("kreis_id")
    asked = Q(pk__in=Kreis.objects.members().values("pk")) | Q(pk__in=answered)
    return dict(Kreis.objects.filter(asked).values_list("pk", "population"))


def submitted_answers(
    consultation: Consultation, items: list[ConsultationItem]
) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, Decimal]]]:
    """Return by item what each Kreis chose, empty for „ohne Angabe“, and which number it gave."""
    kreise = consultation.contributions.submitted().values_list("kreis_id", flat=True)
    silent = dict.fromkeys(kreise, "")
    choices = {item.pk: dict(silent) for item in items if item.kind == ItemKind.STATEMENT}
    numbers: dict[int, dict[str, Decimal]] = {
        item.pk: {} for item in items if item.kind == ItemKind.NUMBER
    }
    rows = Answer.objects.filter(
        item__in=items, contribution__state=ContributionState.SUBMITTED
    ).values_list("item_id", "contribution__kreis_id", "choice", "number")
    for item, kreis, choice, number in rows:
        if item in choices:
            choices[item][kreis] = choice
        elif item in numbers and number is not None:
            numbers[item][kreis] = number
    return choices, numbers


def answering(
    choices: dict[int, dict[str, str]], numbers: dict[int, dict[str, Decimal]]
) -> list[set[str]]:
    """Return of each item which Kreise answered it."""
    chosen = [{kreis for kreis, choice in said.items() if choice} for said in choices.values()]
    return [*chosen, *(set(said) for said in numbers.values())]
