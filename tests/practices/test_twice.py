"""What is clicked twice, or by two at once, is done once and said twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from content.models import Record
from practices.choices import State
from practices.models import Practice
from practices.services import publish_practice, start_revision, submit_practice
from tests.practices.test_editing import complete

if TYPE_CHECKING:
    from members.models import Kreis, User


@pytest.fixture
def draft(kreis_lippe: Kreis, lippe: User) -> Practice:
    return complete(kreis_lippe, lippe, state=State.DRAFT, title="Sprachlotsen", changed_by=lippe)


# S71
def test_submitted_twice_is_submitted_once(
    as_: Any, lippe: User, celle: User, draft: Practice
) -> None:
    address = f"/praxis/{draft.pk}/bearbeiten/pruefen/"
    for _ in range(2):
        answer = as_(lippe).post(address, follow=True)
        assert answer.redirect_chain == [(f"/praxis/{draft.pk}/", 302)]
        assert "Das Beispiel ist eingereicht." in answer.text
    assert as_(celle).post(address).status_code == 404
    assert Record.objects.filter(act="practice.submitted").count() == 1


# S71
def test_discarded_twice_is_gone_once(
    as_: Any, lippe: User, celle: User, moderator: User, draft: Practice
) -> None:
    address = f"/praxis/{draft.pk}/verwerfen/"
    chains, said = [], []
    for _ in range(2):
        answer = as_(lippe).post(address, follow=True)
        chains.append(answer.redirect_chain)
        said.append("ist verworfen." in answer.text)
    assert (chains, said) == ([[("/praxis/meine/", 302)]] * 2, [True, True])
    assert [as_(one).post(address).status_code for one in (celle, moderator)] == [404, 404]
    assert Record.objects.count() == 1


# S71
def test_a_revision_discarded_twice_leads_to_its_original(
    as_: Any, lippe: User, draft: Practice
) -> None:
    Practice.objects.update(state=State.PUBLISHED)
    revision = start_revision(draft, by=lippe)
    client = as_(lippe)
    answers = [client.post(f"/praxis/{revision.pk}/verwerfen/")["Location"] for _ in range(2)]
    assert answers == [f"/praxis/{draft.pk}/"] * 2


# S73
def test_who_only_looked_at_it_was_not_quicker(
    as_: Any, lippe: User, admin: User, moderator: User, draft: Practice
) -> None:
    submit_practice(draft, by=lippe)
    publish_practice(draft, by=moderator)
    as_(admin).get(reverse("admin:practices_practice_change", args=[draft.pk]))
    assert Record.objects.filter(act="practice.read_in_admin").count() == 1
    page = as_(moderator).post(f"/praxis/{draft.pk}/veroeffentlichen/", follow=True).text
    assert f"Das ist bereits erledigt von {moderator.name}." in page
