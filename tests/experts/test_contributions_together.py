"""Several people of one Kreis, and several Kreise, in one moment (S71, S72)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from content.services import OutdatedError
from experts.choices import Stage
from experts.models import Contribution
from experts.services.consultations import evaluate_consultation
from experts.services.contributing import (
    ClosedError,
    contribution_of,
    save_draft,
    submit_contribution,
    withdraw_contribution,
)
from tests import factories
from tests.events.registering import all_at_once
from tests.experts.answering import answer, numbers, write
from tests.experts.making import make_consultation

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import User


def outcomes(acts: list[Callable[[], object]]) -> list[str]:
    found = all_at_once(acts)
    return sorted(type(one).__name__ if isinstance(one, Exception) else str(one) for one in found)


@pytest.mark.django_db(transaction=True)
def test_two_begin_at_once_and_it_is_one_answer(lippe: User, lippe_deputy: User) -> None:
    one = make_consultation()
    people = (lippe, lippe_deputy) * 2
    acts: list[Callable[[], object]] = [
        partial(
            save_draft,
            contribution_of(one, person),
            by=person,
            version=0,
            draft={"answers": {}, "consent": f"{number}"},
        )
        for number, person in enumerate(people)
    ]
    assert outcomes(acts) == ["OutdatedError"] * 3 + ["True"]
    assert Contribution.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_submitted_by_two_at_once_it_is_one_edition(lippe: User, lippe_deputy: User) -> None:
    one = make_consultation()
    write(one, lippe)
    acts: list[Callable[[], object]] = [
        partial(submit_contribution, contribution_of(one, person), by=person, version=1)
        for person in (lippe, lippe_deputy) * 2
    ]
    assert outcomes(acts) == ["False", "False", "False", "True"]
    assert Contribution.objects.get().edition == 1
    assert numbers(one) == (1, 1, 14)


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_at_once_the_count_is_right(moderator: User) -> None:
    one = make_consultation(asked_count=3)
    people = [factories.make_person() for _ in range(6)]
    for person in people[:4]:
        write(one, person)
    for person in people[4:]:
        answer(one, person)
    acts: list[Callable[[], object]] = []
    for person in people[:4]:
        own = contribution_of(one, person)
        acts.append(partial(submit_contribution, own, by=person, version=1))
        draft = {**own.draft, "consent": "anonym"}
        acts.append(partial(save_draft, own, by=person, version=1, draft=draft))
    for person in people[4:]:
        own = contribution_of(one, person)
        acts.append(partial(withdraw_contribution, own, by=person, edition=1))
    one.refresh_from_db()
    acts.append(partial(evaluate_consultation, one, by=moderator, version=1))
    errors = {type(one) for one in all_at_once(acts) if isinstance(one, Exception)}
    assert errors <= {OutdatedError, ClosedError}
    answered, recounted, asked = numbers(one)
    assert answered == recounted <= asked
    assert one.stage == Stage.SYNTHESIS
    for own in Contribution.objects.submitted():
        assert own.answers.count() == 3
