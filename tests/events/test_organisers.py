"""Who looks after an event: named, and of its Kreis still."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from content.choices import Audience
from events.access import can_edit_event
from events.choices import EventState
from events.models import Event
from events.services import edit_event
from members.choices import Role
from members.services.people import change_kreis, change_role
from tests import factories

if TYPE_CHECKING:
    from members.models import User


def looked_after(person: User, event: Event) -> tuple[bool, bool]:
    person.refresh_from_db()
    event = Event.objects.get(pk=event.pk)
    return Event.objects.organised_by(person).exists(), can_edit_event(person, event)


# S15: needs, drafts and the join link are of the Kreis.
@pytest.mark.parametrize("way", ["kreis", "role"])
def test_who_leaves_the_kreis_looks_after_none_of_its_events(
    way: str, as_: Any, lippe: User, celle: User, moderator: User
) -> None:
    person = factories.make_person(kreis=lippe.kreis)
    event = factories.make_event(
        kreis=lippe.kreis, organisers=[person], state=EventState.DRAFT, title="Nur für Lippe"
    )
    factories.make_registration(event, needs_access="Rampe")
    url = f"/termine/{event.pk}/"
    assert looked_after(person, event) == (True, True)
    assert "Rampe" in as_(person).get(f"{url}anmeldungen/").text
    assert celle.kreis is not None
    if way == "kreis":
        change_kreis(person, kreis=celle.kreis, by=moderator, reason="Umzug")
    else:
        change_role(person, role=Role.PROGRAMME, kreis=None, by=moderator)
    assert looked_after(person, event) == (False, False)
    client = as_(person)
    assert [client.get(url + act).status_code for act in ("", "anmeldungen/")] == [404, 404]
    assert "Nur für Lippe" not in client.get("/termine/?ansicht=meine").text
    assert client.get("/suche/?q=Lippe").text.count("Nur für Lippe") == 0


def test_who_is_named_for_an_event_of_the_forum_stays(
    lippe: User, celle: User, moderator: User
) -> None:
    person = factories.make_person(kreis=lippe.kreis)
    event = factories.make_event(organisers=[person])
    assert celle.kreis is not None
    change_kreis(person, kreis=celle.kreis, by=moderator, reason="Umzug")
    assert looked_after(person, event) == (True, True)


def test_who_left_the_kreis_is_named_no_more_and_given_no_task(
    as_: Any, lippe: User, celle: User, moderator: User
) -> None:
    person = factories.make_person(kreis=lippe.kreis, last_name="Wechselmann")
    event = factories.make_event(kreis=lippe.kreis, organisers=[person, lippe], starts_in=-3)
    factories.make_minutes(event)
    client, pages = as_(lippe), (f"/termine/{event.pk}/", f"/termine/{event.pk}/aufgaben/neu/")
    assert ["Wechselmann" in client.get(page).text for page in pages] == [True, True]
    assert celle.kreis is not None
    change_kreis(person, kreis=celle.kreis, by=moderator, reason="Umzug")
    assert ["Wechselmann" in client.get(page).text for page in pages] == [False, False]


def test_narrowed_afterwards_an_event_keeps_who_came(lippe: User, liaison: User) -> None:
    came = []
    for days in (-3, 3):
        event = factories.make_event(kreis=lippe.kreis, audience=Audience.PARTNERS, starts_in=days)
        one = factories.make_registration(event, liaison)
        edit_event(event, by=lippe, version=1, values={"audience": Audience.NETWORK})
        one.refresh_from_db()
        came.append(one.has_place)
    assert came == [True, False]
