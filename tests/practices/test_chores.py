from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from practices.choices import AdoptionState, AfterMonths, Again, Worked
from practices.chores import ask_for_outcomes
from practices.models import AdoptionOutcome
from tests import factories
from tests.telling import told

if TYPE_CHECKING:
    from members.models import User
    from practices.models import Adoption

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def adoption(lippe: User, celle: User) -> Adoption:
    """What Celle took over from Lippe in March 2026."""
    return factories.make_adoption(
        factories.make_practice(kreis=lippe.kreis),
        kreis=celle.kreis,
        state=AdoptionState.ADOPTED,
        started_on=BEGUN.date(),
    )


def asked(moment: datetime) -> list[tuple[str, str, str, str]]:
    """Let the chore run twice, as two workers would; return what is told altogether."""
    for _ in range(2):
        ask_for_outcomes(moment)
    return told()


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00+00:00")


def test_the_adopting_kreis_is_asked_after_6_and_after_12_months_once_each(
    adoption: Adoption, celle: User
) -> None:
    question = ("ergebnis", celle.email, "", "sofort")
    seen = [asked(day(one)) for one in ("2026-08-31", "2026-09-01", "2026-12-24", "2027-03-01")]
    assert seen == [[], [question], [question], [question, question]]


def test_nobody_is_asked_of_what_is_written_or_long_past(adoption: Adoption, celle: User) -> None:
    AdoptionOutcome.objects.create(
        adoption=adoption,
        after_months=AfterMonths.HALF_YEAR,
        worked=Worked.values[0],
        again=Again.values[0],
        version=1,
        by=celle,
        written_on=day("2026-09-20").date(),
    )
    assert asked(day("2026-10-01")) == []
    assert asked(day("2027-03-01") + timedelta(days=91)) == []


def test_nobody_is_asked_of_what_was_given_up_or_only_planned(adoption: Adoption) -> None:
    for state in (AdoptionState.INTEREST, AdoptionState.REJECTED):
        type(adoption).objects.update(state=state, reason="kein Personal")
        assert asked(day("2026-10-01")) == []
