"""Anonymous answers stay so where hardly any Kreis is left that they could be of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests import factories
from tests.experts.making import make_consultation, make_contribution

if TYPE_CHECKING:
    from members.models import User


@pytest.mark.parametrize(("silent", "is_named"), [(1, False), (2, True)])
def test_nobody_is_told_by_elimination(
    as_: Any, lippe: User, celle: User, moderator: User, silent: int, *, is_named: bool
) -> None:
    assert lippe.kreis is not None
    assert celle.kreis is not None
    one = make_consultation()
    for number in range(3):
        kreis = factories.make_kreis(name=f"Landkreis Namehaft{number}")
        make_contribution(one, kreis, text=f"Wort{number}", consent="kreis")
    for _ in range(silent):
        factories.make_kreis()
    make_contribution(one, celle.kreis, text="Wort ohne Namen.", consent="anonym")
    make_contribution(one, lippe.kreis, text="Unser Wort.", consent="kreis")
    page = reverse("experts:contributions", args=[one.pk])
    said = as_(lippe).get(page).text
    assert [f"Namehaft{number}" in said for number in range(3)] == [is_named] * 3
    assert ("Hier steht kein anderer Kreis mit Namen" in said) == (not is_named)
    words = ("Wort0", "Wort ohne Namen.", "Unser Wort.", lippe.kreis.name)
    assert [word in said for word in words] == [True] * 4
    office = as_(moderator).get(page).text
    assert celle.kreis.name in office
    assert "Hier steht kein anderer Kreis" not in office
    # Who is anonymous reads who the others are, as far as nobody else is told by it.
    assert ("Namehaft0" in as_(celle).get(page).text) is True
