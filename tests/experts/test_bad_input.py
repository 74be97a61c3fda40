"""What no form of the circle of experts holds, and somebody sends all the same (S36)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests import factories
from tests.experts.summing import make_evaluated, write

if TYPE_CHECKING:
    from members.models import User


@pytest.mark.parametrize("version", ["9" * 5000, "x", "-1", "\x00", ""])
def test_a_version_that_no_form_held_removes_no_paragraph(
    moderator: User, lippe: User, celle: User, as_: Any, version: str
) -> None:
    one = make_evaluated(lippe, celle)
    paragraph = write(one, moderator)
    page = reverse("experts:paragraph-remove", args=[one.pk, paragraph.pk])
    assert as_(moderator).post(page, {"version": version}).status_code == 302
    assert list(one.paragraphs.all()) == [paragraph]


@pytest.mark.parametrize("text", ["\x00", "Bürger\x00bus", "/\x00", "\u202ebürgerbus"])
def test_a_practice_is_looked_for_whatever_is_typed(
    moderator: User, lippe: User, celle: User, as_: Any, text: str
) -> None:
    one = make_evaluated(lippe, celle)
    factories.make_practice(title="Abendkurse im Bürgerbus")
    page = reverse("experts:source-practice", args=[one.pk, write(one, moderator).pk])
    assert as_(moderator).get(page, {"q": text}).status_code == 200
