from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from content.tasks import tasks_for

if TYPE_CHECKING:
    from members.models import User


def test_the_lead_is_asked_to_confirm_what_is_older_than_half_a_year(lippe: User) -> None:
    lippe.kreis.confirmed_on = date(2025, 5, 12)  # type: ignore[union-attr]
    lippe.kreis.save()  # type: ignore[union-attr]
    tasks = tasks_for(lippe)
    assert [(task.title, task.detail, task.url, task.minutes) for task in tasks] == [
        (
            "Angaben zu Ihrem Kreis bestätigen: Kreis Lippe",
            "Zuletzt bestätigt am 12.05.2025",
            "/kreise/05766/#angaben",
            3,
        )
    ]


def test_nobody_is_asked_for_what_was_confirmed_lately(lippe: User) -> None:
    lippe.kreis.confirmed_on = timezone.localdate() - timedelta(days=182)  # type: ignore[union-attr]
    lippe.kreis.save()  # type: ignore[union-attr]
    assert tasks_for(lippe) == []


def test_only_leads_are_asked(lippe_deputy: User, moderator: User, liaison: User) -> None:
    assert [tasks_for(person) for person in (lippe_deputy, moderator, liaison)] == [[], [], []]
