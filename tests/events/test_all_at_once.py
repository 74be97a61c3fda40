"""What happens to one event in one moment leaves its places counted and nobody overlooked (S74)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.services import OutdatedError
from events.choices import HOLDING, EventState, Mode, RegistrationState
from events.models import Event, Registration
from events.services import (
    accept_offer,
    cancel_event,
    change_registration,
    edit_event,
    keep_places,
    publish_event,
    withdraw,
)
from notices.models import Notice
from tests import factories
from tests.events.registering import all_at_once, come, counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from members.models import Kreis, User

REGISTERED, OFFERED = RegistrationState.REGISTERED, RegistrationState.OFFERED


def holding(event: Event, mode: str) -> int:
    return Registration.objects.filter(event=event, mode=mode, state__in=HOLDING).count()


@pytest.mark.django_db(transaction=True)
def test_places_stay_counted_whatever_happens_at_once(kreis_lippe: Kreis, lippe: User) -> None:
    event = factories.make_event(kreis=kreis_lippe, seats_on_site=4, seats_online=2)
    people = [factories.make_person(kreis=kreis_lippe) for _ in range(14)]
    came = [come(event, person) for person in people[:8]]
    withdraw(came[0], by=people[0])
    offered = Registration.objects.get(state=OFFERED)
    moves = partial(change_registration, came[1], by=people[1], version=came[1].version)
    acts: list[Callable[[], object]] = [partial(come, event, person) for person in people[8:]]
    acts += [partial(accept_offer, offered, by=offered.person)] * 2
    acts += [partial(withdraw, one, by=one.person) for one in (came[2], came[2], came[7])]
    acts.append(partial(moves, values={"mode": Mode.ONLINE}))
    for seats in (3, 6):
        acts.append(
            partial(edit_event, event, by=lippe, version=1, values={"seats_on_site": seats})
        )
    acts.append(partial(keep_places, event, timezone.now()))
    errors = {type(one) for one in all_at_once(acts) if isinstance(one, Exception)}
    assert errors <= {OutdatedError, ValidationError}
    on_site, online, waiting = counts(event)
    assert (on_site, online) == (holding(event, Mode.ON_SITE), holding(event, Mode.ONLINE))
    assert waiting == Registration.objects.filter(state=RegistrationState.WAITING).count()
    assert event.seats_on_site is not None
    # None too many; none left free while somebody waits for it.
    assert on_site == event.seats_on_site if waiting else on_site <= event.seats_on_site
    arrivals = list(event.registrations.values_list("arrival", flat=True))
    assert len(arrivals) == len(set(arrivals)) == 14


@pytest.mark.django_db(transaction=True)
def test_an_offer_that_expires_while_it_is_accepted_is_one_thing_or_the_other(
    kreis_lippe: Kreis,
) -> None:
    event = factories.make_event(kreis=kreis_lippe, seats_on_site=1)
    first, second = (factories.make_person(kreis=kreis_lippe) for _ in range(2))
    for person in (first, second):
        factories.make_registration(event, person, state=RegistrationState.WAITING)
    soon = timezone.now() + timedelta(seconds=30)
    Registration.objects.filter(person=first).update(state=OFFERED, offered_until=soon)
    offer = Registration.objects.get(person=first)
    took, _ = all_at_once(
        [
            partial(accept_offer, offer, by=first),
            partial(keep_places, event, soon + timedelta(seconds=1)),
        ]
    )
    states = list(Registration.objects.order_by("arrival").values_list("state", flat=True))
    kept = [REGISTERED, RegistrationState.WAITING]
    assert states == (kept if took else [RegistrationState.WITHDRAWN, OFFERED])
    assert counts(event)[0] == 1


@pytest.mark.django_db(transaction=True)
def test_published_and_cancelled_twice_it_is_so_once(kreis_lippe: Kreis, lippe: User) -> None:
    event = factories.make_event(kreis=kreis_lippe, state=EventState.DRAFT)
    published = all_at_once([partial(publish_event, event, by=lippe, version=1)] * 3)
    assert sorted(map(str, published)) == ["False", "False", "True"]
    come(event, factories.make_person(kreis=kreis_lippe), token=uuid4())
    told = Notice.objects.count()
    cancelled = all_at_once([partial(cancel_event, event, by=lippe, reason="Sturm")] * 3)
    assert sorted(map(str, cancelled)) == ["False", "False", "True"]
    event.refresh_from_db()
    assert (event.state, event.sequence, Notice.objects.count()) == ("abgesagt", 1, told + 1)
