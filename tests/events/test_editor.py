"""The editor: what it refuses, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone

from content.choices import Audience
from events.choices import EventState
from events.models import Event
from events.services import edit_event
from members.choices import Role
from tests import factories
from tests.events.registering import come

if TYPE_CHECKING:
    from members.models import User

NEW = "/termine/neu/"


def data(**more: Any) -> dict[str, Any]:
    return {
        "version": "1",
        "token": str(uuid4()),
        "title": "Bundestreffen",
        "kind": "forumstreffen",
        "format": "hybrid",
        "starts_at": "2027-06-10T10:00",
        "ends_at": "2027-06-10T16:00",
        "audience": "2",
        "agenda_0_0": "10:00",
        "agenda_0_1": "Begrüßung",
        "agenda_0_2": "Geschäftsstelle",
    } | more


def errors(page: Any) -> dict[str, list[str]]:
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def test_a_draft_is_written_and_shown(as_: Any, lippe: User, lippe_deputy: User) -> None:
    practice = factories.make_practice()
    typed = data(
        organisers=[str(lippe.pk), str(lippe_deputy.pk)],
        practices=f"http://testserver/praxis/{practice.pk}/",
        description="Wir **reden**.",
        seats_on_site="10",
        agenda_1_0="9.30 Uhr",
        agenda_1_1="Nächster Morgen",
        ends_at="2027-06-11T16:00",
    )
    answer = as_(lippe).post(NEW, typed)
    event = Event.objects.get()
    assert answer["Location"] == event.get_absolute_url()
    assert timezone.localtime(event.starts_at).isoformat() == "2027-06-10T10:00:00+02:00"
    assert (event.state, event.kreis, event.seats_on_site) == ("entwurf", lippe.kreis, 10)
    assert [(item.day, str(item)) for item in event.agenda.all()] == [
        (0, "10:00 Begrüßung"),
        (1, "09:30 Nächster Morgen"),
    ]
    assert {one.person for one in event.organisers.all()} == {lippe, lippe_deputy}
    assert list(event.practices.all()) == [practice]
    # Sent twice, it is one.
    as_(lippe).post(NEW, typed)
    assert Event.objects.count() == 1


_LATE = "An diesem Tag wird die Uhr umgestellt"


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"ends_at": "2027-06-10T09:00"}, "ends_at", "Das Ende liegt nicht nach dem Beginn."),
        ({"ends_at": "2027-06-10T10:00"}, "ends_at", "Das Ende liegt nicht nach dem Beginn."),
        ({"ends_at": "2027-07-12T10:00"}, "ends_at", "Ein Termin dauert höchstens 31 Tage."),
        ({"registration_until": "2027-06-10T10:01"}, "registration_until", "Die Anmeldung endet"),
        ({"starts_at": "2027-03-28T02:30"}, "starts_at", _LATE),
        ({"starts_at": "2027-10-31T02:30", "ends_at": "2027-10-31T12:00"}, "starts_at", _LATE),
        ({"starts_at": "gleich"}, "starts_at", "Geben Sie Tag und Uhrzeit so ein"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at", "Prüfen Sie das Jahr"),
        ({"ends_at": "9999-12-31T23:59"}, "ends_at", "Prüfen Sie das Jahr"),
        ({"place": "x" * 1000}, "place", "höchstens 160 Zeichen"),
        ({"title": "x" * 1000}, "title", "höchstens 120 Zeichen"),
        ({"title": ""}, "title", "Füllen Sie dieses Feld aus."),
        ({"seats_on_site": "-1"}, "seats_on_site", "größer oder gleich 0"),
        ({"seats_online": "99999999999"}, "seats_online", "kleiner oder gleich 10000"),
        ({"join_link": "javascript:alert(1)"}, "join_link", "Bitte eine gültige Adresse eingeben."),
        ({"agenda_0_0": "früh"}, "agenda", "„früh“ ist keine Uhrzeit."),
        ({"agenda_0_1": ""}, "agenda", "fehlt der Programmpunkt"),
        ({"agenda_0_0": "09:00"}, "agenda", "läge vor dem Beginn"),
        ({"agenda_0_0": "17:00"}, "agenda", "läge nach dem Ende"),
        ({"practices": "/praxis/999999/"}, "practices", "keine Adresse eines Praxisbeispiels"),
        ({"audience": "9"}, "audience", "keine gültige Auswahl"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_lost(
    wrong: dict[str, str], field: str, said: str, as_: Any, lippe: User
) -> None:
    page = as_(lippe).post(NEW, data(description="Lang überlegt.", **wrong))
    found = errors(page)
    assert (page.status_code, list(found)) == (200, [field])
    assert said in found[field][0]
    assert Event.objects.count() == 0
    kept = ["Bundestreffen", "Lang überlegt.", *[one[:100] for one in wrong.values() if one]]
    assert [word for word in kept if word not in page.text] == (
        ["Bundestreffen"] if field == "title" else []
    )


# S30
def test_a_hidden_practice_or_a_stranger_cannot_be_named(
    as_: Any, programme: User, lippe: User
) -> None:
    hidden = factories.make_practice(audience=Audience.MEMBERS)
    typed = data(practices=f"/praxis/{hidden.pk}/", organisers=[str(lippe.pk)], audience="3")
    found = errors(as_(programme).post(NEW, typed))
    assert sorted(found) == ["audience", "organisers", "practices"]
    assert Event.objects.count() == 0


def test_a_title_stays_on_one_line(as_: Any, lippe: User) -> None:
    as_(lippe).post(NEW, data(title="Treffen\r\nEND:VEVENT\r\nBEGIN:VEVENT"))
    assert Event.objects.get().title == "Treffen END:VEVENT BEGIN:VEVENT"


def test_fewer_places_than_are_taken_are_said_at_the_field(as_: Any, lippe: User) -> None:
    event = factories.make_event(kreis=lippe.kreis, seats_on_site=3)
    for _ in range(2):
        come(event, factories.make_person())
    page = as_(lippe).post(f"/termine/{event.pk}/bearbeiten/", data(seats_on_site="1"))
    assert errors(page) == {"seats_on_site": ["Vor Ort sind schon 2 Plätze vergeben."]}
    page = as_(lippe).post(f"/termine/{event.pk}/bearbeiten/", data(seats_on_site="-1"))
    assert list(errors(page)) == ["seats_on_site"]
    event.refresh_from_db()
    assert event.seats_on_site == 3


# S72
def test_two_editors_meet_with_both_texts(as_: Any, lippe: User, moderator: User) -> None:
    event = factories.make_event(kreis=lippe.kreis, organisers=[lippe])
    url = f"/termine/{event.pk}/bearbeiten/"
    people = {"organisers": [str(lippe.pk)]}
    as_(moderator).post(url, data(place="Kreistag", **people))
    page = as_(lippe).post(url, data(place="Rathaus", agenda_0_1="Ankommen", **people))
    assert page.status_code == 409
    labels = [label for label, *_ in page.context["differences"]]
    assert labels == ["Ort", "Ablauf"]
    assert ["Kreistag" in page.text, "Rathaus" in page.text] == [True, True]
    event.refresh_from_db()
    assert (event.place, event.version) == ("Kreistag", 2)
    again = data(place="Rathaus", agenda_0_1="Ankommen", version="2", **people)
    assert as_(lippe).post(url, again)["Location"] == event.get_absolute_url()
    event.refresh_from_db()
    assert (event.place, [item.title for item in event.agenda.all()]) == ("Rathaus", ["Ankommen"])


def test_the_form_shows_what_is_stored_and_changes_nothing_unasked(as_: Any, lippe: User) -> None:
    as_(lippe).post(NEW, data(organisers=[str(lippe.pk)]))
    event = Event.objects.get()
    page = as_(lippe).get(f"/termine/{event.pk}/bearbeiten/")
    assert ["2027-06-10T10:00" in page.text, "Begrüßung" in page.text] == [True, True]
    as_(lippe).post(f"/termine/{event.pk}/bearbeiten/", data(organisers=[str(lippe.pk)]))
    event.refresh_from_db()
    assert event.version == 1


def test_publishing_asks_for_what_is_missing(as_: Any, lippe: User) -> None:
    as_(lippe).post(NEW, data())
    event = Event.objects.get()
    client, url = as_(lippe), f"/termine/{event.pk}/veroeffentlichen/"
    assert "Zum Veröffentlichen fehlt noch: Beschreibung, Ort." in client.get(url).text
    assert client.post(url, {"version": "1"})["Location"] == url
    Event.objects.update(description="Da.", place="Dort")
    assert client.post(url, {"version": "1"})["Location"] == event.get_absolute_url()
    event.refresh_from_db()
    assert event.state == "veroeffentlicht"


# S72
@pytest.mark.parametrize("version", ["1", "", "x", "9" * 99, "\0", "²"])
def test_what_was_changed_after_one_looked_is_not_published(
    version: str, as_: Any, lippe: User, lippe_deputy: User
) -> None:
    event = factories.make_event(kreis=lippe.kreis, state=EventState.DRAFT)
    changed = {"audience": Audience.PUBLIC}
    edit_event(event, by=lippe_deputy, version=1, values=changed)
    client, url = as_(lippe), f"/termine/{event.pk}/veroeffentlichen/"
    page = client.post(url, {"version": version}, follow=True)
    assert "inzwischen geändert" in page.text
    assert 'name="version" value="2"' in page.text
    event.refresh_from_db()
    assert event.is_draft


# S35
@pytest.mark.parametrize(
    "link",
    ["ftp://video.example/x", "https://video.example@boese.example/", "ftps://video.example"],
)
def test_a_join_link_leads_to_the_web_and_where_it_says(link: str, as_: Any, lippe: User) -> None:
    found = errors(as_(lippe).post(NEW, data(join_link=link)))
    assert found == {
        "join_link": ["Beginnen Sie die Adresse mit https://, ohne Anmeldenamen darin."]
    }
    assert Event.objects.count() == 0


def test_no_row_of_the_agenda_is_offered_and_lost(as_: Any, lippe: User) -> None:
    typed = {f"agenda_{row}_0": "10:00" for row in range(30)}
    typed |= {f"agenda_{row}_1": f"Punkt {row}" for row in range(30)}
    as_(lippe).post(NEW, data(**typed))
    event = Event.objects.get()
    page = as_(lippe).get(f"/termine/{event.pk}/bearbeiten/").text
    assert ["agenda_29_0" in page, "agenda_30_0" in page] == [True, False]
    assert event.agenda.count() == 30


# S73
def test_the_second_of_two_reads_that_it_is_done(as_: Any, lippe: User, moderator: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    url = f"/termine/{event.pk}/absagen/"
    as_(moderator).post(url, {"reason": "Sturm"})
    page = as_(lippe).post(url, {"reason": "Hitze"}, follow=True)
    assert "Der Termin ist abgesagt." in page.text
    event.refresh_from_db()
    assert event.cancel_reason == "Sturm"


def test_celle_cannot_write(as_: Any, lippe: User, celle: User, lippe_deputy: User) -> None:
    event = factories.make_event(kreis=lippe.kreis)
    for person in (celle, lippe_deputy):
        client = as_(person)
        for act in ("bearbeiten", "veroeffentlichen", "absagen", "verwerfen", "anschreiben"):
            assert client.post(f"/termine/{event.pk}/{act}/", data()).status_code == 403
    event.refresh_from_db()
    assert (event.version, event.state) == (1, "veroeffentlicht")


def test_a_copy_is_begun_once_and_opened_in_the_editor(as_: Any, celle: User) -> None:
    event = factories.make_event(starts_in=-30)
    client, sent = as_(celle), {"token": str(uuid4())}
    answers = [client.post(f"/termine/{event.pk}/kopieren/", sent)["Location"] for _ in range(2)]
    copy = Event.objects.exclude(pk=event.pk).get()
    assert answers == [f"/termine/{copy.pk}/bearbeiten/"] * 2
    assert copy.starts_at > timezone.now() - timedelta(days=1)


def test_the_liaison_announces_nothing(as_: Any, liaison: User) -> None:
    page = as_(liaison).post(NEW, data())
    assert (page.status_code, Event.objects.count()) == (403, 0)
    assert "Termin ankündigen" not in as_(liaison).get("/termine/").text
    other = factories.make_person(Role.PROGRAMME)
    assert "Termin ankündigen" in as_(other).get("/termine/").text
