"""Numbers of facets come from adding up one number of each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from content.choices import Audience
from members.choices import Land
from search.entries import digits
from search.finding import search
from search.models import Entry, FacetValue
from search.words import spans, stops
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User


def test_a_number_stands_at_its_place() -> None:
    tally = str(2001 * 10**12 + 7 * 10**8 + 13)
    assert [digits(tally, place) for place in range(6)] == [13, 0, 7, 2001, 0, 0]
    assert digits("0", 0) == 0


def test_a_new_value_gets_the_next_place_and_keeps_it(db: None) -> None:
    tallies = []
    for facets in (["land:NI", "thema:wohnen"], ["thema:wohnen", "aufwand:1", "thema:wohnen"], []):
        with connection.cursor() as cursor:
            cursor.execute("SELECT search_tally(%s)", [facets])
            tallies.append(str(cursor.fetchone()[0]))
    places = dict(FacetValue.objects.values_list("name", "pk"))
    assert {name: [digits(tally, places[name]) for tally in tallies] for name in places} == {
        "land:NI": [1, 0, 0],
        "thema:wohnen": [1, 1, 0],
        "aufwand:1": [0, 1, 0],
    }


def test_facets_are_counted_with_and_without_their_own_choice(
    kreis_lippe: Kreis, kreis_celle: Kreis, lippe: User
) -> None:
    for kreis, number in ((kreis_lippe, 2), (kreis_celle, 3)):
        for _ in range(number):
            factories.make_practice(kreis=kreis, title="Beratungsbus", audience=Audience.PUBLIC)
    lands = {Land.NW.value: 2, Land.NI.value: 3}
    counts = search(lippe, "Beratungsbus", kind="praxis").counts
    assert (counts["land"], counts["art"]) == (lands, {"praxis": 5})
    chosen = search(lippe, "Beratungsbus", kind="praxis", filters={"land": ["NW"]})
    assert (chosen.total, chosen.counts["land"], chosen.counts["art"]) == (2, lands, {"praxis": 2})
    kreis_type = {"land": ["NW"], "kreistyp": ["1", "2", "3", "4"]}
    both = search(lippe, "Beratungsbus", kind="praxis", filters=kreis_type).counts
    assert (both["land"], sum(both["kreistyp"].values())) == (lands, 2)


def test_an_entry_holds_each_of_its_values_once(kreis_lippe: Kreis) -> None:
    factories.make_practice(kreis=kreis_lippe, audience=Audience.MEMBERS)
    entry = Entry.objects.get()
    names = dict(FacetValue.objects.values_list("pk", "name"))
    held = {names[place] for place in names if digits(str(entry.tally), place) == 1}
    assert {"art:praxis", "land:NW"} <= held
    assert int(entry.tally) == sum(10 ** (4 * place) for place in names if names[place] in held)


def test_reading_goes_on_from_each_stop() -> None:
    text = "Lots:innen und § 81a bis 82, „Welcome-Center“ (Sprach-)Kurse. " * 40
    places = list(spans(text))
    found = stops(text)
    pairs = list(zip(found[::2], found[1::2], strict=True))
    assert len(pairs) > 5
    for pair in pairs:
        assert list(spans(text, pair)) == [one for one in places if one[0] > pair[0]]
