"""What stands beside the summary's statements is what the rows of the answers say."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from experts.choices import ContributionState
from experts.counting import count_answers
from experts.models import Answer
from tests import factories
from tests.experts.making import make_consultation, make_contribution

if TYPE_CHECKING:
    from experts.charts import AgreementChart
    from experts.models import Contribution


def _said(rows: list[Answer], submitted: set[int]) -> tuple[str, str, str]:
    """Recount by hand what the chart says in words."""
    counted = {"ja": 0, "teils": 0, "nein": 0, "": 0}
    answered = {row.contribution_id for row in rows if row.contribution_id in submitted}
    for row in rows:
        if row.contribution_id in submitted:
            counted[row.choice] += 1
    counted[""] += len(submitted - answered)
    total = counted["ja"] + counted["teils"] + counted["nein"]
    verb = "stimmt" if counted["ja"] == 1 else "stimmen"
    text = f"{counted['ja']} von {total} {verb} zu" if total else "keine Angaben"
    rest = f"{counted['teils']} teils · {counted['nein']} nein" if total else ""
    return text, rest, f"{counted['']} ohne Angabe" if counted[""] else ""


def _shown(chart: AgreementChart) -> tuple[str, str, str]:
    return chart.text, chart.rest, chart.silent


def test_agreement_is_a_recount_of_the_answers(db: None) -> None:
    dice = random.Random(20261125)  # noqa: S311  (no secret)
    kreise = [factories.make_kreis(population=90_000 + 30_000 * number) for number in range(11)]
    for _ in range(25):
        consultation = make_consultation(days=-1)
        items = list(consultation.items.all())
        made: list[Contribution] = []
        for kreis in dice.sample(kreise, dice.randint(0, len(kreise))):
            sort = dice.choice(["voll", "voll", "entwurf", "keine", "zurueck"])
            one = make_contribution(
                consultation, kreis, submitted=sort != "entwurf", no_comment=sort == "keine"
            )
            if sort == "zurueck":
                one.state = ContributionState.WITHDRAWN
                one.save(update_fields=["state"])
            for answer in one.answers.filter(item=items[0]):
                answer.choice = dice.choice(["ja", "teils", "nein", ""])
                answer.save(update_fields=["choice"])
            made.append(one)
        counted = count_answers(consultation, items)
        submitted = {one.pk for one in made if one.is_submitted}
        rows = list(Answer.objects.filter(item=items[0]))
        assert _shown(counted.agreements[items[0].pk]) == _said(rows, submitted)
        numbers = Answer.objects.filter(item=items[1], contribution__in=submitted)
        chart, count = counted.numbers[items[1].pk], numbers.exclude(number=None).count()
        assert [row.count for row in chart.rows[-1:]] == ([count] if count > 2 else [])


def test_nobody_but_those_who_submitted_to_this_question_is_counted(db: None) -> None:
    consultation, other = make_consultation(), make_consultation()
    kreise = [factories.make_kreis() for _ in range(4)]
    for kreis in kreise[:3]:
        make_contribution(consultation, kreis)
        make_contribution(other, kreis)
    make_contribution(consultation, kreise[3], submitted=False)
    item, number, _ = consultation.items.all()
    counted = count_answers(consultation, [item, number])
    assert counted.agreements[item.pk].text == "3 von 3 stimmen zu"
    assert counted.numbers[number.pk].rows[-1].count == 3
    Answer.objects.filter(item=number).update(number=Decimal(7))
    again = count_answers(consultation, [item, number])
    assert again.numbers[number.pk].rows[-1].text == "7\N{NO-BREAK SPACE}Wochen"
