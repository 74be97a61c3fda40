"""Events over three years, most of them past, with thirty people each; one in ten is full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection, transaction

from content.choices import Audience
from content.models import Theme
from events.choices import EventFormat, EventKind, EventState, Mode, RegistrationState
from events.models import Event, EventOrganiser, Registration
from members.models import Kreis, User

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from benchmarks.scale import Scale

TITLE = "Fallwerkstatt, die gemessen wird"
_TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
_PEOPLE = 30
_TEXT = "Wir besprechen **drei** Fälle aus dem Alltag der Beratung auf dem Land. " * 8
_COUNTED = """
update events_event e set on_site_count = counted.on_site, online_count = counted.online,
    waiting_count = counted.waiting, arrivals = %(people)s
from (select event_id,
        count(*) filter (where mode = 'vor-ort' and state = 'angemeldet') as on_site,
        count(*) filter (where mode = 'online' and state = 'angemeldet') as online,
        count(*) filter (where state = 'warteliste') as waiting
    from events_registration group by 1) counted
where counted.event_id = e.id
"""


@transaction.atomic
def fill(chance: random.Random, scale: Scale) -> None:
    """Make events, organisers and registrations; the demo's few give way to them."""
    Event.objects.all().delete()
    people = list(User.objects.filter(kreis__isnull=False).order_by("pk")[:1000])
    Event.objects.bulk_create(_events(chance, scale), batch_size=1000)
    events = list(Event.objects.order_by("pk"))
    EventOrganiser.objects.bulk_create(
        (EventOrganiser(event=event, person=chance.choice(people)) for event in events),
        batch_size=1000,
    )
    Registration.objects.bulk_create(_registrations(chance, events, people), batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"people": _PEOPLE})


def _events(chance: random.Random, scale: Scale) -> Iterator[Event]:
    kreise = list(Kreis.objects.members().order_by("ags"))
    themes = list(Theme.objects.filter(parent=None).order_by("pk"))
    for number in range(scale.events):
        start = _TODAY + timedelta(days=(number * 7919) % 1095 - 800, hours=number % 7)
        yield Event(
            title=TITLE if not number else f"Fallwerkstatt Wohnen und Ankommen {number}",
            kind=chance.choice(EventKind.values),
            format=EventFormat.HYBRID,
            starts_at=_TODAY + timedelta(days=30) if not number else start,
            ends_at=(_TODAY + timedelta(days=30) if not number else start) + timedelta(hours=2),
            place="Kreishaus, Sitzungssaal 2",
            description=_TEXT,
            description_html=f"<p>{_TEXT}</p>",
            audience=chance.choice([Audience.NETWORK, *Audience]) if number else Audience.NETWORK,
            theme=chance.choice(themes),
            kreis=chance.choice(kreise),
            seats_on_site=None if number % 10 else 10,
            state=EventState.PUBLISHED if number % 20 or not number else EventState.CANCELLED,
            cancelled_at=None if number % 20 or not number else _TODAY,
            token=uuid4(),
            author_name="Kim Beispiel",
            author_kreis="Geschäftsstelle",
            is_sample=True,
        )


def _registrations(
    chance: random.Random, events: list[Event], people: list[User]
) -> Iterator[Registration]:
    for event in events:
        coming = chance.sample(people, min(_PEOPLE, len(people)))
        for arrival, person in enumerate(coming, 1):
            waits = event.seats_on_site is not None and arrival > event.seats_on_site
            yield Registration(
                event=event,
                person=person,
                mode=Mode.ON_SITE,
                state=RegistrationState.WAITING if waits else RegistrationState.REGISTERED,
                arrival=arrival,
                shows_name=arrival % 3 == 0,
            )


def facts() -> dict[str, str]:
    """Return what the addresses of pages.py name."""
    return {"event": str(Event.objects.get(title=TITLE).pk)}
