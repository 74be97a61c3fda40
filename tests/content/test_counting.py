from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.choices import Counted
from content.models import DailyCount
from content.services import count

if TYPE_CHECKING:
    from members.models import User

LIST = "/verwaltung/content/dailycount/"


def counted() -> dict[str, int]:
    today = DailyCount.objects.filter(day=timezone.localdate())
    return dict(today.values_list("what", "number"))


# S69
def test_failed_sign_ins_are_counted(lippe: User, as_: Any) -> None:
    client = as_(None)
    for _ in range(2):
        client.post("/konto/anmelden/", {"login": lippe.email, "password": "falsch"})
    assert counted() == {Counted.SIGN_IN_FAILED: 2}


# S69
def test_a_refusal_is_counted_once_a_request(celle: User, kreis_lippe: Any, as_: Any) -> None:
    client = as_(celle)
    assert client.get(f"/kreise/{kreis_lippe.pk}/bearbeiten/").status_code == 403
    assert client.get("/kreise/00000/").status_code == 404
    assert client.get("/kreise/").status_code == 200
    assert counted() == {Counted.REFUSED: 1}


# S69, S66
def test_the_office_reads_the_counts_and_no_names(moderator: User, lippe: User, as_: Any) -> None:
    for _ in range(3):
        count(Counted.TOO_MANY)
    as_(None).post("/konto/anmelden/", {"login": lippe.email, "password": "falsch"})
    page = as_(moderator).get(LIST)
    shown = {one.what: one.number for one in page.context["cl"].result_list}
    assert shown == {Counted.TOO_MANY: 3, Counted.SIGN_IN_FAILED: 1}
    assert lippe.email not in page.text
    columns = {field.name for field in DailyCount._meta.fields}
    assert columns == {"id", "day", "what", "number"}


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_nobody_changes_a_count(role: str, request: pytest.FixtureRequest, as_: Any) -> None:
    count(Counted.TOO_MANY)
    one = DailyCount.objects.get()
    answer = as_(request.getfixturevalue(role)).post(f"{LIST}{one.pk}/change/", {"number": 0})
    one.refresh_from_db()
    assert (answer.status_code, one.number) == (403, 1)
