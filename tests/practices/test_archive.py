from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.models import Record
from practices.choices import State
from practices.models import Practice
from practices.services import archive_practice, republish_practice
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User


@pytest.fixture
def published(kreis_lippe: Kreis) -> Practice:
    return factories.make_practice(kreis=kreis_lippe, title="Sprachlotsen")


def state_of(practice: Practice) -> str:
    return Practice.objects.get(pk=practice.pk).state


def test_what_the_office_archived_the_office_takes_back(
    as_: Any, lippe: User, moderator: User, published: Practice
) -> None:
    page = f"/praxis/{published.pk}/"
    as_(moderator).post(f"{page}archivieren/", {"reason": "Enthält Falldaten"})
    lead = as_(lippe)
    refused = [lead.get(f"{page}archivieren/"), lead.post(f"{page}archivieren/", {"back": ""})]
    said = "Die Moderation hat das Beispiel archiviert; zurückholen kann nur sie es."
    assert [(one.status_code, said in one.text) for one in refused] == [(403, True)] * 2
    assert republish_practice(published, by=lippe) is False
    assert state_of(published) == State.ARCHIVED
    as_(moderator).post(f"{page}archivieren/", {"back": ""})
    assert state_of(published) == State.PUBLISHED


def test_what_the_kreis_archived_its_lead_takes_back(
    as_: Any, lippe: User, lippe_deputy: User, published: Practice
) -> None:
    page = f"/praxis/{published.pk}/archivieren/"
    as_(lippe).post(page, {"reason": "Beendet"})
    people = (lippe_deputy, lippe)
    assert [as_(one).post(page, {"back": ""}).status_code for one in people] == [403, 302]
    again = Practice.objects.get()
    kept = (again.archived_at, again.archived_by, again.archived_by_office, again.archive_reason)
    assert (again.state, kept) == (State.PUBLISHED, (None, None, False, ""))
    acts = Record.objects.order_by("pk").values_list("act", "reason")
    assert list(acts) == [("practice.archived", "Beendet"), ("practice.published", "")]


def test_the_kreis_reads_who_archived_it_when_and_why(
    as_: Any, lippe: User, lippe_deputy: User, moderator: User, published: Practice
) -> None:
    archive_practice(published, by=moderator, reason="Enthält Falldaten")
    said = (
        f"Archiviert am {timezone.localdate():%d.%m.%Y} von {moderator.name} (Moderation).",
        "Grund: Enthält Falldaten",
        "Zurückholen kann es nur die Moderation.",
        "Aus dem Archiv zurückholen",
    )
    seen = [
        [text in as_(person).get(f"/praxis/{published.pk}/").text for text in said]
        for person in (lippe, lippe_deputy, moderator)
    ]
    kreis, office = [True, True, True, False], [True, True, False, True]
    assert seen == [kreis, kreis, office]


def test_the_office_stays_the_office_when_its_person_goes(
    as_: Any, lippe: User, moderator: User, published: Practice
) -> None:
    archive_practice(published, by=moderator, reason="Enthält Falldaten")
    Practice.objects.update(archived_by=None)
    page = as_(lippe).get(f"/praxis/{published.pk}/").text
    assert "von der Moderation." in page
    assert as_(lippe).post(f"/praxis/{published.pk}/archivieren/", {"back": ""}).status_code == 403
