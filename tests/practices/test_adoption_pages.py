"""The pages of adoptions: begin, edit, conflict, outcome, source page, table, profile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from notices.models import Notice
from practices.choices import AdoptionState
from practices.models import AdoptedElement, Adoption, AdoptionOutcome, Edition, Practice
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

LIST = "/praxis/uebernahmen/"


def _form(**changes: str) -> dict[str, str]:
    data = {"version": "0", "seen_edition": "1", "state": "interesse"}
    data |= {f"step_{number}": "unveraendert" for number in (1, 2, 3)}
    return data | changes


CHANGED = {
    "state": "angepasst",
    "started_on": "02.2026",
    "step_1": "geaendert",
    "step_1_reason": "nur freitags",
    "step_3": "weggelassen",
    "step_3_reason": "keine Zeit",
    "addition_1": "Haltestellenschild",
    "addition_1_reason": "damit man ihn findet",
}


def _begin(source: Practice) -> str:
    return f"{source.get_absolute_url()}uebernehmen/"


def _rows() -> list[tuple[str, str, str]]:
    return list(AdoptedElement.objects.values_list("text", "choice", "reason"))


# ---- Begin --------------------------------------------------------------------------------------


def test_a_kreis_takes_over_with_changes_that_both_kreise_read(
    source: Practice, lippe: User, celle: User, as_: Any
) -> None:
    client = as_(celle)
    assert f'href="{_begin(source)}"' in client.get(source.get_absolute_url()).text
    form = client.get(_begin(source)).context["form"]
    assert (form["state"].value(), [row.first.value() for row in form.step_rows]) == (
        "interesse",
        ["unveraendert"] * 3,
    )
    page = client.post(_begin(source), _form(**CHANGED), follow=True)
    assert "Die Übernahme ist eingetragen" in page.text
    assert _rows() == [
        ("Fahrplan", "geaendert", "nur freitags"),
        ("Fahrzeug", "unveraendert", ""),
        ("Probe", "weggelassen", "keine Zeit"),
        ("Haltestellenschild", "ergaenzt", "damit man ihn findet"),
    ]
    said = "mit einem geänderten, einem weggelassenen und einem ergänzten Baustein"
    addresses = (source.get_absolute_url(), "/kreise/05766/", "/kreise/03351/", LIST)
    for person in (lippe, celle):
        assert [said in as_(person).get(address).text for address in addresses] == [True] * 4
    assert _begin(source) not in client.get(source.get_absolute_url()).text
    assert client.get(_begin(source))["Location"] == Adoption.objects.get().get_absolute_url()


# S71
def test_a_double_click_begins_one_record(
    source: Practice, lippe: User, celle: User, as_: Any
) -> None:
    client = as_(celle)
    answers = [client.post(_begin(source), _form(**CHANGED)).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert (Adoption.objects.count(), Notice.objects.count()) == (1, 1)
    assert Adoption.objects.get().version == 1


# S72: nothing of the slower colleague is lost.
def test_a_colleague_who_begins_too_meets_both_records(
    source: Practice, celle: User, as_: Any
) -> None:
    colleague = factories.make_person(kreis=celle.kreis)
    as_(celle).post(_begin(source), _form(note="Erste"))
    page = as_(colleague).post(
        _begin(source), _form(note="Zweite", step_2="geaendert", step_2_reason="kleiner")
    )
    assert page.status_code == 409
    assert page.context["differences"] == [
        ("Notiz", "Erste", "Zweite"),
        ("Fahrzeug", "unverändert", "geändert: kleiner"),
    ]
    data = {name: str(value) for name, value in page.context["form"].data.items()}
    assert as_(colleague).post(_begin(source), data).status_code == 302
    assert (Adoption.objects.get().note, Adoption.objects.get().version) == ("Zweite", 2)


def test_steps_that_changed_meanwhile_are_shown_again(
    source: Practice, celle: User, as_: Any
) -> None:
    Practice.objects.filter(pk=source.pk).update(edition=2, steps=["Neuer Fahrplan"])
    page = as_(celle).post(_begin(source), _form())
    assert (page.status_code, Adoption.objects.count()) == (200, 0)
    assert "Das Praxisbeispiel hat inzwischen eine neue Fassung." in page.text
    assert 'name="seen_edition" value="2"' in page.text
    assert as_(celle).post(_begin(source), _form(seen_edition="2")).status_code == 302
    assert _rows() == [("Neuer Fahrplan", "unveraendert", "")]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"state": "beendet", "started_on": "02.2026"}, ["reason"]),
        ({"state": "verworfen"}, ["reason"]),
        ({"state": "erprobung"}, ["started_on"]),
        ({"state": "erprobung", "started_on": "13.2025"}, ["started_on"]),
        ({"state": "erprobung", "started_on": "01.2199"}, ["started_on"]),
        ({"started_on": "02.0025"}, ["started_on"]),
        ({"step_1": "geaendert"}, ["step_1_reason"]),
        ({"step_1": "weggelassen", "step_1_reason": " "}, ["step_1_reason"]),
        ({"step_1": "ergaenzt", "step_1_reason": "x"}, ["step_1"]),
        ({"addition_2_reason": "nur ein Grund"}, ["addition_2"]),
        ({"hours": "-1"}, ["hours"]),
        ({"hours": "9999999999"}, ["hours"]),
        ({"state": "erfunden", "cost_band": "erfunden"}, ["state", "cost_band"]),
        ({"note": "a" * 2001}, ["note"]),
        ({"note": "\0"}, ["note"]),
        ({"seen_edition": "", "version": "x"}, ["version", "seen_edition", "__all__"]),
    ],
)
def test_what_cannot_be_gets_a_sentence(
    changes: dict[str, str], wrong: list[str], source: Practice, celle: User, as_: Any
) -> None:
    page = as_(celle).post(_begin(source), _form(**changes))
    assert (page.status_code, sorted(page.context["form"].errors)) == (200, sorted(wrong))
    assert Adoption.objects.count() == 0


# S30
def test_a_hidden_practice_is_not_taken_over(celle: User, kreis_lippe: Kreis, as_: Any) -> None:
    draft = factories.make_practice(kreis=kreis_lippe, state="entwurf")
    own = factories.make_practice(kreis=celle.kreis)
    answers = [as_(celle).post(_begin(one), _form()).status_code for one in (draft, own)]
    assert (answers, Adoption.objects.count()) == ([404, 403], 0)


# ---- Edit ---------------------------------------------------------------------------------------


def test_an_older_version_meets_both_texts(source: Practice, celle: User, as_: Any) -> None:
    adoption = factories.make_adoption(source, kreis=celle.kreis, note="Alt", hours=5)
    address = f"{adoption.get_absolute_url()}bearbeiten/"
    old = _form(version="1", state="erprobung", started_on="02.2025", note="Alt", hours="5")
    assert as_(celle).post(address, old | {"note": "Ihre", "hours": ""}).status_code == 302
    page = as_(celle).post(address, old | {"note": "Meine"})
    assert page.status_code == 409
    assert page.context["differences"] == [
        ("Arbeitsstunden bisher", "", "5"),
        ("Notiz", "Ihre", "Meine"),
    ]
    assert as_(celle).post(address, old | {"version": "2", "note": "Meine"}).status_code == 302
    adoption.refresh_from_db()
    assert (adoption.note, adoption.hours, adoption.version) == ("Meine", 5, 3)


def test_another_kreis_changes_nothing(
    source: Practice, lippe: User, celle: User, as_: Any
) -> None:
    adoption = factories.make_adoption(source, kreis=celle.kreis, state="interesse")
    base = adoption.get_absolute_url()
    writes = ("bearbeiten/", "zuruecknehmen/", "quelle-gesehen/", "ergebnis/6/")
    answers = [as_(lippe).post(base + end, _form(version="1")).status_code for end in writes]
    assert (answers, Adoption.objects.get().version) == ([403] * 4, 1)


def test_interest_is_taken_back_and_what_went_further_is_not(celle: User, as_: Any) -> None:
    interest = factories.make_adoption(kreis=celle.kreis, state="interesse", started_on=None)
    planned = factories.make_adoption(kreis=celle.kreis, state="geplant", started_on=None)
    pages = [
        as_(celle).post(f"{one.get_absolute_url()}zuruecknehmen/", follow=True).text
        for one in (interest, planned)
    ]
    assert "Der Eintrag ist zurückgenommen." in pages[0]
    assert "Zurücknehmen lässt sich nur ein Interesse." in pages[1]
    assert list(Adoption.objects.all()) == [planned]


@pytest.mark.parametrize(
    ("state", "started_on", "said"),
    [
        (AdoptionState.INTEREST, None, [True, False, False, False]),
        (AdoptionState.REJECTED, None, [False, True, False, False]),
        (AdoptionState.TRIAL, date(2026, 1, 1), [False, False, True, True]),
    ],
)
def test_what_has_not_begun_is_told_as_a_plan(
    state: str, started_on: date | None, said: list[bool], celle: User, as_: Any
) -> None:
    given: dict[str, Any] = {"state": state, "started_on": started_on, "reason": "kein Geld"}
    made = factories.make_adoption(kreis=celle.kreis, **given)
    page = as_(celle).get(made.get_absolute_url()).text
    words = (
        "Bausteinen werden soll<",
        "Bausteinen werden sollte<",
        "Bausteinen wurde<",
        "Nach 6 M",
    )
    assert [word in page for word in words] == said


def test_the_adopter_sees_that_the_source_changed_until_it_was_looked_at(
    source: Practice, celle: User, as_: Any
) -> None:
    adoption = factories.make_adoption(source, kreis=celle.kreis)
    Edition.objects.bulk_create(Edition(practice=source, number=n, fields={}) for n in (1, 2))
    address, client = adoption.get_absolute_url(), as_(celle)
    said = "Angesehen wurde zuletzt Fassung 1; heute gilt Fassung 2."
    seen = [said in client.get(address).text]
    Practice.objects.filter(pk=source.pk).update(edition=2)
    seen.append(said in (page := client.get(address).text))
    assert f'href="{source.get_absolute_url()}versionen/1/2/"' in page
    client.post(f"{address}quelle-gesehen/")
    seen.append(said in client.get(address).text)
    assert seen == [False, True, False]


# ---- Outcome ------------------------------------------------------------------------------------


def test_an_outcome_is_written_read_and_kept_from_being_overwritten(
    source: Practice, celle: User, lippe: User, as_: Any
) -> None:
    adoption = factories.make_adoption(source, kreis=celle.kreis)
    address = f"{adoption.get_absolute_url()}ergebnis/6/"
    data = {"version": "0", "worked": "teils", "for_whom": "Eltern", "again": "ja"}
    answers = [as_(celle).post(address, data).status_code for _ in range(2)]
    page = as_(celle).post(address, data | {"worked": "nein"})
    assert (answers, page.status_code) == ([302, 302], 409)
    assert page.context["differences"] == [("Hat es funktioniert?", "teils", "nein")]
    assert AdoptionOutcome.objects.get().version == 1
    assert "Eltern" in as_(lippe).get(adoption.get_absolute_url()).text


def test_an_outcome_waits_for_its_time_but_not_after_a_stop(celle: User, as_: Any) -> None:
    start = timezone.localdate().replace(day=1)
    given: dict[str, Any] = {"kreis": celle.kreis, "started_on": start}
    waiting = factories.make_adoption(**given)
    stopped = factories.make_adoption(**given, state="beendet", reason="Geld")
    pages = [as_(celle).get(f"{one.get_absolute_url()}ergebnis/12/") for one in (waiting, stopped)]
    assert [page.status_code for page in pages] == [403, 200]
    assert f"Hier möglich ab {start:01.%m}.{start.year + 1}." in pages[0].text
