"""Places: counted under a lock on the event, offered in the order of arrival."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from events.access import may_take_part
from events.choices import HOLDING, EventState, Mode, RegistrationState
from events.models import Event, Registration
from events.news import CONFIRMED, OFFERED
from members.choices import Role
from members.models import User
from members.services.deputies import tell
from notices.services import settle

if TYPE_CHECKING:
    from datetime import datetime

# So long an offered place is kept, though never beyond the start.
OFFER_LASTS = timedelta(hours=48)

# What is left of needs once nobody has to provide for them.
NEEDLESS = {"needs_language": "", "needs_catering": "", "needs_access": ""}
COUNTERS = ("on_site_count", "online_count", "waiting_count")


def locked(event: Event) -> Event:
    """Return the event as it stands; until the transaction ends nobody else counts its places."""
    return Event.objects.select_for_update().get(pk=event.pk)


def recount(event: Event) -> None:
    """Let the counters say what the registrations are; the caller has locked the event."""
    count(event)
    event.save(update_fields=COUNTERS)


def count(event: Event) -> None:
    """Count the registrations of a locked event, which the caller saves."""
    holding = Q(state__in=HOLDING)
    counts = Registration.objects.filter(event=event).aggregate(
        on_site_count=Count("pk", filter=holding & Q(mode=Mode.ON_SITE)),
        online_count=Count("pk", filter=holding & Q(mode=Mode.ONLINE)),
        waiting_count=Count("pk", filter=Q(state=RegistrationState.WAITING)),
    )
    for name in COUNTERS:
        setattr(event, name, counts[name])


def set_state(registration: Registration, state: RegistrationState, **also: object) -> None:
    """Write where a registration stands; an offer that it ends asks for nothing any more."""
    settle([OFFERED], registration.pk)
    if state == RegistrationState.WITHDRAWN:
        # What was needed, and the leave to be named, were given for coming.
        also |= NEEDLESS | {"shows_name": False}
    registration.state = state
    registration.offered_until = None
    registration.version += 1
    for name, value in also.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", "offered_until", "version", *also])


def offer_places(event: Event) -> None:
    """Offer the free places of a locked event to who waits, the first comer first.

    After the start nobody is offered anything. Who may not take part any more is passed over and
    leaves the list.
    """
    now = timezone.now()
    if event.state != EventState.PUBLISHED or event.starts_at <= now:
        return
    until = min(now + OFFER_LASTS, event.starts_at)
    for mode in event.modes:
        waiting = Registration.objects.filter(event=event, mode=mode).waiting()
        for registration in waiting.select_related("person__kreis"):
            if event.free(mode) == 0:
                break
            registration.event = event
            if not may_take_part(registration.person, event):
                set_state(registration, RegistrationState.WITHDRAWN)
            else:
                set_state(registration, RegistrationState.OFFERED, offered_until=until)
                happening = f"angebot {registration.version}"
                tell([registration.person], OFFERED, registration.pk, happening=happening)
            recount(event)


@transaction.atomic
def keep_places(event: Event, now: datetime) -> bool:
    """Take back what nobody accepted in time, and places of who has no access any more.

    What comes free is offered to the next. Tell whether anything changed.
    """
    current = locked(event)
    active = Registration.objects.filter(event=current).active()
    expired = list(
        active.filter(state=RegistrationState.OFFERED, offered_until__lte=now).select_related(
            "person__kreis"
        )
    )
    for registration in expired:
        set_state(registration, RegistrationState.WITHDRAWN)
        happening = f"verfallen {registration.version}"
        tell([registration.person], CONFIRMED, current.pk, happening=happening)
    gone = drop_unentitled(current)
    if expired or gone:
        recount(current)
        offer_places(current)
    return bool(expired or gone)


def drop_unentitled(event: Event) -> int:
    """Let who may not take part any more give up the place; the caller counts. Return how many.

    Nobody is told: for them the event is not there any more (S28).
    """
    active = Registration.objects.filter(event=event).active()
    gone = list(active.exclude(person__in=_entitled(event)))
    for registration in gone:
        set_state(registration, RegistrationState.WITHDRAWN)
    return len(gone)


def events_to_keep(now: datetime) -> list[Event]:
    """Return the events, not over yet, where an offer expired or a person reads them no more."""
    running = Event.objects.filter(state=EventState.PUBLISHED, ends_at__gte=now)
    active = Registration.objects.active().filter(event__in=running)
    expired = Q(state=RegistrationState.OFFERED, offered_until__lte=now)
    lost = ~Q(person__in=User.objects.with_access().exclude(role="").values("pk"))
    for role in Role:
        # Another role may read less than the one that registered.
        lost |= Q(person__role=role, event__audience__gt=User(role=role).clearance)
    touched = active.filter(expired | lost).order_by().values("event").distinct()
    return list(Event.objects.filter(pk__in=touched).order_by("pk"))


def _entitled(event: Event) -> list[int]:
    """Return of those who come the ones who may still take part."""
    active = Registration.objects.filter(event=event).active()
    people = User.objects.filter(pk__in=active.values("person")).select_related("kreis")
    return [person.pk for person in people if may_take_part(person, event)]


def next_arrival(event: Event) -> int:
    """Return the next place in the order of arrival at a locked event."""
    event.arrivals += 1
    Event.objects.filter(pk=event.pk).update(arrivals=F("arrivals") + 1)
    return event.arrivals
