from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser

from members.choices import Kreistyp, Structure
from members.entries import members
from members.similarity import most_similar
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis


def similar(kreis: Kreis) -> list[tuple[str, tuple[str, ...]]]:
    kreis.refresh_from_db()
    others = members(AnonymousUser())
    return [(item.kreis.name, item.reasons) for item in most_similar(kreis, others)]


def make_other(name: str, **fields: Any) -> Kreis:
    """A Kreis unlike the factory's usual one in every respect."""
    unlike: dict[str, Any] = {
        "land": "BY",
        "population": 700_000,
        "density_per_km2": "600.0",
        "kreistyp": Kreistyp.URBAN,
        "structure": Structure.SPREAD,
    }
    return factories.make_kreis(name=name, sort_name=name, **(unlike | fields))


def test_the_same_organisation_weighs_more_than_size_and_density(db: None) -> None:
    kreis = factories.make_kreis(structure=Structure.CENTRE)
    make_other("Größe", density_per_km2="110.0", population=125_000)
    make_other("Organisation", structure=Structure.CENTRE)

    assert similar(kreis) == [
        ("Organisation", ("gleich organisiert: Kommunales Integrationszentrum",)),
        ("Größe", ("ähnlich dicht besiedelt", "ähnlich viele Menschen")),
    ]


def test_density_population_type_and_land_weigh_in_this_order(db: None) -> None:
    kreis = factories.make_kreis(structure=Structure.CENTRE)
    make_other("Land", land="NI")
    make_other("Typ", kreistyp=Kreistyp.RURAL_SPARSE)
    make_other("Menschen", population=120_000)
    make_other("Dichte", density_per_km2="100.0")

    assert similar(kreis) == [
        ("Dichte", ("ähnlich dicht besiedelt",)),
        ("Menschen", ("ähnlich viele Menschen",)),
        ("Typ", ("gleicher Kreistyp",)),
        ("Land", ("gleiches Land",)),
    ]


def test_two_profiles_without_an_organisation_are_not_organised_alike(db: None) -> None:
    kreis = factories.make_kreis(structure="")
    make_other("Ohne Angabe", structure="", land="NI")

    assert similar(kreis) == [("Ohne Angabe", ("gleiches Land",))]


def test_a_kreis_near_in_nothing_says_in_what_it_differs(db: None) -> None:
    kreis = factories.make_kreis()
    make_other("Dicht")
    make_other("Dünn", density_per_km2="20.0", population=10_000)

    assert similar(kreis) == [
        ("Dicht", ("im Ganzen am nächsten, aber dichter besiedelt und mit mehr Menschen",)),
        ("Dünn", ("im Ganzen am nächsten, aber dünner besiedelt und mit weniger Menschen",)),
    ]


def test_a_kreis_is_not_similar_to_itself_and_five_are_enough(db: None) -> None:
    kreis = factories.make_kreis(name="Wir", sort_name="Wir")
    for name in "FBDACE":
        factories.make_kreis(name=name, sort_name=name)

    assert [name for name, _ in similar(kreis)] == ["A", "B", "C", "D", "E"]


def test_a_missing_figure_is_no_likeness(db: None) -> None:
    kreis = factories.make_kreis(population=0, structure=Structure.CENTRE)
    make_other("Ohne Zahl", population=0, land="NI")

    assert similar(kreis) == [("Ohne Zahl", ("gleiches Land",))]
