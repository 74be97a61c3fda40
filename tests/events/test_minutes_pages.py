"""The pages of minutes and their tasks: what they show to whom, and what they refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone

from content.choices import Audience
from events.models import Event, Minutes, MinutesTask
from tests import factories

if TYPE_CHECKING:
    from members.models import User


def at(event: Event, rest: str = "protokoll/") -> str:
    return f"/termine/{event.pk}/{rest}"


def form(**more: Any) -> dict[str, Any]:
    typed = {"text": "Es wurde **lang**.", "audience": "2", "version": "0"}
    return typed | {"decisions_0_0": "Wir schreiben aus.", "decisions_1_0": " "} | more


def given(person: User, **more: Any) -> dict[str, Any]:
    typed = {"text": "Muster verschicken", "owner": person.pk, "due": "2026-12-11"}
    return typed | {"effort": "20", "version": "0", "token": uuid4()} | more


@pytest.fixture
def met(lippe: User, celle: User) -> Event:
    """Return an event of Kreis Lippe for the Forum that is over; „celle“ took part."""
    event = factories.make_event(kreis=lippe.kreis, starts_in=-3, audience=Audience.NETWORK)
    factories.make_registration(event, celle)
    return event


def of_the_forum(event: Event, *organisers: User) -> None:
    """Let the event be of no Kreis, and looked after by people who read it further or less far."""
    type(event).objects.filter(pk=event.pk).update(kreis=None)
    for person in organisers:
        event.organisers.create(person=person)


def test_a_lead_writes_publishes_and_gives_a_task(
    lippe: User, celle: User, met: Event, as_: Any
) -> None:
    client = as_(lippe)
    assert "Protokoll schreiben" in client.get(at(met, "")).text
    assert client.post(at(met, "protokoll/bearbeiten/"), form())["Location"] == at(met)
    page = client.get(at(met)).text
    assert [
        word in page for word in ("Entwurf", "<strong>lang</strong>", "Wir schreiben aus.")
    ] == [
        True,
        True,
        True,
    ]
    assert client.post(at(met, "aufgaben/neu/"), given(celle))["Location"] == at(met)
    assert "Muster verschicken" not in as_(celle).get(at(met, "")).text
    assert client.post(at(met, "protokoll/veroeffentlichen/"), {"version": "1"}).status_code == 302
    own = as_(celle)
    for address in (at(met), at(met, "")):
        page = own.get(address).text
        assert ("Muster verschicken" in page, "Als erledigt abhaken" in page) == (True, True)
    assert "Muster verschicken" in own.get("/").text
    task = MinutesTask.objects.get()
    done = at(met, f"aufgaben/{task.pk}/erledigt/")
    assert own.post(done)["Location"] == f"{at(met)}#aufgabe-{task.pk}"
    assert "Muster verschicken" in own.get(at(met)).text
    assert "Muster verschicken" not in own.get("/").text
    own.post(done, {"offen": "1"})
    assert "Muster verschicken" in own.get("/").text


def test_celle_reads_and_cannot_write(celle: User, met: Event, as_: Any) -> None:
    minutes = factories.make_minutes(met)
    owner = factories.make_registration(met).person
    task = factories.make_task(minutes, owner)
    client = as_(celle)
    assert "Quittungsbücher" in client.get(at(met)).text
    answers = [
        client.post(at(met, path), data).status_code
        for path, data in (
            ("protokoll/bearbeiten/", form(version="1", text="Gekapert.")),
            ("protokoll/veroeffentlichen/", {}),
            ("aufgaben/neu/", given(celle)),
            (f"aufgaben/{task.pk}/", given(celle, version="1")),
            (f"aufgaben/{task.pk}/erledigt/", {}),
            (f"aufgaben/{task.pk}/entfernen/", {}),
        )
    ]
    assert answers == [403] * 6
    minutes.refresh_from_db()
    task.refresh_from_db()
    assert ("Gekapert" in minutes.text, task.owner, task.is_done) == (False, owner, False)


# S72
def test_two_at_once_meet_both_texts(lippe: User, lippe_deputy: User, met: Event, as_: Any) -> None:
    factories.make_minutes(met, text="Die gespeicherte Fassung.")
    answer = as_(lippe).post(at(met, "protokoll/bearbeiten/"), form(text="Meine Fassung."))
    assert answer.status_code == 409
    for words in ("Die gespeicherte Fassung.", "Meine Fassung.", 'name="version" value="1"'):
        assert words in answer.text
    saved = form(text="Beides.", version="1")
    assert as_(lippe).post(at(met, "protokoll/bearbeiten/"), saved).status_code == 302
    assert Minutes.objects.get().text == "Beides."


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31", "99999-01-01", "\0"])
def test_a_term_is_a_day_that_people_live_to_see(
    due: str, lippe: User, celle: User, met: Event, as_: Any
) -> None:
    factories.make_minutes(met)
    page = as_(lippe).post(at(met, "aufgaben/neu/"), given(celle, due=due))
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["due"])
    assert not MinutesTask.objects.exists()


# S72
def test_minutes_that_were_changed_after_one_looked_are_not_published(
    lippe: User, met: Event, as_: Any
) -> None:
    factories.make_minutes(met, published_at=None, version=2)
    client, url = as_(lippe), at(met, "protokoll/veroeffentlichen/")
    for version in ("1", "", "x"):
        page = client.post(url, {"version": version}, follow=True).text
        assert "inzwischen geändert" in page
        assert not Minutes.objects.get().is_published
    assert 'name="version" value="2"' in page
    client.post(url, {"version": "2"})
    assert Minutes.objects.get().is_published


def test_two_who_change_a_task_meet_both_texts(
    lippe: User, celle: User, met: Event, as_: Any
) -> None:
    task = factories.make_task(factories.make_minutes(met), celle, text="Alt", version=2)
    answer = as_(lippe).post(at(met, f"aufgaben/{task.pk}/"), given(celle, version="1"))
    assert (answer.status_code, "Muster verschicken" in answer.text) == (409, True)
    answer = as_(lippe).post(at(met, f"aufgaben/{task.pk}/"), given(celle, version="2"))
    assert answer.status_code == 302
    task.refresh_from_db()
    assert (task.text, task.effort) == ("Muster verschicken", 20)


# Not even that there are any is said to who edits the event but does not read so far.
def test_an_editor_who_does_not_read_the_minutes_knows_of_none(
    programme: User, met: Event, as_: Any
) -> None:
    of_the_forum(met, programme)
    factories.make_minutes(met, audience=Audience.MEMBERS, text="Nur für Kreise.")
    client = as_(programme)
    sent = client.post(at(met, "protokoll/bearbeiten/"), form())
    pages = [client.get(at(met, path)) for path in ("", "protokoll/", "protokoll/bearbeiten/")]
    assert [one.status_code for one in (*pages, sent)] == [200, 404, 404, 404]
    assert [word in pages[0].text for word in ("Protokoll", "Nur für Kreise")] == [False, False]


def test_nobody_opens_minutes_wider_than_the_event_or_himself(
    lippe: User, programme: User, met: Event, as_: Any
) -> None:
    of_the_forum(met, lippe, programme)
    for person, audience in ((lippe, Audience.PUBLIC), (programme, Audience.MEMBERS)):
        answer = as_(person).post(at(met, "protokoll/bearbeiten/"), form(audience=audience.value))
        assert (answer.status_code, "error-summary" in answer.text) == (200, True)
    assert Minutes.objects.count() == 0


def test_the_public_reads_no_names_and_no_tasks(lippe: User, celle: User, as_: Any) -> None:
    event = factories.make_event(kreis=lippe.kreis, starts_in=-3, audience=Audience.PUBLIC)
    minutes = factories.make_minutes(event, author_name="Kim Geheim")
    factories.make_registration(event, celle)
    factories.make_task(minutes, celle, text="Muster verschicken")
    shown = (
        "Quittungsbücher",
        "gemeinsam ausgeschrieben",
        "Kim Geheim",
        celle.name,
        "Muster verschicken",
    )
    page = as_(None).get(at(event)).text
    assert [word in page for word in shown] == [True, True, False, False, False]
    page = as_(None).get(at(event, "")).text
    assert [word in page for word in shown[1:]] == [True, False, False, False]


# „contacts who agreed“ are all that partners know of people
def test_the_liaison_reads_the_task_and_not_whose_it_is(
    lippe: User, celle: User, liaison: User, as_: Any
) -> None:
    event = factories.make_event(kreis=lippe.kreis, starts_in=-3, audience=Audience.PARTNERS)
    minutes = factories.make_minutes(event, author_name="Kim Geheim")
    factories.make_task(minutes, celle, text="Muster verschicken")
    pages = [as_(liaison).get(at(event, path)).text for path in ("", "protokoll/")]
    pages.append(as_(liaison).get(at(event, "protokoll/fassungen/")).text)
    for page in pages:
        assert [word in page for word in (celle.name, "Kim Geheim")] == [False, False]
    assert "Muster verschicken" in pages[1]


def test_the_versions_show_what_changed(lippe: User, celle: User, met: Event, as_: Any) -> None:
    factories.make_minutes(met, text="Es kamen 30 Personen.")
    changed = form(text="Es kamen 40 Personen.", version="1")
    as_(lippe).post(at(met, "protokoll/bearbeiten/"), changed)
    page = as_(celle).get(at(met, "protokoll/fassungen/")).text
    assert "Es kamen <del>30</del> <ins>40</ins> Personen." in page
    assert "Es kamen 30 Personen." in page


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "x" * 20_001}, {"text": "a\0b"}])
def test_bad_input_is_said_and_kept(
    typed: dict[str, str], lippe: User, met: Event, as_: Any
) -> None:
    answer = as_(lippe).post(at(met, "protokoll/bearbeiten/"), form(**typed))
    assert (answer.status_code, "Wir schreiben aus." in answer.text) == (200, True)
    assert Minutes.objects.count() == 0


@pytest.mark.parametrize(
    "typed",
    [{"text": ""}, {"effort": "0"}, {"effort": "99999"}, {"due": "31.02.2027"}, {"owner": "0"}],
)
def test_a_bad_task_is_refused(
    typed: dict[str, str], lippe: User, celle: User, met: Event, as_: Any
) -> None:
    factories.make_minutes(met)
    answer = as_(lippe).post(at(met, "aufgaben/neu/"), given(celle, **typed))
    assert (answer.status_code, MinutesTask.objects.count()) == (200, 0)


def test_who_had_no_part_is_offered_no_task(
    lippe: User, celle: User, programme: User, met: Event, as_: Any
) -> None:
    factories.make_minutes(met)
    page = as_(lippe).get(at(met, "aufgaben/neu/")).text
    assert (celle.name in page, programme.name in page) == (True, False)
    sent = as_(lippe).post(at(met, "aufgaben/neu/"), given(programme))
    assert (sent.status_code, MinutesTask.objects.count()) == (200, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_with_more_tasks_and_files(
    count: int, celle: User, met: Event, as_: Any, queries: Any
) -> None:
    minutes = factories.make_minutes(met)
    for _ in range(count):
        factories.make_task(minutes, celle, due=timezone.localdate() - timedelta(days=1))
        factories.make_material(met)
    client = as_(celle)
    for path, cost in (("protokoll/", 5), ("", 13), ("protokoll/fassungen/", 4)):
        client.get(at(met, path))
        with queries(cost):
            client.get(at(met, path))


def test_past_events_lead_to_the_minutes_one_reads(
    lippe: User, celle: User, programme: User, met: Event, as_: Any
) -> None:
    factories.make_minutes(met, for_participants=True)
    draft = factories.make_event(kreis=lippe.kreis, starts_in=-5)
    factories.make_minutes(draft, published_at=None)
    pages = [
        as_(one).get("/termine/", {"ansicht": "vergangene"}).text
        for one in (lippe, celle, programme, None)
    ]
    led = [[f'href="{at(event)}"' in page for event in (met, draft)] for page in pages]
    assert led == [[True, True], [True, False], [False, False], [False, False]]
