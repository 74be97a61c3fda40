"""Registering on the pages, and what organisers do with who comes."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from content.models import Record
from content.tables import neutral
from events.choices import EventFormat, Mode, RegistrationState
from events.models import Event, EventMessage, Registration
from members.choices import Role
from tests import factories
from tests.events.registering import come, counts, states

if TYPE_CHECKING:
    from members.models import User


def address(event: Event, act: str = "") -> str:
    return f"/termine/{event.pk}/{act}"


def test_ten_places_two_wait_one_leaves_the_next_is_offered(as_: Any, lippe: User) -> None:
    event = factories.make_event(kreis=lippe.kreis, format=EventFormat.ON_SITE, seats_on_site=10)
    people = [factories.make_person() for _ in range(12)]
    said = []
    for person in people:
        sent = {"mode": "vor-ort", "token": str(uuid4())}
        page = as_(person).post(address(event, "anmelden/"), sent, follow=True)
        said.append("Sie sind angemeldet" in page.text)
    assert "Auf die Warteliste" in as_(factories.make_person()).get(address(event)).text
    assert (said, counts(event)) == ([True] * 10 + [False] * 2, (10, 0, 2))
    as_(people[0]).post(address(event, "abmelden/"))
    client = as_(people[10])
    assert "Ein Platz ist für Sie frei" in client.get(address(event)).text
    assert "Ein Platz ist für Sie frei" not in as_(people[11]).get(address(event)).text
    client.post(address(event, "angebot/"), {"annehmen": "1"})
    assert states(event)[10:] == [RegistrationState.REGISTERED, RegistrationState.WAITING]
    assert counts(event) == (10, 0, 1)


def test_an_offer_is_declined_and_the_next_moves_up(as_: Any, lippe: User, celle: User) -> None:
    event = factories.make_event(seats_on_site=1)
    for person in (factories.make_person(), lippe, celle):
        come(event, person)
    first = event.registrations.get(arrival=1).person
    as_(first).post(address(event, "abmelden/"))
    # Whoever is offered nothing decides nothing.
    as_(celle).post(address(event, "angebot/"), {"annehmen": "1"})
    as_(lippe).post(address(event, "angebot/"), {"ablehnen": "1"})
    withdrawn, offered = RegistrationState.WITHDRAWN, RegistrationState.OFFERED
    assert states(event) == [withdrawn, withdrawn, offered]


def test_only_what_the_event_asks_is_asked(as_: Any, lippe: User) -> None:
    event = factories.make_event(format=EventFormat.ON_SITE, asks_access=True)
    client = as_(lippe)
    form = client.get(address(event, "anmelden/")).context["form"]
    assert set(form.fields) == {"mode", "needs_access", "shows_name", "version", "token"}
    sent = {"mode": "vor-ort", "needs_access": "Rampe", "needs_catering": "vegan"}
    client.post(address(event, "anmelden/"), sent)
    own = Registration.objects.get()
    assert (own.needs_access, own.needs_catering, own.shows_name) == ("Rampe", "", False)


def test_a_registration_is_changed_from_its_newest_version(as_: Any, lippe: User) -> None:
    event = factories.make_event(asks_catering=True)
    come(event, lippe)
    client, url = as_(lippe), address(event, "anmeldung/")
    sent = {"mode": "online", "needs_catering": "vegan", "version": "1"}
    client.post(url, sent)
    own = Registration.objects.get()
    assert (own.mode, own.needs_catering, own.version) == ("online", "vegan", 2)
    page = client.post(url, sent | {"needs_catering": "nichts"})
    assert page.status_code == 409
    assert [label for label, *_ in page.context["differences"]] == [
        "Was sollen wir bei der Verpflegung beachten?"
    ]
    assert Registration.objects.get().needs_catering == "vegan"


def test_a_mode_without_places_is_said_at_the_field(as_: Any, lippe: User, celle: User) -> None:
    event = factories.make_event(seats_online=1)
    come(event, celle, Mode.ONLINE)
    come(event, lippe)
    sent = {"mode": "online", "version": "1"}
    page = as_(lippe).post(address(event, "anmeldung/"), sent)
    assert "Ihren bisherigen Platz behalten Sie." in page.text
    assert counts(event) == (1, 1, 0)


def test_a_made_up_mode_registers_nobody(as_: Any, lippe: User) -> None:
    event = factories.make_event(format=EventFormat.ON_SITE)
    page = as_(lippe).post(address(event, "anmelden/"), {"mode": "online"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["mode"])
    assert Registration.objects.count() == 0


# ---- Organisers ----------------------------------------------------------------------------------


def test_organisers_read_who_comes_and_what_they_need(
    as_: Any, lippe: User, lippe_deputy: User, celle: User, moderator: User
) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    factories.make_registration(event, celle, needs_access="Rampe am Seiteneingang")
    url = address(event, "anmeldungen/")
    pages = [as_(one).get(url) for one in (lippe, moderator, lippe_deputy, celle)]
    assert [page.status_code for page in pages] == [200, 200, 403, 403]
    found = [celle.name in page.text and "Rampe am" in page.text for page in pages]
    assert found == [True, True, False, False]


def test_the_list_costs_the_same_for_one_and_for_three(as_: Any, lippe: User, queries: Any) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    client = as_(lippe)
    for _ in range(2):
        factories.make_registration(event)
        client.get(address(event, "anmeldungen/"))
        # person, event, organisers, registrations, colleagues
        with queries(5):
            page = client.get(address(event, "anmeldungen/"))
        factories.make_registration(event, state=RegistrationState.WAITING)
    assert page.text.count("<tr>") == 5


# S45
def test_the_table_to_take_along_runs_no_formula(as_: Any, lippe: User, celle: User) -> None:
    event = factories.make_event(kreis=lippe.kreis, title='=cmd|"x"; Fest')
    evil = factories.make_person(first_name="=HYPERLINK(1)", last_name="Böse;x")
    factories.make_registration(event, evil, needs_access="@SUM(A1)", needs_catering="vegan")
    page = as_(lippe).get(address(event, "anmeldungen/csv/"))
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    text = page.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:2] == ["Name", "Kreis oder Rolle"]
    assert (rows[1][0], rows[1][7:9]) == ("'=HYPERLINK(1) Böse;x", ["vegan", "'@SUM(A1)"])
    assert page.content.startswith(b"\xef\xbb\xbf")
    assert Record.objects.get(act="event.exported").by == lippe
    assert as_(celle).get(address(event, "anmeldungen/csv/")).status_code == 403


def test_cells_that_begin_a_formula_are_neutral() -> None:
    risky = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n+1", "＝1"]
    assert [neutral(one) for one in risky] == [f"'{one}" for one in risky]
    assert [neutral(one) for one in ("a=1", "", None, 3)] == ["a=1", "", "", "3"]


def test_organisers_register_colleagues_and_take_people_off(
    as_: Any, lippe: User, lippe_deputy: User, celle: User
) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    client, url = as_(lippe), address(event, "anmeldungen/person/")
    offered = client.get(address(event, "anmeldungen/")).context["others"]
    assert set(offered) == {lippe, lippe_deputy}
    client.post(url, {"person": lippe_deputy.pk, "mode": "vor-ort"})
    # Of another Kreis, made up, hidden: nobody.
    client.post(url, {"person": celle.pk, "mode": "vor-ort"})
    client.post(url, {"person": lippe.pk, "mode": "fliegend"})
    assert client.post(url, {"person": "999999999999"}).status_code == 404
    assert [one.person for one in Registration.objects.all()] == [lippe_deputy]
    assert as_(celle).post(url, {"person": lippe_deputy.pk, "abmelden": "1"}).status_code == 403
    client.post(url, {"person": lippe_deputy.pk, "abmelden": "1"})
    assert states(event) == [RegistrationState.WITHDRAWN]
    assert [one.act for one in Record.objects.order_by("pk")] == [
        "event.registered",
        "event.withdrawn",
    ]


def test_the_office_finds_whom_it_registers(as_: Any, moderator: User, celle: User) -> None:
    event = factories.make_event()
    factories.make_person(Role.LIAISON, first_name="Kim", last_name="Verband")
    url = address(event, "anmeldungen/")
    client = as_(moderator)
    assert client.get(url).context["others"] == []
    assert list(client.get(url, {"q": celle.last_name}).context["others"]) == [celle]
    # Who does not read the event is not offered.
    assert client.get(url, {"q": "Verband"}).context["others"] == []


def test_a_message_is_sent_once(as_: Any, lippe: User, celle: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    come(event, celle)
    sent = {"subject": "Anreise", "text": "Bus 350\r\nHalt Kreishaus", "token": str(uuid4())}
    for _ in range(2):
        as_(lippe).post(address(event, "anschreiben/"), sent)
    assert EventMessage.objects.get().text == "Bus 350\nHalt Kreishaus"
    page = as_(celle).get(address(event)).text
    assert ["Anreise" in page, "Halt Kreishaus" in page] == [True, True]
    assert "Halt Kreishaus" not in as_(factories.make_person()).get(address(event)).text


# The list goes round the room to be signed: what the others need is not on it.
def test_no_needs_are_printed(as_: Any, lippe: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    factories.make_registration(event, needs_access="Rampe", needs_catering="vegan")
    page = as_(lippe).get(address(event, "anmeldungen/")).text
    cells = re.findall(r"<t[dh]([^>]*)>(.*?)</t[dh]>", page, re.DOTALL)
    for word in ("Bedarf", "Rampe", "vegan"):
        assert [kind for kind, text in cells if word in text] in (
            [' class="no-print" scope="col"'],
            [' class="no-print"'],
        )


def test_one_reads_what_one_has_just_left(as_: Any, lippe: User, celle: User) -> None:
    event = factories.make_event(kreis=lippe.kreis, seats_on_site=1)
    said = []
    for person in (lippe, celle):
        sent = {"mode": "vor-ort", "token": str(uuid4())}
        page = as_(person).post(address(event, "anmelden/"), sent, follow=True).text
        said.append("Vor Ort ist kein Platz mehr frei; Sie stehen auf der Warteliste." in page)
    for person, words in (
        (celle, "Sie stehen nicht mehr auf der Warteliste."),
        (lippe, "Sie sind abgemeldet."),
    ):
        page = as_(person).post(address(event, "abmelden/"), follow=True).text
        said.append(words in page)
    assert said == [False, True, True, True]
