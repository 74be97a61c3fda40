"""Who reads what of adoptions: record, source page, table with filters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from content.choices import Audience
from practices.models import Adoption, AdoptionOutcome, Practice
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

LIST = "/praxis/uebernahmen/"
SECRETS = ("Pflanzgrund", "Pflanznotiz", "Pflanzschritt", "Pflanzkosten", "Pflanzbeschluss")


@pytest.fixture
def cast_in_order(
    liaison: User, programme: User, lippe: User, celle: User, moderator: User, admin: User
) -> list[User | None]:
    return [None, liaison, programme, lippe, celle, moderator, admin, factories.make_person()]


@pytest.fixture
def stopped(source: Practice, celle: User) -> Adoption:
    """What the public and the liaison know as a number, the programme team as Kreis and state."""
    adoption = factories.make_adoption(
        source,
        kreis=celle.kreis,
        state="beendet",
        reason="Pflanzgrund",
        note="Pflanznotiz",
        cost_note="Pflanzkosten",
        decision="Pflanzbeschluss",
        started_on=date(2025, 3, 1),
        elements=[("Fahrplan", "geaendert", "Pflanzschritt")],
    )
    outcome = {"worked": "nein", "again": "nein", "evidence": "Pflanzbeleg"}
    AdoptionOutcome.objects.create(
        adoption=adoption, after_months=6, written_on=date(2025, 10, 1), **outcome
    )
    return adoption


# S25, S28
def test_each_role_reads_its_part_of_an_adoption(
    source: Practice, stopped: Adoption, as_: Any, cast_in_order: list[User | None]
) -> None:
    addresses = (
        *(source.get_absolute_url(), stopped.get_absolute_url(), LIST, "/praxis/", "/"),
        *("/kreise/05766/", "/kreise/03351/", f"{stopped.get_absolute_url()}bearbeiten/"),
    )
    read = []
    for person in cast_in_order:
        client = as_(person)
        html = "".join(client.get(address).text for address in addresses)
        known = f'{stopped.get_absolute_url()}"' in html or "<b>Landkreis Celle</b>" in html
        secrets = [word for word in (*SECRETS, "Pflanzbeleg", "März 2025") if word in html]
        read.append(("Von 1 Kreis übernommen, 1 beendet" in html, known, len(secrets)))
    # public, liaison, programme, source, adopter, moderator, admin, third Kreis
    numbers, state, all_of_it = (True, False, 0), (True, True, 0), (True, True, 7)
    assert read == [numbers, numbers, state, *[all_of_it] * 3, numbers, all_of_it]


# S26
def test_the_order_tells_the_programme_team_no_start(
    source: Practice, programme: User, celle: User, as_: Any
) -> None:
    for name, month in (("B", 3), ("A", 1), ("C", 2)):
        kreis = factories.make_kreis(name=name, sort_name=name)
        factories.make_adoption(source, kreis=kreis, started_on=date(2025, month, 1))
    orders = [
        "".join(adoption.kreis.name for adoption in as_(person).get(LIST).context["page"])
        for person in (programme, celle)
    ]
    assert orders == ["ABC", "BCA"]


def test_the_source_page_says_what_stopped_it(source: Practice, celle: User, as_: Any) -> None:
    for state, reason in (
        *(("erprobung", ""), ("uebernommen", ""), ("angepasst", ""), ("interesse", "")),
        ("beendet", "kein Dolmetscherpool"),
    ):
        factories.make_adoption(source, state=state, reason=reason)
    sentence = "Von 4 Kreisen übernommen, 3 laufen, 1 beendet"
    address = source.get_absolute_url()
    assert f"{sentence}: kein Dolmetscherpool." in as_(celle).get(address).text
    assert f"{sentence}." in as_(None).get(address).text
    assert "von 4 Kreisen übernommen, 1 beendet" in as_(None).get("/praxis/").text


# ---- The table ----------------------------------------------------------------------------------


def test_the_table_is_filtered_by_its_address(
    source: Practice, celle: User, kreis_lippe: Kreis, as_: Any
) -> None:
    child = factories.make_theme("wohnen/miete", parent=factories.make_theme("wohnen"))
    homes = factories.make_practice(title="Wohnraumlotsen", themes=[child], kreis=celle.kreis)
    factories.make_adoption(source, kreis=celle.kreis)
    factories.make_adoption(source, state="geplant", started_on=None)
    factories.make_adoption(homes, kreis=kreis_lippe, state="verworfen", reason="Geld")
    client = as_(celle)
    queries = {
        "": 3,
        "quelle=05766": 2,
        "kreis=03351": 1,
        "stand=geplant": 1,
        "thema=wohnen": 1,
        "thema=sprache&quelle=05766&kreis=03351": 1,
        "stand=beendet": 0,
        "stand=unsinn&kreis=99999": 3,
    }
    found = {query: len(client.get(f"{LIST}?{query}").context["page"]) for query in queries}
    assert found == queries
    page = client.get(f"{LIST}?kreis=05766&stand=verworfen")
    assert [(chip["label"], chip["url"]) for chip in page.context["filters"].chips] == [
        ("Übernommen von: Kreis Lippe", "?stand=verworfen"),
        ("Stand: verworfen", "?kreis=05766"),
    ]
    assert "Keine Übernahme passt dazu" in client.get(f"{LIST}?stand=beendet").text


def test_filters_offer_no_kreis_of_a_hidden_adoption(programme: User, as_: Any) -> None:
    hidden = factories.make_practice(audience=Audience.MEMBERS)
    factories.make_adoption(hidden, kreis=factories.make_kreis(name="Landkreis Verborgen"))
    page = as_(programme).get(LIST).text
    assert ("Verborgen" in page, "Noch keine Übernahmen" in page) == (False, True)


def test_the_table_has_pages_that_keep_the_filters(source: Practice, celle: User, as_: Any) -> None:
    for _ in range(51):
        factories.make_adoption(source)
    first = as_(celle).get(f"{LIST}?quelle=05766")
    assert (len(first.context["page"]), first.context["next_url"]) == (50, "?quelle=05766&seite=2")
    assert len(as_(celle).get(LIST + first.context["next_url"]).context["page"]) == 1


@pytest.mark.parametrize("words", ["\0", "\ud800", "9" * 400, "' or 1=1 --", "-1"])
def test_odd_filters_are_answered(words: str, celle: User, as_: Any) -> None:
    value = quote(words.encode("utf-8", "surrogatepass"))
    query = "&".join(f"{name}={value}" for name in ("quelle", "kreis", "thema", "stand", "seite"))
    assert as_(celle).get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_at_any_length(
    rows: int, source: Practice, celle: User, as_: Any, queries: Any
) -> None:
    adoption = factories.make_adoption(source, kreis=celle.kreis)
    for _ in range(rows):
        factories.make_adoption(source)
    client = as_(celle)
    client.get("/konto/")
    with queries(6):  # person, Kreise of both filters, themes, count, rows
        client.get(LIST)
    with queries(4):  # person, adoption, outcomes, elements
        client.get(adoption.get_absolute_url())
    with queries(3):  # person, adoption, elements
        client.get(f"{adoption.get_absolute_url()}bearbeiten/")
