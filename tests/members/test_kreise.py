"""The directory of the Kreise; their own pages are in test_kreis.py."""

from __future__ import annotations

import gzip
import re
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from members.choices import Kreistyp
from members.models import Kreis
from tests import factories

if TYPE_CHECKING:
    from members.models import User

pytestmark = pytest.mark.django_db

LONG_AGO = date(2024, 12, 31)


def names(client: Any, query: str = "") -> list[str]:
    """The names in the list, in its order."""
    return [kreis.name for kreis in client.get(f"/kreise/{query}").context["found"]]


def words(html: str) -> str:
    """What stands on a page, without tags and with single blanks."""
    return " ".join(strip_tags(html).split())


def entries(html: str) -> list[str]:
    found = re.search(r'<ul class="list kreise">(.*?)</ul>', html, re.DOTALL)
    return (
        re.findall(r"<li>(.*?)</li>", found[1].replace("\N{NO-BREAK SPACE}", " ")) if found else []
    )


# ---- The directory ----------------------------------------------------------------------------


def test_the_list_sorts_the_german_way_and_ignores_the_kind(client: Any) -> None:
    for name, sort_name in [
        ("Landkreis Osnabrück", "Osnabrück"),
        ("Kreis Zwickau", "Zwickau"),
        ("Oberbergischer Kreis", "Oberbergischer Kreis"),
        ("Landkreis Öhringen", "Öhringen"),
        ("Kreis Ahlen", "Ahlen"),
    ]:
        factories.make_kreis(name=name, sort_name=sort_name)

    assert names(client) == [
        *("Kreis Ahlen", "Oberbergischer Kreis", "Landkreis Öhringen", "Landkreis Osnabrück"),
        "Kreis Zwickau",
    ]


def test_an_entry_says_land_size_and_the_seat_where_the_name_does_not(
    client: Any, kreis_lippe: Kreis, kreis_celle: Kreis
) -> None:
    factories.make_kreis(
        "08116", name="Landkreis Esslingen", sort_name="Esslingen", seat="Esslingen am Neckar"
    )
    lippe = "Nordrhein-Westfalen · Kreissitz Detmold · 120.000 Menschen"
    assert entries(client.get("/kreise/").content.decode()) == [
        '<a href="03351/">Landkreis Celle</a>Niedersachsen · 120.000 Menschen',
        '<a href="08116/">Landkreis Esslingen</a>Niedersachsen · 120.000 Menschen',
        f'<a href="05766/">Kreis Lippe</a>{lippe}',
    ]


def test_only_todays_members_are_listed(client: Any, kreis_lippe: Kreis) -> None:
    factories.make_kreis(name="Landkreis Fremd", member_since=None)
    factories.make_kreis(name="Landkreis Ehemals", member_until=LONG_AGO, member_since=LONG_AGO)
    factories.make_kreis(name="Landkreis Künftig", member_since=date(2999, 1, 1))

    page = client.get("/kreise/")

    assert [kreis.name for kreis in page.context["found"]] == ["Kreis Lippe"]
    assert re.findall("Landkreis (?:Fremd|Ehemals|Künftig)", page.content.decode()) == []


def test_the_directory_names_no_people_and_no_mailbox(client: Any, lippe: User) -> None:
    Kreis.objects.update(contact_email="geheim@lippe.example", structure_note="Interne Notiz")

    html = client.get("/kreise/").content.decode()

    assert [word for word in ("Vogt", "geheim@", "Interne Notiz") if word in html] == []
    assert "Kreis Lippe" in html


@pytest.mark.parametrize("count", [1, 3, 294])
def test_the_list_costs_the_same_queries_for_1_3_and_294(
    count: int, as_: Any, queries: Any, programme: User
) -> None:
    theme = factories.make_theme()
    for _ in range(count):
        factories.make_kreis().priorities.add(theme)
    public, signed_in = as_(None), as_(programme)
    signed_in.get("/konto/")  # the first visit starts the session's clock

    with queries(2):  # themes, Kreise
        assert len(names(public)) == count
    with queries(3):  # and those that are not members
        assert len(names(public, "?q=kreis&land=NI")) == count
    with queries(4):  # and the person
        assert len(names(signed_in, "?q=kreis&land=NI")) == count


def test_the_list_of_all_294_weighs_at_most_14_kilobytes(as_: Any, lippe: User) -> None:
    call_command("load_kreise", stdout=StringIO())
    call_command("load_vocabularies", stdout=StringIO())
    Kreis.objects.filter(is_landkreis=True).update(member_since=LONG_AGO, member_until=None)

    page = as_(lippe).get("/kreise/")

    assert len(page.context["found"]) == 294
    # An installation has a hash in the name of the file; tests have not.
    html = page.content.replace(b"/static/karte.svg", b"/static/karte.0123456789ab.svg")
    assert len(gzip.compress(html, 6)) <= 14 * 1024


def test_long_lists_have_jump_letters_and_short_ones_none(client: Any) -> None:
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜÉ":
        factories.make_kreis(sort_name=f"{letter}stadt")
    assert client.get("/kreise/").context["groups"][0][0] == ""

    factories.make_kreis(sort_name="Zwickau")
    page = client.get("/kreise/")

    letters = [letter for letter, _ in page.context["groups"]]
    assert letters == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert re.findall(r'<a href="#(\w)">', page.content.decode()) == letters
    assert re.findall(r'<h3 id="(\w)">', page.content.decode()) == letters


def test_names_are_escaped_in_list_and_map(client: Any) -> None:
    factories.make_kreis("09999", name='<b>&"', seat="<i>")

    html = client.get("/kreise/").content.decode()

    facts = "Niedersachsen · Kreissitz &lt;i&gt; · 120.000 Menschen"
    assert entries(html) == [f'<a href="09999/">&lt;b&gt;&amp;&quot;</a>{facts}']
    assert "<title>&lt;b&gt;&amp;&quot;</title>" in html


def test_the_map_links_each_member_by_name(client: Any, kreis_lippe: Kreis) -> None:
    factories.make_kreis("09999", name="Landkreis Fremd", member_since=None)
    shape = (
        '<a href="{}05766/"><use href="/static/karte.svg#k05766"/><title>Kreis Lippe</title></a>'
    )

    in_list, on_landing = (client.get(path).content.decode() for path in ("/kreise/", "/"))

    rule = r'<a href="[\w/]*"><use [^>]*><title>.*?</title></a>'
    assert re.findall(rule, in_list) == [shape.format("")]
    assert re.findall(rule, on_landing) == [shape.format("/kreise/")]


# ---- Search and filters -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["dahme-spreeland", "Dahme", "DAHME SPREEWALD", "spreewald dahme", "  Spreeland  "],
)
def test_a_kreis_is_found_by_name_and_alias(client: Any, kreis_lippe: Kreis, query: str) -> None:
    factories.make_kreis(name="Landkreis Dahme-Spreewald", aliases="Dahme-Spreeland")

    assert names(client, f"?q={query}") == ["Landkreis Dahme-Spreewald"]


@pytest.mark.parametrize("query", ["lüneburg", "luneburg", "lueneburg", "LÜNEBURG"])
def test_umlauts_are_found_however_they_are_typed(client: Any, query: str) -> None:
    factories.make_kreis(name="Landkreis Lüneburg")
    factories.make_kreis(name="Landkreis Soest")

    assert names(client, f"?q={query}") == ["Landkreis Lüneburg"]
    assert names(client, "?q=soest") == ["Landkreis Soest"]


@pytest.fixture
def three() -> None:
    sprache, wohnen = factories.make_theme("sprache"), factories.make_theme("wohnen")
    factories.make_kreis(name="A", sort_name="A", population=99_999).priorities.add(sprache)
    factories.make_kreis(
        name="B", sort_name="B", land="NW", kreistyp=Kreistyp.URBAN, population=100_000
    ).priorities.add(sprache, wohnen)
    factories.make_kreis(name="C", sort_name="C", land="BY", population=200_001)


@pytest.mark.parametrize(
    ("query", "found", "chips"),
    [
        ("?land=NW", "B", ["Nordrhein-Westfalen"]),
        ("?land=NW&land=BY", "BC", ["Nordrhein-Westfalen", "Bayern"]),
        ("?einwohner=unter-100", "A", ["unter 100.000"]),
        ("?einwohner=100-200", "B", ["100.000 bis 200.000"]),
        ("?einwohner=ueber-200", "C", ["über 200.000"]),
        ("?kreistyp=2", "B", ["Städtischer Kreis"]),
        ("?thema=sprache", "AB", ["Sprache"]),
        ("?thema=wohnen&land=NI", "", ["Niedersachsen", "Wohnen"]),
        ("?q=c&land=BY", "C", ["„c“", "Bayern"]),
        # Nonsense is ignored.
        ("?land=XX", "ABC", []),
        ("?kreistyp=9&einwohner=viele&thema=nie&seite=-1", "ABC", []),
        ("?q=%00", "ABC", []),
        (f"?q={'x' * 101}", "ABC", []),
        ("?q=%25", "", ["„%“"]),
    ],
)
def test_filters_narrow_the_list_and_stand_above_it(
    client: Any, three: None, query: str, found: str, chips: list[str]
) -> None:
    page = client.get(f"/kreise/{query}")

    assert "".join(kreis.name for kreis in page.context["found"]) == found
    assert [chip.label for chip in page.context["chips"]] == chips


def test_a_chip_leads_to_the_list_without_its_filter(client: Any, three: None) -> None:
    page = client.get("/kreise/?q=b&land=NW&land=NI&kreistyp=2")

    assert [(chip.label, chip.url) for chip in page.context["chips"]] == [
        ("„b“", "?land=NW&land=NI&kreistyp=2"),
        ("Nordrhein-Westfalen", "?q=b&land=NI&kreistyp=2"),
        ("Niedersachsen", "?q=b&land=NW&kreistyp=2"),
        ("Städtischer Kreis", "?q=b&land=NW&land=NI"),
    ]


def test_counts_of_a_group_do_not_fall_with_its_own_choice(client: Any, three: None) -> None:
    page = client.get("/kreise/?land=NW")

    counts = {
        facet.name: [(option.value, option.count) for option in facet.options if option.count]
        for facet in page.context["facets"]
    }
    assert counts == {
        "land": [("BY", 1), ("NI", 1), ("NW", 1)],
        "einwohner": [("100-200", 1)],
        "kreistyp": [("2", 1)],
        "thema": [("sprache", 1), ("wohnen", 1)],
    }


def test_a_tile_adds_its_land_or_takes_it_back(client: Any, three: None) -> None:
    page = client.get("/kreise/?q=a&land=NW")

    tiles = {tile.code: (tile.url, tile.selected) for tile in page.context["facets"][0].options}
    assert len(tiles) == 16
    assert tiles["NW"] == ("?q=a", True)
    assert tiles["BY"] == ("?q=a&land=NW&land=BY", False)


def test_the_filter_form_keeps_the_chosen_laender(client: Any, three: None) -> None:
    html = client.get("/kreise/?land=NW&land=BY").content.decode()

    assert re.findall(r'<input type="hidden" name="land" value="(\w\w)">', html) == ["NW", "BY"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"name": "Ulm", "kind": "Stadtkreis", "is_landkreis": False, "member_since": None},
            "Ulm (Stadtkreis) ist nicht dabei: Mitglied werden können nur Landkreise und Kreise.",
        ),
        (
            {"name": "Kreis Ulm", "member_since": None},
            "Kreis Ulm ist noch nicht Mitglied. So wird ein Kreis Mitglied",
        ),
        (
            {"name": "Kreis Ulm", "member_since": LONG_AGO, "member_until": LONG_AGO},
            "Kreis Ulm war bis 31.12.2024 Mitglied.",
        ),
        (
            {"name": "Kreis Ulm", "member_since": date(2999, 1, 1)},
            "Kreis Ulm wird am 01.01.2999 Mitglied.",
        ),
    ],
)
def test_a_search_says_why_a_kreis_is_not_in_the_list(
    client: Any, kreis_lippe: Kreis, fields: dict[str, Any], said: str
) -> None:
    factories.make_kreis(**fields)

    html = client.get("/kreise/?q=ulm").content.decode()

    hint = re.search(r'<div class="hint">(.*?)</div>\s*</div>', html, re.DOTALL)
    assert hint is not None
    assert words(hint[1]) == said
    assert "Kein Mitgliedskreis passt dazu" in html


def test_an_empty_portal_says_what_will_stand_here(client: Any) -> None:
    assert "Noch keine Mitgliedskreise" in client.get("/kreise/").content.decode()
