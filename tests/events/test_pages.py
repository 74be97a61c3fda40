"""The pages of events: what is listed, shown and hidden."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from content.choices import Audience
from events.choices import EventFormat, EventKind, EventState, Mode, RegistrationState
from events.listing import draw_events
from events.models import AgendaItem, Event, EventMessage, Registration
from events.rows import ListedEvent
from notices.models import Notice
from tests import factories
from tests.events.registering import come

if TYPE_CHECKING:
    from members.models import Kreis, User

LIST = "/termine/"
LINK = "geheimer-raum"


def address(event: Event, act: str = "") -> str:
    return f"/termine/{event.pk}/{act}"


def titles(page: Any) -> list[str]:
    """Return the titles of a list, in its order."""
    parts = page.text.split('<a class="title" href="/termine/')[1:]
    return [part.partition(">")[2].partition("<")[0] for part in parts]


def test_the_list_shows_what_comes_the_next_first(as_: Any, lippe: User) -> None:
    for title, days in (("Später", 20), ("Bald", 2), ("Vorbei", -3)):
        factories.make_event(title=title, starts_in=days)
    factories.make_event(title="Entwurf von Celle", state=EventState.DRAFT)
    client = as_(lippe)
    assert titles(client.get(LIST)) == ["Bald", "Später"]
    assert titles(client.get(f"{LIST}?ansicht=vergangene")) == ["Vorbei"]


def test_meine_shows_where_one_comes_and_what_one_prepares(
    as_: Any, lippe: User, lippe_deputy: User, moderator: User
) -> None:
    assert lippe.kreis is not None
    come(factories.make_event(title="Angemeldet"), lippe)
    left = factories.make_event(title="Abgemeldet")
    factories.make_registration(left, lippe, state=RegistrationState.WITHDRAWN)
    factories.make_event(title="Organisiert", organisers=[lippe])
    factories.make_event(title="Entwurf", state=EventState.DRAFT, kreis=lippe.kreis)
    factories.make_event(title="Fremder Entwurf", state=EventState.DRAFT)
    own = [titles(as_(one).get(f"{LIST}?ansicht=meine")) for one in (lippe, lippe_deputy)]
    assert own == [["Angemeldet", "Organisiert", "Entwurf"], ["Entwurf"]]
    assert titles(as_(moderator).get(f"{LIST}?ansicht=meine")) == []
    assert titles(as_(None).get(f"{LIST}?ansicht=meine")) == []


def test_the_list_is_narrowed_by_kind_format_and_theme(as_: Any, lippe: User) -> None:
    theme = factories.make_theme("arbeit")
    factories.make_event(title="Alles", kind=EventKind.VISIT, theme=theme, format="online")
    factories.make_event(title="Art", kind=EventKind.VISIT)
    factories.make_event(title="Format", format=EventFormat.ONLINE)
    client = as_(lippe)
    asked = ("art=hospitation", "format=online", "thema=arbeit", "art=x&format=&thema=%00")
    assert [titles(client.get(f"{LIST}?{one}")) for one in asked] == [
        ["Alles", "Art"],
        ["Alles", "Format"],
        ["Alles"],
        ["Alles", "Art", "Format"],
    ]


def test_a_long_list_goes_on_without_a_gap(as_: Any, lippe: User) -> None:
    start = timezone.now() + timedelta(days=5)
    # All begin at the same moment: the key decides.
    made = [factories.make_event(title=f"Termin {n:02}", starts_at=start).title for n in range(45)]
    client, seen, url = as_(lippe), [], LIST
    while url:
        page = client.get(url)
        seen.append(titles(page))
        url = page.context["more_url"]
    assert [len(one) for one in seen] == [20, 20, 5]
    assert [title for one in seen for title in one] == made


@pytest.mark.parametrize("nach", ["x", "2026-01-01", "~", "2026-13-01T00:00:00Z~1", "~9" * 40])
def test_a_place_that_is_none_begins_the_list(nach: str, as_: Any, lippe: User) -> None:
    factories.make_event(title="Bald")
    assert titles(as_(lippe).get(LIST, {"nach": nach})) == ["Bald"]


def test_who_reads_which_events(
    as_: Any, lippe: User, programme: User, liaison: User, admin: User
) -> None:
    for audience in Audience:
        factories.make_event(title=audience.name, audience=audience)
    shown = [set(titles(as_(one).get(LIST))) for one in (lippe, programme, liaison, None, admin)]
    public, partners, network = {"PUBLIC"}, {"PUBLIC", "PARTNERS"}, {"PUBLIC", "PARTNERS"}
    network |= {"NETWORK"}
    assert shown == [{*network, "MEMBERS"}, network, partners, public, public]


def test_the_list_costs_the_same_for_one_and_for_three(as_: Any, lippe: User, queries: Any) -> None:
    client = as_(lippe)
    for _ in range(2):
        come(factories.make_event(seats_on_site=5, kreis=lippe.kreis), lippe)
        client.get(LIST)
        # person, themes, events, and the bell of who has unread notices
        with queries(4):
            page = client.get(LIST)
        with queries(4):
            client.get(f"{LIST}?ansicht=meine&art=werkstatt")
        factories.make_minutes()
        for view in ("meine", "vergangene"):
            client.get(f"{LIST}?ansicht={view}")
            with queries(4):
                client.get(f"{LIST}?ansicht={view}")
        factories.make_event(theme=factories.make_theme())
    assert "Sie sind angemeldet" in page.text


def test_a_remembered_entry_changes_with_the_time() -> None:
    event = ListedEvent(
        pk=1,
        title="Werkstatt",
        kind=EventKind.WORKSHOP,
        format=EventFormat.ONLINE,
        starts_at=datetime(2026, 12, 3, 10, tzinfo=UTC),
        ends_at=datetime(2026, 12, 3, 12, tzinfo=UTC),
        place="",
        state=EventState.PUBLISHED,
        registration_until=datetime(2026, 12, 1, tzinfo=UTC),
        seats_on_site=None,
        seats_online=5,
        on_site_count=0,
        online_count=2,
        kreis_name=None,
        own_state=RegistrationState.REGISTERED,
    )
    seen = []
    for month, day in ((11, 30), (12, 2), (12, 4)):
        with time_machine.travel(datetime(2026, month, day, tzinfo=UTC), tick=False):
            seen.append(re.findall(r">([^<>]*(?:frei|beendet|angemeldet))<", draw_events([event])))
    assert seen == [
        ["3 Plätze frei", "Sie sind angemeldet"],
        ["Anmeldung beendet", "Sie sind angemeldet"],
        ["Sie waren angemeldet"],
    ]


def test_past_events_are_told_backwards_and_go_on(as_: Any, lippe: User) -> None:
    made = [factories.make_event(title=f"Termin {n:02}", starts_in=-2 - n).title for n in range(21)]
    factories.make_event(title="Entwurf", state=EventState.DRAFT, starts_in=-3)
    client = as_(lippe)
    first = client.get(f"{LIST}?ansicht=vergangene")
    rest = client.get(first.context["more_url"])
    assert [titles(first), titles(rest)] == [made[:20], made[20:]]


# S56
def test_the_public_reads_neither_people_nor_the_join_link(as_: Any, lippe: User) -> None:
    event = factories.make_event(audience=Audience.PUBLIC, organisers=[lippe], starts_in=0)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() + timedelta(minutes=10))
    registration = come(event, lippe, Mode.ONLINE)
    Registration.objects.filter(pk=registration.pk).update(shows_name=True)
    EventMessage.objects.create(event=event, subject="Anreise", text="Bus 350", author_name="X")
    secrets = (LINK, lippe.last_name, "Bus 350")
    pages = {one: as_(one).get(address(event)).text for one in (None, lippe)}
    assert [word in pages[lippe] for word in secrets] == [True] * 3
    assert [word in pages[None] for word in secrets] == [False] * 3
    assert event.title in pages[None]
    assert [word in as_(None).get("/").text for word in (event.title, *secrets)] == [True] + [
        False
    ] * 3


@pytest.mark.parametrize(
    ("minutes", "state", "shown"),
    [
        (-61, RegistrationState.REGISTERED, False),
        (-59, RegistrationState.REGISTERED, True),
        (-59, RegistrationState.WAITING, False),
        (-59, RegistrationState.OFFERED, False),
        (-59, RegistrationState.WITHDRAWN, False),
        (60, RegistrationState.REGISTERED, True),
    ],
)
def test_the_registered_read_the_join_link_from_its_time_on(
    minutes: int, state: str, *, shown: bool, as_: Any, celle: User, lippe: User
) -> None:
    event = factories.make_event(organisers=[lippe])
    factories.make_registration(event, celle, state=state)
    with time_machine.travel(event.starts_at + timedelta(minutes=minutes), tick=False):
        assert (LINK in as_(celle).get(address(event)).text) is shown
        assert LINK in as_(lippe).get(address(event)).text


def test_the_join_link_goes_when_it_is_over(as_: Any, celle: User, lippe: User) -> None:
    event = factories.make_event(organisers=[lippe])
    factories.make_registration(event, celle)
    with time_machine.travel(event.ends_at + timedelta(minutes=1), tick=False):
        pages = [as_(one).get(address(event)).text for one in (celle, lippe)]
        file = as_(celle).get(address(event, "ics/")).text
    assert [LINK in said for said in (*pages, file)] == [False] * 3
    assert "liest den Zugangslink" not in file


def test_the_join_link_of_a_cancelled_event_is_gone(as_: Any, celle: User) -> None:
    event = factories.make_event(state=EventState.CANCELLED, cancel_reason="Sturm")
    factories.make_registration(event, celle)
    with time_machine.travel(event.starts_at, tick=False):
        page = as_(celle).get(address(event)).text
    assert (LINK in page, "Dieser Termin ist abgesagt" in page, "Sturm" in page) == (
        False,
        True,
        True,
    )


def test_who_comes_is_named_to_who_comes_and_only_with_consent(
    as_: Any, lippe: User, celle: User, programme: User, liaison: User
) -> None:
    event = factories.make_event(audience=Audience.PARTNERS)
    silent = factories.make_person(last_name="Schweigsam")
    for person, shows in ((lippe, True), (celle, False), (silent, False), (liaison, False)):
        factories.make_registration(event, person, shows_name=shows)
    pages = [as_(one).get(address(event)).text for one in (celle, liaison, programme)]
    assert [lippe.last_name in page for page in pages] == [True, False, False]
    assert ["Schweigsam" in page for page in pages] == [False] * 3


def test_the_page_costs_the_same_for_one_and_for_three(as_: Any, lippe: User, queries: Any) -> None:
    event = factories.make_event(organisers=[lippe])
    come(event, lippe)
    client = as_(lippe)
    for number in range(2):
        for _ in range(1 + number):
            practice = factories.make_practice()
            event.practices.add(practice)
            AgendaItem.objects.create(event=event, starts="10:00", title="Ankommen")
            EventMessage.objects.create(event=event, subject="Anreise", text="Bus")
            factories.make_registration(event, shows_name=True)
        client.get(address(event))
        # person, event, organisers, agenda, registration, messages, practices, of the
        # people whom one may know, who comes too, material, topics
        with queries(12):
            page = client.get(address(event))
    assert page.text.count("Ankommen") == 3


def test_pages_are_small(as_: Any, lippe: User, kreis_lippe: Kreis) -> None:
    for number in range(25):
        event = factories.make_event(title=f"{number} Fallwerkstatt {number * 7919}")
        come(event, lippe)
    client = as_(lippe)
    sizes = [len(gzip.compress(client.get(one).content)) for one in (LIST, address(event))]
    assert max(sizes) < 10_000


def test_looking_at_it_counts_as_reading(as_: Any, lippe: User, celle: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    come(event, celle)

    def unread() -> list[str]:
        found = Notice.objects.filter(person=celle, read_at__isnull=True)
        return list(found.values_list("kind", flat=True))

    client = as_(celle)
    client.get(address(event))
    # Its mail has not left yet.
    assert unread() == ["termin-anmeldung"]
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        client.get(address(event))
        assert unread() == []


def test_a_long_agenda_is_told_by_the_day(as_: Any, lippe: User) -> None:
    start = datetime(2027, 3, 27, 12, tzinfo=UTC)
    event = factories.make_event(starts_at=start, ends_at=start + timedelta(days=1))
    AgendaItem.objects.create(event=event, day=0, starts="14:00", title="Ankommen")
    AgendaItem.objects.create(event=event, day=1, starts="09:00", title="Abschied", position=1)
    page = as_(lippe).get(address(event)).text
    assert ["27.03.2027" in page, "28.03.2027" in page] == [True, True]


def test_the_start_page_shows_own_events_and_offers_as_tasks(
    as_: Any, lippe: User, celle: User
) -> None:
    event = factories.make_event(title="Hospitation", seats_on_site=5)
    factories.make_registration(event, lippe, state=RegistrationState.OFFERED)
    page = as_(lippe).get("/").text
    assert page.count("Hospitation") == 2
    assert "Angebotenen Platz annehmen: Hospitation" in page
    assert "Hospitation" not in as_(celle).get("/").text
