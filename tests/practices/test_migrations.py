"""What migrations fill in for what was there before."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import apps

from content.choices import Audience
from content.services import record
from practices.choices import State
from practices.models import Edition, Practice
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User


def fill(migration: str) -> None:
    import_module(f"practices.migrations.{migration}").fill(apps, None)


def test_editions_are_open_to_whom_their_practice_is_open(db: None) -> None:
    practices = [factories.make_practice(audience=audience) for audience in Audience]
    for practice in practices:
        Edition.objects.create(practice=practice, number=1, fields={})
    fill("0006_fill_audience_of_editions")
    found = Edition.objects.order_by("practice").values_list("audience", flat=True)
    assert list(found) == list(Audience)


def test_who_submitted_and_who_archived_is_taken_from_the_trail(
    kreis_lippe: Kreis, lippe: User, lippe_deputy: User, moderator: User
) -> None:
    waiting, *archived = (
        factories.make_practice(kreis=kreis_lippe, state=state)
        for state in (State.QUERY, State.ARCHIVED, State.ARCHIVED, State.ARCHIVED)
    )
    for person in (lippe, lippe_deputy):
        record("practice.submitted", waiting, by=person)
    for practice, person in zip(archived, (lippe, moderator), strict=False):
        record("practice.archived", practice, by=person, reason="Beendet")
    fill("0008_fill_who_submitted_and_archived")
    columns = ("submitted_by", "archived_by", "archived_by_office", "archive_reason")
    assert list(Practice.objects.order_by("pk").values_list(*columns)) == [
        (lippe_deputy.pk, None, False, ""),
        (None, lippe.pk, False, "Beendet"),
        (None, moderator.pk, True, "Beendet"),
        (None, None, False, ""),
    ]
