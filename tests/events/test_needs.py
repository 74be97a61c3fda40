"""What people need to take part: said for coming, and kept no longer than for that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from content.choices import Audience
from content.purging import purge_all
from events.choices import RegistrationState
from events.chores import keep_waiting_lists
from events.models import Event, Registration
from events.services import cancel_event, edit_event, register, withdraw
from tests import factories
from tests.events.registering import come

if TYPE_CHECKING:
    from members.models import User

NEEDS = {"needs_language": "Gebärden", "needs_catering": "vegan", "needs_access": "Rampe"}
NONE = ("", "", "", False)


def kept() -> tuple[str, str, str, bool]:
    one = Registration.objects.get()
    return one.needs_language, one.needs_catering, one.needs_access, one.shows_name


@pytest.fixture
def event(lippe: User) -> Event:
    return factories.make_event(kreis=lippe.kreis, organisers=[lippe])


@pytest.fixture
def registration(event: Event, liaison: User) -> Registration:
    Event.objects.filter(pk=event.pk).update(audience=Audience.PARTNERS)
    return factories.make_registration(event, liaison, shows_name=True, **NEEDS)


def test_who_leaves_takes_needs_and_consent_along(registration: Registration) -> None:
    withdraw(registration, by=registration.person)
    assert kept() == NONE


@pytest.mark.usefixtures("registration")
def test_who_may_not_come_any_more_leaves_none(event: Event, lippe: User) -> None:
    edit_event(event, by=lippe, version=1, values={"audience": Audience.NETWORK})
    assert (kept(), Registration.objects.get().is_active) == (NONE, False)


@pytest.mark.usefixtures("registration")
def test_an_offer_that_expires_leaves_none() -> None:
    Registration.objects.update(state="angebot", offered_until=timezone.now())
    keep_waiting_lists(timezone.now() + timedelta(minutes=1))
    assert kept() == NONE


def test_registered_anew_by_another_nobody_is_named_unasked(
    event: Event, lippe: User, lippe_deputy: User
) -> None:
    values = {"mode": "online", "shows_name": True} | NEEDS
    withdraw(register(event, lippe_deputy, by=lippe_deputy, values=values), by=lippe_deputy)
    register(event, lippe_deputy, by=lippe, values={"mode": "online"})
    assert kept() == NONE


@pytest.mark.usefixtures("registration")
def test_of_a_cancelled_event_needs_are_forgotten_after_thirty_days(
    event: Event, lippe: User
) -> None:
    Event.objects.filter(pk=event.pk).update(
        starts_at=event.starts_at + timedelta(days=300), ends_at=event.ends_at + timedelta(days=300)
    )
    cancel_event(event, by=lippe, reason="Sturm")
    night = timezone.localtime().replace(hour=1)
    purge_all(night + timedelta(days=29))
    assert kept()[2] == "Rampe"
    purge_all(night + timedelta(days=31))
    assert kept()[:3] == ("", "", "")


def test_a_need_that_is_asked_no_more_stays_the_persons_to_change(
    as_: Any, event: Event, registration: Registration
) -> None:
    url = f"/termine/{event.pk}/anmeldung/"
    sent = {"mode": "vor-ort", "version": "1", "needs_access": "", "needs_language": "Gebärden"}
    client = as_(registration.person)
    assert "Rampe" in client.get(url).text
    client.post(url, sent)
    assert kept()[:3] == ("Gebärden", "", "")


# Staff without a role read no protected words, and moderators read them on the page.
def test_the_admin_shows_no_needs(
    as_: Any, registration: Registration, admin: User, moderator: User
) -> None:
    url = f"/verwaltung/events/registration/{registration.pk}/change/"
    pages = [as_(one).get(url) for one in (admin, moderator)]
    assert [page.status_code for page in pages] == [200, 200]
    assert [word for word in NEEDS.values() for page in pages if word in page.text] == []


def test_a_form_sent_again_after_leaving_says_so(as_: Any, event: Event, celle: User) -> None:
    token = {"mode": "online", "token": "1f0c3a52-6a1b-4d0e-9a55-0d6f3f1f7a11"}
    client, url = as_(celle), f"/termine/{event.pk}/"
    client.post(f"{url}anmelden/", token)
    client.post(f"{url}abmelden/")
    page = client.post(f"{url}anmelden/", token, follow=True).text
    assert ["Sie stehen auf der Warteliste" in page, "haben Sie sich abgemeldet" in page] == [
        False,
        True,
    ]
    assert come(event, celle).has_place


def test_what_people_needed_is_forgotten_after_thirty_days(lippe: User, celle: User) -> None:
    night = timezone.localtime().replace(hour=1, minute=0)
    long_ago = factories.make_event(starts_at=night - timedelta(days=31))
    lately = factories.make_event(starts_at=night - timedelta(days=29))
    for event in (long_ago, lately):
        factories.make_registration(event, lippe, needs_access="Rampe", needs_catering="vegan")
    purge_all(night)
    kept = Registration.objects.order_by("event").values_list("event", "needs_access", "state")
    assert list(kept) == [
        (long_ago.pk, "", RegistrationState.REGISTERED),
        (lately.pk, "Rampe", RegistrationState.REGISTERED),
    ]
