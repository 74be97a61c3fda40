from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from content.choices import Audience
from search.marking import marked
from search.models import Entry
from search.services import index
from search.vocabulary import count_words
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

MARK = re.compile("<mark>(.*?)</mark>")


def _marks(page: str) -> list[str]:
    return MARK.findall(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_hits_costs_the_same_at_any_length(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    for number in range(rows):
        factories.make_practice(title=f"Sprachmittlerpool {number}")
    count_words()
    client = as_(lippe)
    client.get("/suche/")
    with queries(6):  # person, rooms, drafts, synonyms, weights, hits
        page = client.get("/suche/", {"q": "Sprachmittlerpool"})
    assert page.text.count('<article class="practice"') == rows
    with queries(6):  # the synonyms of the nearest words come with them
        page = client.get("/suche/", {"q": "Sprachmitlerpol"})
    assert page.text.count('<article class="practice"') == rows
    with queries(5):  # and the labels of the filters; no rooms, no drafts
        page = client.get("/praxis/", {"q": "Sprachmitlerpol", "land": "NI", "aufwand": "1"})
    assert page.text.count('<article class="practice"') == rows


# S37
@pytest.mark.parametrize("page", ["9" * 5000, "9" * 10, "²", "-1", ""])
@pytest.mark.parametrize("address", ["/suche/?q=Deutschkurse", "/praxis/?q=Deutschkurse"])
def test_a_page_of_nonsense_is_the_first(address: str, page: str, as_: Any) -> None:
    factories.make_practice(audience=Audience.PUBLIC, title="Deutschkurse")
    found = as_(None).get(f"{address}&seite={quote(page)}").context["found"]
    assert (found.first, len(found.hits)) == (1, 1)


def test_hits_show_why_they_match(as_: Any) -> None:
    factories.make_practice(
        audience=Audience.PUBLIC,
        title="Hybride Deutschkurse",
        summary="Am Montag. Ein <b>Sprachkurs</b> & mehr, für Lots:innen",
        implementation="",
    )
    page = as_(None).get("/suche/", {"q": "Kurs"}).text
    assert _marks(page) == ["Deutschkurse", "Sprachkurs"]
    assert "Ein &lt;b&gt;<mark>Sprachkurs</mark>&lt;/b&gt; &amp; mehr" in page
    assert _marks(as_(None).get("/suche/", {"q": "Lotsin"}).text) == ["Lots:innen"]


def test_hits_say_what_it_takes_and_how_it_stands(as_: Any) -> None:
    practice = factories.make_practice(audience=Audience.PUBLIC, checked_on=date(2026, 3, 9))
    Entry.objects.filter(key=practice.pk).update(
        facts={
            "effort_level": 2,
            "effort_label": "mittlerer <Aufwand>",
            "adoption_text": "4 Kreise & mehr",
            "checked_on": "2026-03-09",
            "state": "Entwurf",
        }
    )
    page = as_(None).get("/suche/", {"q": practice.title}).text
    meta = re.sub("<svg.*?</svg>", "", page.split('<p class="meta">')[1].split("</p>")[0])
    assert meta == (
        '<span><span class="effort" aria-hidden="true">'
        '<i class="on"></i><i class="on"></i><i></i></span> mittlerer &lt;Aufwand&gt;</span> '
        "<span>4 Kreise &amp; mehr</span> <span>geprüft am 09.03.2026</span> "
        '<span class="tag line">Entwurf</span>'
    )


def test_a_passage_far_down_is_shown(as_: Any) -> None:
    factories.make_practice(
        audience=Audience.PUBLIC,
        summary="Viel Vorrede. " * 40,
        implementation="Danach fährt ein Beratungsbus über die Dörfer.",
    )
    (hit,) = as_(None).get("/suche/", {"q": "Bus Dorf"}).context["found"].hits
    assert _marks(hit.snippet) == ["Beratungsbus", "Dörfer"]
    assert hit.snippet.startswith("… ")


def test_a_passage_breaks_off_only_within_a_sentence() -> None:
    title, places = "Bus", {"bus": [1]}
    whole = "Ein Bus fährt reihum durch zwölf Dörfer und bringt Beratung zu allen, die warten."
    texts = (f"{whole}\nMobilität", f"{whole[:-1]}\nMobilität", "Kurz gesagt?\nMobilität\nLernorte")
    assert [marked(title, text, places)[1] for text in texts] == [
        whole,
        f"{whole[:-1]} …",
        "Kurz gesagt? Mobilität · Lernorte",
    ]


def test_the_kinds_are_links_with_numbers(kreis_celle: Kreis, celle: User, as_: Any) -> None:
    index("kreis", kreis_celle)
    index("person", celle)
    factories.make_practice(kreis=kreis_celle, title="Kurse in Celle")
    tabs = as_(celle).get("/suche/", {"q": "Celle"}).context["tabs"]
    assert [(tab.label, tab.count, tab.selected) for tab in tabs] == [
        ("Alles", 3, True),
        ("Praxisbeispiele", 1, False),
        ("Kreise", 1, False),
        ("Personen", 1, False),
    ]
    page = as_(celle).get("/suche/", {"q": "Celle", "art": "kreis"})
    assert [hit.title for hit in page.context["found"].hits] == ["Landkreis <mark>Celle</mark>"]
    assert [tab.count for tab in page.context["tabs"]] == [3, 1, 1, 1]


@pytest.mark.parametrize("words", ["Celle", "landkreis celle", "CELLE "])
def test_the_name_of_a_kreis_puts_the_kreis_first(words: str, kreis_celle: Kreis, as_: Any) -> None:
    index("kreis", kreis_celle)
    for _ in range(3):
        factories.make_practice(
            kreis=kreis_celle, title="Celle, Celle, Celle", audience=Audience.PUBLIC
        )
    first = as_(None).get("/suche/", {"q": words}).context["found"].hits[0]
    assert first.url == "/kreise/03351/"


def test_a_slip_of_the_pen_is_read_as_what_was_meant(as_: Any) -> None:
    factories.make_practice(title="Gemeinsamer Sprachmittlungspool", audience=Audience.PUBLIC)
    count_words()
    page = as_(None).get("/suche/", {"q": "Sprachmitlungspol"}).text
    assert "„Sprachmitlungspol“ steht in keinem Eintrag. Gesucht wurde auch" in page
    assert _marks(page) == ["Sprachmittlungspool"]


def test_where_nothing_is_found_the_page_helps(as_: Any) -> None:
    factories.make_practice(title="Wohnraumlotsen", audience=Audience.PUBLIC)
    count_words()
    page = as_(None).get("/suche/", {"q": "Wohnen", "art": "person"})
    assert page.context["found"].total == 0
    assert "Prüfen Sie die Schreibweise" in page.text
    assert 'href="?q=Wohnen">In allem suchen' in page.text


def test_the_beginning_of_the_last_word_is_enough(as_: Any) -> None:
    factories.make_practice(title="Gesundheitslotsen", audience=Audience.PUBLIC)
    assert as_(None).get("/suche/", {"q": "Gesundheitsl"}).context["found"].total == 1


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("„feste Vergütung“", ["Pool"]),
        ('"feste Vergütung"', ["Pool"]),
        ('"Vergütung feste"', []),
        ("Vergütung", ["Pool", "Feier"]),
        ("Vergütung -Feier", ["Pool"]),
        ('Vergütung "Bus und Bahn"', ["Feier"]),
    ],
)
def test_phrases_and_excluded_words(words: str, titles: list[str], as_: Any) -> None:
    said = {"Pool": "Eine feste Vergütung für alle.", "Feier": "Vergütung für Bus und Bahn."}
    for title, summary in said.items():
        factories.make_practice(
            title=title, summary=summary, implementation="", audience=Audience.PUBLIC
        )
    hits = as_(None).get("/suche/", {"q": words}).context["found"].hits
    assert sorted(re.sub("</?mark>", "", hit.title) for hit in hits) == sorted(titles)


# S36, S46, S47
@pytest.mark.parametrize(
    "words",
    [
        *("\0", "\ud800", "\u202e", "%", "_", "' or 1=1 --", "((((", "&|!:*<->", "\\", "'", '"„“"'),
        *("a" * 10_000, "😀 " * 500, "- " * 500, "a:in" * 500, "wort " * 2000, '"' * 9999),
        *("§" * 9999, "ab- und " * 1000, "-a -b -c", "und oder", "=x !y #land:NI", "x:* y:A"),
    ],
)
def test_odd_searches_are_answered(words: str, as_: Any) -> None:
    factories.make_practice(audience=Audience.PUBLIC)
    query = "q=" + quote(words.encode("utf-8", "surrogatepass"))
    assert as_(None).get(f"/suche/?{query}").status_code == 200
    assert as_(None).get(f"/praxis/?{query}").status_code == 200


@pytest.mark.parametrize("value", ["0", "-1", "999", "abc", "\0", "9" * 400, "²", "'"])
def test_odd_parameters_are_answered(value: str, as_: Any) -> None:
    for name in ("seite", "art", "sortierung", "land", "thema", "kosten"):
        for address in ("/suche/", "/praxis/"):
            page = as_(None).get(address, {"q": "Kurs", name: value})
            assert page.status_code == 200


def test_pages_follow_one_another(as_: Any) -> None:
    for number in range(23):
        factories.make_practice(title=f"Kurs {number:02}", audience=Audience.PUBLIC)
    first = as_(None).get("/suche/", {"q": "Kurs"})
    assert (first.context["previous_url"], first.context["next_url"]) == ("", "?q=Kurs&seite=2")
    assert "1 bis 20 von 23" in first.text
    second = as_(None).get("/suche/?q=Kurs&seite=2")
    assert (second.context["previous_url"], second.context["next_url"]) == ("?q=Kurs", "")
    seen = {hit.key for page in (first, second) for hit in page.context["found"].hits}
    assert len(seen) == 23


def test_the_public_reads_the_page_without_a_question(as_: Any) -> None:
    assert "Was suchen Sie?" in as_(None).get("/suche/").text


def test_what_is_about_a_word_comes_before_what_names_it(as_: Any) -> None:
    about = "Dolmetscher im Amt, Dolmetscher in der Schule. " * 3
    plain = {"audience": Audience.PUBLIC, "checked_on": date(2026, 3, 1)}
    factories.make_practice(title="Wege im Kreis", implementation=about, **plain)
    factories.make_practice(title="Dolmetscher neu gedacht", **plain)
    found = as_(None).get("/praxis/?q=Dolmetscher").context["found"]
    assert [hit.title.partition(" ")[0] for hit in found.hits] == [
        "Wege",
        "<mark>Dolmetscher</mark>",
    ]


def test_a_search_in_vain_leads_those_who_may_ask_to_the_forum(lippe: User, as_: Any) -> None:
    ask = "/austausch/frage/?title=Quetzalcoatl"
    pages = [as_(person).get("/praxis/", {"q": "Quetzalcoatl"}).text for person in (lippe, None)]
    assert [(ask in page, "Kein Treffer" in page) for page in pages] == [
        (True, True),
        (False, True),
    ]
