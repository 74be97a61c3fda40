"""Places: never more than there are, in the order of arrival, offered when one comes free."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from content.choices import Audience
from content.services import OutdatedError
from events.choices import EventFormat, EventState, Mode, RegistrationState
from events.chores import keep_waiting_lists
from events.models import Event, Registration
from events.services import (
    ClosedError,
    FullError,
    accept_offer,
    cancel_event,
    change_registration,
    edit_event,
    register,
    withdraw,
)
from members.choices import Role
from members.services.people import change_role
from notices.models import Notice
from tests import factories
from tests.events.registering import all_at_once, come, counts, states

if TYPE_CHECKING:
    from members.models import Kreis, User

REGISTERED, WAITING = RegistrationState.REGISTERED, RegistrationState.WAITING
OFFERED, WITHDRAWN = RegistrationState.OFFERED, RegistrationState.WITHDRAWN


# S74
@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_ten_get_a_place_and_forty_wait_in_order(kreis_lippe: Kreis) -> None:
    event = factories.make_event(seats_on_site=10)
    people = [factories.make_person(kreis=kreis_lippe) for _ in range(50)]
    answers = all_at_once([partial(come, event, person) for person in people])
    assert [error for error in answers if isinstance(error, Exception)] == []
    assert states(event) == [REGISTERED] * 10 + [WAITING] * 40
    arrivals = event.registrations.values_list("arrival", flat=True)
    assert list(arrivals) == list(range(1, 51))
    assert counts(event) == (10, 0, 40)
    # The eleventh to come is the first to move up.
    first, eleventh = (event.registrations.get(arrival=number) for number in (1, 11))
    withdraw(first, by=first.person)
    eleventh.refresh_from_db()
    assert (eleventh.state, counts(event)) == (OFFERED, (10, 0, 39))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_registration(lippe: User) -> None:
    event = factories.make_event(seats_on_site=10)
    answers = all_at_once([partial(come, event, lippe)] * 4)
    assert answers == [Registration.objects.get()] * 4
    assert (counts(event), Notice.objects.count()) == ((1, 0, 0), 1)


@pytest.mark.django_db(transaction=True)
def test_one_free_place_is_offered_to_one_however_many_leave(kreis_lippe: Kreis) -> None:
    event = factories.make_event(seats_on_site=5)
    people = [factories.make_person(kreis=kreis_lippe) for _ in range(12)]
    coming = [come(event, person) for person in people]
    acts = [partial(withdraw, one, by=one.person) for one in coming[:5]]
    acts += [partial(withdraw, coming[0], by=coming[0].person)]
    assert sorted(map(str, all_at_once(acts))) == ["False", *["True"] * 5]
    assert states(event) == [WITHDRAWN] * 5 + [OFFERED] * 5 + [WAITING] * 2
    assert counts(event) == (5, 0, 2)


def test_without_a_limit_everybody_has_a_place(kreis_lippe: Kreis) -> None:
    event = factories.make_event()
    for _ in range(3):
        come(event, factories.make_person(kreis=kreis_lippe), Mode.ONLINE)
    assert (states(event), counts(event)) == ([REGISTERED] * 3, (0, 3, 0))


def test_each_mode_has_places_of_its_own(lippe: User, celle: User, programme: User) -> None:
    event = factories.make_event(seats_on_site=1, seats_online=1)
    modes = (Mode.ON_SITE, Mode.ONLINE, Mode.ON_SITE)
    for person, mode in zip((lippe, celle, programme), modes, strict=True):
        come(event, person, mode)
    assert (states(event), counts(event)) == ([REGISTERED, REGISTERED, WAITING], (1, 1, 1))


# ---- Offers --------------------------------------------------------------------------------------


@pytest.fixture
def full(lippe: User, celle: User, programme: User) -> Event:
    """One place: Lippe has it, Celle waits, then the programme team."""
    event = factories.make_event(seats_on_site=1)
    for person in (lippe, celle, programme):
        come(event, person)
    return event


def of(event: Event, person: User) -> Registration:
    return Registration.objects.get(event=event, person=person)


def offers(person: User) -> int:
    found = Notice.objects.filter(person=person, kind="termin-angebot", read_at__isnull=True)
    return found.count()


def test_who_leaves_makes_room_for_the_next(full: Event, lippe: User, celle: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert withdraw(of(full, lippe), by=lippe)
    assert states(full) == [WITHDRAWN, OFFERED, WAITING]
    assert of(full, celle).offered_until == now + timedelta(hours=48)
    assert (counts(full), offers(celle)) == ((1, 0, 1), 1)
    assert accept_offer(of(full, celle), by=celle)
    assert states(full) == [WITHDRAWN, REGISTERED, WAITING]
    assert (counts(full), offers(celle)) == ((1, 0, 1), 0)
    assert not accept_offer(of(full, celle), by=celle)


def test_who_declines_lets_the_next_move_up(
    full: Event, lippe: User, celle: User, programme: User
) -> None:
    withdraw(of(full, lippe), by=lippe)
    withdraw(of(full, celle), by=celle)
    assert states(full) == [WITHDRAWN, WITHDRAWN, OFFERED]
    assert (offers(celle), offers(programme)) == (0, 1)


def test_an_offer_expires_and_goes_to_the_next(full: Event, lippe: User, celle: User) -> None:
    withdraw(of(full, lippe), by=lippe)
    keep_waiting_lists(timezone.now() + timedelta(hours=47))
    assert states(full) == [WITHDRAWN, OFFERED, WAITING]
    later = timezone.now() + timedelta(hours=49)
    with time_machine.travel(later, tick=False):
        # The chore runs four times an hour: nobody takes an expired place in between.
        assert not accept_offer(of(full, celle), by=celle)
        keep_waiting_lists(later)
        keep_waiting_lists(later)
    assert (states(full), counts(full)) == ([WITHDRAWN, WITHDRAWN, OFFERED], (1, 0, 0))
    said = Notice.objects.filter(person=celle, kind="termin-anmeldung").order_by("pk")
    assert [one.happening.split()[0] for one in said] == ["warteliste", "verfallen"]


def test_an_offer_never_lasts_beyond_the_start(lippe: User, celle: User) -> None:
    event = factories.make_event(seats_on_site=1, starts_in=1)
    for person in (lippe, celle):
        come(event, person)
    withdraw(of(event, lippe), by=lippe)
    assert of(event, celle).offered_until == event.starts_at


def test_after_the_start_nobody_is_offered_a_place(full: Event, lippe: User, celle: User) -> None:
    with time_machine.travel(full.starts_at + timedelta(minutes=1), tick=False):
        assert withdraw(of(full, lippe), by=lippe)
        assert withdraw(of(full, celle), by=celle)
    assert (states(full), counts(full)) == ([WITHDRAWN, WITHDRAWN, WAITING], (0, 0, 1))
    assert offers(celle) == 0


def test_an_earlier_start_shortens_an_offer(full: Event, lippe: User, celle: User) -> None:
    withdraw(of(full, lippe), by=lippe)
    soon = timezone.now() + timedelta(hours=5)
    values = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    assert edit_event(full, by=lippe, version=full.version, values=values)
    assert of(full, celle).offered_until == soon


def test_who_has_lost_access_is_passed_over(
    full: Event, lippe: User, celle: User, programme: User
) -> None:
    type(celle).objects.filter(pk=celle.pk).update(is_active=False)
    withdraw(of(full, lippe), by=lippe)
    assert (states(full), offers(programme)) == ([WITHDRAWN, WITHDRAWN, OFFERED], 1)


# S15
def test_who_loses_access_makes_room(full: Event, lippe: User) -> None:
    type(lippe).objects.filter(pk=lippe.pk).update(is_active=False)
    keep_waiting_lists(timezone.now())
    assert (states(full), counts(full)) == ([WITHDRAWN, OFFERED, WAITING], (1, 0, 1))


def test_who_reads_less_in_another_role_makes_room(
    full: Event, lippe: User, moderator: User
) -> None:
    Event.objects.update(audience=Audience.MEMBERS)
    lead = factories.make_person(kreis=lippe.kreis, is_lead=True)
    change_role(lippe, role=Role.PROGRAMME, kreis=None, by=moderator)
    keep_waiting_lists(timezone.now())
    # The programme team waited, too, and reads it no more.
    assert (states(full), lead.is_lead) == ([WITHDRAWN, OFFERED, WITHDRAWN], True)


def test_more_places_are_offered_at_once(full: Event, lippe: User) -> None:
    assert edit_event(full, by=lippe, version=full.version, values={"seats_on_site": 3})
    assert (states(full), counts(full)) == ([REGISTERED, OFFERED, OFFERED], (3, 0, 0))


def test_a_cancelled_event_offers_nothing(full: Event, lippe: User, celle: User) -> None:
    withdraw(of(full, lippe), by=lippe)
    assert cancel_event(full, by=lippe, reason="Sturm")
    assert (states(full), offers(celle)) == ([WITHDRAWN, WAITING, WAITING], 0)
    assert not accept_offer(of(full, celle), by=celle)


def test_nobody_accepts_for_another(full: Event, lippe: User, celle: User) -> None:
    withdraw(of(full, lippe), by=lippe)
    assert not accept_offer(of(full, celle), by=lippe)
    assert of(full, celle).state == OFFERED


# ---- Who registers, when -------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["after the deadline", "after the start", "cancelled", "draft"])
def test_nobody_registers_too_late_or_too_early(when: str, lippe: User) -> None:
    cases: dict[str, dict[str, Any]] = {
        "after the deadline": {"registration_until": timezone.now() - timedelta(minutes=1)},
        "after the start": {"starts_in": -1, "ends_at": timezone.now() + timedelta(days=1)},
        "cancelled": {"state": EventState.CANCELLED},
        "draft": {"state": EventState.DRAFT, "kreis": lippe.kreis},
    }
    event = factories.make_event(**cases[when])
    with pytest.raises(ClosedError):
        come(event, lippe)
    assert Registration.objects.count() == 0


def test_nobody_takes_part_in_a_way_that_is_not(lippe: User) -> None:
    event = factories.make_event(format=EventFormat.ON_SITE)
    with pytest.raises(ClosedError):
        come(event, lippe, Mode.ONLINE)
    with pytest.raises(ClosedError):
        come(event, lippe, "fliegend")


def test_nobody_registers_for_what_he_does_not_read(liaison: User, admin: User) -> None:
    hidden = factories.make_event(audience=Audience.NETWORK)
    public = factories.make_event(audience=Audience.PUBLIC)
    for event, person in ((hidden, liaison), (hidden, admin), (public, admin)):
        with pytest.raises(ClosedError):
            come(event, person)
    assert come(public, liaison).state == REGISTERED


def test_organisers_register_people_of_their_own_kreis(
    lippe: User, lippe_deputy: User, celle: User, moderator: User
) -> None:
    event = factories.make_event(organisers=[lippe])
    values = {"mode": Mode.ON_SITE}
    with pytest.raises(PermissionDenied):
        register(event, celle, by=lippe, values=values)
    with pytest.raises(PermissionDenied):
        register(event, lippe, by=lippe_deputy, values=values)
    assert Registration.objects.count() == 0
    made = register(event, lippe_deputy, by=lippe, values=values)
    assert (made.state, made.registered_by) == (REGISTERED, lippe)
    assert register(event, celle, by=moderator, values=values).state == REGISTERED


def test_a_programme_team_registers_nobody_of_a_kreis(programme: User, lippe: User) -> None:
    event = factories.make_event(organisers=[programme])
    with pytest.raises(PermissionDenied):
        register(event, lippe, by=programme, values={"mode": Mode.ON_SITE})
    other = factories.make_person(Role.PROGRAMME)
    assert register(event, other, by=programme, values={"mode": Mode.ON_SITE}).has_place


def test_celle_cannot_withdraw_another(full: Event, lippe: User, celle: User) -> None:
    with pytest.raises(PermissionDenied):
        withdraw(of(full, lippe), by=celle)
    assert states(full) == [REGISTERED, WAITING, WAITING]


def test_a_form_sent_again_after_leaving_does_nothing(lippe: User) -> None:
    event, token = factories.make_event(), uuid4()
    registration = come(event, lippe, token=token)
    withdraw(registration, by=lippe)
    assert come(event, lippe, token=token).state == WITHDRAWN
    assert come(event, lippe, token=uuid4()).state == REGISTERED


def test_who_comes_back_stands_at_the_end_of_the_list(full: Event, celle: User) -> None:
    withdraw(of(full, celle), by=celle)
    come(full, celle)
    people = full.registrations.waiting().values_list("person__email", flat=True)
    assert list(people) == ["programm@forum.example", "celle@forum.example"]


# ---- Changing ------------------------------------------------------------------------------------


def change(registration: Registration, **values: Any) -> bool:
    version = values.pop("version", registration.version)
    person = registration.person
    return change_registration(registration, by=person, version=version, values=values)


def test_needs_are_changed_from_the_newest_version_only(lippe: User) -> None:
    registration = come(factories.make_event(), lippe)
    assert change(registration, needs_access="Rampe")
    assert not change(of(registration.event, lippe), needs_access="Rampe")
    with pytest.raises(OutdatedError):
        change(registration, needs_access="Aufzug", version=1)
    assert of(registration.event, lippe).needs_access == "Rampe"


def test_who_changes_the_mode_keeps_the_place_where_the_other_is_full(
    lippe: User, celle: User
) -> None:
    event = factories.make_event(seats_on_site=5, seats_online=1)
    come(event, celle, Mode.ONLINE)
    registration = come(event, lippe)
    with pytest.raises(FullError):
        change(registration, mode=Mode.ONLINE)
    assert counts(event) == (1, 1, 0)
    withdraw(of(event, celle), by=celle)
    assert change(of(event, lippe), mode=Mode.ONLINE)
    assert counts(event) == (0, 1, 0)


def test_who_leaves_a_mode_makes_room_in_it(full: Event, lippe: User) -> None:
    assert change(of(full, lippe), mode=Mode.ONLINE)
    assert (states(full), counts(full)) == ([REGISTERED, OFFERED, WAITING], (1, 1, 1))


def test_who_waits_takes_a_free_place_online(full: Event, programme: User) -> None:
    assert change(of(full, programme), mode=Mode.ONLINE)
    assert of(full, programme).state == REGISTERED
    assert counts(full) == (1, 1, 1)


def test_who_is_offered_a_place_takes_a_free_one_online_instead(
    as_: Any, full: Event, lippe: User, celle: User, programme: User
) -> None:
    withdraw(of(full, lippe), by=lippe)
    assert change(of(full, celle), mode=Mode.ONLINE)
    assert [of(full, one).state for one in (celle, programme)] == [REGISTERED, OFFERED]
    assert (counts(full), offers(celle)) == ((1, 1, 0), 0)
    assert "Sie sind angemeldet" in as_(celle).get("/mitteilungen/").text


def test_fewer_places_than_are_taken_are_refused(full: Event, lippe: User) -> None:
    come(full, factories.make_person(), Mode.ONLINE)
    for values in ({"seats_on_site": 0}, {"seats_online": 0}):
        with pytest.raises(ValidationError, match="ist schon ein Platz vergeben"):
            edit_event(full, by=lippe, version=full.version, values=values)
    full.refresh_from_db()
    assert (full.seats_on_site, full.seats_online) == (1, None)


def test_who_came_in_a_mode_that_is_no_more_moves_along(lippe: User, celle: User) -> None:
    event = factories.make_event(seats_on_site=1, seats_online=1)
    come(event, lippe)
    come(event, celle, Mode.ONLINE)
    values: dict[str, Any] = {"format": EventFormat.ONLINE}
    with pytest.raises(ValidationError):
        edit_event(event, by=lippe, version=event.version, values=values)
    assert counts(event) == (1, 1, 0)
    values["seats_online"] = 2
    assert edit_event(event, by=lippe, version=event.version, values=values)
    assert counts(event) == (0, 2, 0)
    assert of(event, lippe).mode == Mode.ONLINE


# S28
def test_who_may_not_read_it_any_more_gives_up_the_place(
    lippe: User, celle: User, liaison: User
) -> None:
    event = factories.make_event(kreis=lippe.kreis, audience=Audience.PARTNERS, seats_on_site=1)
    for person in (liaison, celle):
        come(event, person)
    values = {"audience": Audience.NETWORK}
    assert edit_event(event, by=lippe, version=event.version, values=values)
    assert (states(event), counts(event)) == ([WITHDRAWN, OFFERED], (1, 0, 0))
    assert not Notice.objects.filter(person=liaison, happening__startswith="abgemeldet").exists()


def test_who_came_has_come(lippe: User) -> None:
    event = factories.make_event()
    registration = come(event, lippe)
    with time_machine.travel(event.ends_at + timedelta(minutes=1), tick=False):
        assert not withdraw(registration, by=lippe)
    assert states(event) == [REGISTERED]
