from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from content.choices import Audience
from practices.choices import State
from practices.models import TargetGroup
from practices.services.drawings import draw_practice
from search.services import index
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User
    from practices.models import Practice


@pytest.fixture
def internal(kreis_lippe: Kreis) -> Practice:
    """A public practice whose members-only fields hold words that must not leak."""
    kreis_lippe.contact_email = "postfach@lippe.forum.example"
    kreis_lippe.save()
    return factories.make_practice(
        kreis=kreis_lippe,
        title="Beratungsbus",
        pitfalls="Der Sperberplan scheiterte.",
        cost_note="Einmalig 40.000 € für den Habicht.",
        funding_until="2031-12-01",
        audience=Audience.PUBLIC,
        review_due="2030-03-31",
    )


SECRETS = ("Sperberplan", "Habicht", "2031", "postfach@lippe.forum.example")


def _seen(text: str) -> list[str]:
    return [word for word in SECRETS if word in text]


def test_the_members_fields_are_read_by_the_network_only(
    internal: Practice, as_: Any, cast_in_order: list[User | None]
) -> None:
    address = internal.get_absolute_url()
    seen = [len(_seen(as_(person).get(address).text)) for person in cast_in_order]
    # public, liaison, programme, deputy, lead, other, moderator
    assert seen == [0, 0, 4, 4, 4, 4, 4]


def test_the_review_date_is_shown_to_the_own_kreis_and_moderators(
    internal: Practice, as_: Any, cast_in_order: list[User | None]
) -> None:
    address = internal.get_absolute_url()
    seen = ["31.03.2030" in as_(person).get(address).text for person in cast_in_order]
    assert seen == [False, False, False, True, True, False, True]


# S26: what stands in a members-only field is found by those who read that field.
@pytest.mark.parametrize("word", ["Sperberplan", "Habicht"])
def test_hidden_fields_are_not_searched(
    internal: Practice,
    as_: Any,
    cast_in_order: list[User | None],
    word: str,
) -> None:
    found = [
        "Beratungsbus" in as_(person).get("/praxis/", {"q": word}).text for person in cast_in_order
    ]
    # public, liaison, programme, deputy, lead, other, moderator
    assert found == [False, False, True, True, True, True, True]


# S25
def test_lists_and_counts_hold_only_what_the_reader_may_read(
    kreis_lippe: Kreis, as_: Any, cast_in_order: list[User | None]
) -> None:
    for audience in Audience:
        factories.make_practice(kreis=kreis_lippe, audience=audience, title=f"Kurs {audience}")
    for state in (State.DRAFT, State.SUBMITTED, State.ARCHIVED):
        factories.make_practice(kreis=kreis_lippe, state=state, title=f"Kurs {state}")
    counts = []
    for person in cast_in_order:
        page = as_(person).get("/praxis/", {"q": "Kurs"})
        assert page.context["found"].total == page.text.count('<article class="')
        counts.append(page.context["found"].total)
    # public, liaison, programme, deputy, lead, other, moderator (no drafts)
    assert counts == [1, 2, 3, 7, 7, 4, 6]


def test_on_a_phone_the_head_names_the_kreis_and_leads_to_the_facts(
    as_: Any, kreis_lippe: Kreis
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC)
    page = as_(None).get(practice.get_absolute_url()).text
    head = page[page.index("narrow-only") : page.index("</header>", page.index("narrow-only"))]
    assert ("Kreis Lippe, Nordrhein-Westfalen" in head, 'href="#steckbrief"' in head) == (True,) * 2
    assert page.count('id="steckbrief"') == 1


# S28
def test_no_cache_hands_out_what_was_narrowed_meanwhile(
    internal: Practice, lippe: User, as_: Any
) -> None:
    page = internal.get_absolute_url()
    for address in (page, f"{page}pdf/", "/praxis/"):
        said = [as_(person).get(address)["Cache-Control"] for person in (None, lippe)]
        assert [set(one.split(", ")) for one in said] == [
            {"private", "no-cache"},
            {"private", "no-store"},
        ]


# S24
def test_hidden_and_absent_practices_answer_alike(
    kreis_lippe: Kreis, celle: User, as_: Any
) -> None:
    draft = factories.make_practice(kreis=kreis_lippe, state=State.DRAFT)
    hidden = as_(celle).get(f"/praxis/{draft.pk}/")
    absent = as_(celle).get("/praxis/987654/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    alike = [
        re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", response.text)
        for response in (hidden, absent)
    ]
    assert alike[0].replace(f"/{draft.pk}/", "/987654/") == alike[1]


def _titles(answer: Any) -> list[str]:
    return [re.sub("</?mark>", "", hit.title) for hit in answer.context["found"].hits]


def test_without_words_the_list_holds_what_is_published_and_says_its_order(
    as_: Any, lippe: User, kreis_lippe: Kreis
) -> None:
    cases: dict[str, dict[str, Any]] = {
        "Alter Bus": {"checked_on": "2025-01-01"},
        "Neuer Bus": {"checked_on": "2026-01-01"},
        "Bus im Entwurf": {"state": State.DRAFT, "checked_on": None},
        "Bus im Archiv": {"state": State.ARCHIVED, "checked_on": "2026-10-01"},
    }
    for title, fields in cases.items():
        factories.make_practice(kreis=kreis_lippe, title=title, **fields)
    client = as_(lippe)
    for query in ("", "?land=NW", "?sortierung=passend"):
        page = client.get(f"/praxis/{query}")
        assert _titles(page) == ["Neuer Bus", "Alter Bus"]
        sorts = [(sort.label, sort.selected) for sort in page.context["filters"].sorts]
        assert sorts == [("Neueste zuerst", True), ("Am häufigsten übernommen", False)]
    found = client.get("/praxis/?q=Bus&sortierung=neu")
    assert _titles(found)[:2] == ["Neuer Bus", "Alter Bus"]
    assert sorted(_titles(found)[2:]) == ["Bus im Archiv", "Bus im Entwurf"]
    assert found.context["filters"].sorts[0].label == "Beste Treffer"


def test_words_are_no_filter_and_one_is_one(as_: Any) -> None:
    factories.make_practice(audience=Audience.PUBLIC, title="Bus")
    page = as_(None).get("/praxis/?q=Bus").text
    assert ("aktiv)" in page, "Niedersachsen: 1 Praxisbeispiel<" in page) == (False, True)
    assert "(1 aktiv)" in as_(None).get("/praxis/?q=Bus&land=NI").text


def test_dead_ends_lead_to_all_practices(as_: Any, liaison: User) -> None:
    link = '<a class="btn" href="/praxis/">Alle Praxisbeispiele</a>'
    closed = as_(liaison).get("/praxis/uebernahmen/")
    assert (closed.status_code, link in closed.text) == (403, True)
    assert link in as_(None).get("/suche/?q=Quastenflosser").text


# S26
def test_the_description_of_the_picture_is_found_and_titles_of_files_by_the_network(
    as_: Any, kreis_lippe: Kreis, cast_in_order: list[User | None]
) -> None:
    practice = factories.make_practice(kreis=kreis_lippe, audience=Audience.PUBLIC)
    factories.add_picture(practice)
    factories.make_file(practice, title="Habichtvertrag")
    index("praxis", practice)
    found = [
        [
            len(_titles(as_(person).get(f"/praxis/?q={word}")))
            for word in ("Rathaus", "Habichtvertrag")
        ]
        for person in cast_in_order
    ]
    # public, liaison, programme, deputy, lead, other, moderator
    assert found == [[1, 0]] * 2 + [[1, 1]] * 5


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    for _ in range(rows):
        factories.make_practice()
    client = as_(lippe)
    client.get("/praxis/")
    # Person, labels of the filters, how many are published, hits.
    with queries(4):
        client.get("/praxis/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_whatever_it_shows(
    rows: int, lippe: User, as_: Any, queries: Any
) -> None:
    themes = [factories.make_theme(f"thema-{number}") for number in range(rows)]
    practice = factories.make_practice(themes=themes)
    for number in range(rows):
        practice.tags.add(f"Wort {number}")
        group = TargetGroup.objects.create(key=f"gruppe-{number}", label=f"Gruppe {number}")
        practice.target_groups.add(group)
        factories.make_adoption(practice)
        factories.make_file(practice)
    client = as_(lippe)
    client.get("/praxis/")
    # Person, practice with „Merkliste“, adoptions, topics; and where nothing is drawn yet,
    # the practice with its vocabularies, files.
    with queries(6):
        client.get(practice.get_absolute_url())
    draw_practice(practice)
    with queries(4):
        page = client.get(practice.get_absolute_url())
    expected = ", ".join(f"Gruppe {number}" for number in range(rows))
    assert expected in page.text


def test_search_finds_words_without_regard_to_case_and_accents(as_: Any) -> None:
    public = {"audience": Audience.PUBLIC, "summary": "", "implementation": ""}
    cafe = factories.make_practice(title="Café am Treffpunkt", **public).get_absolute_url()
    bus = factories.make_practice(title="Bürgerbus", **public).get_absolute_url()
    client = as_(None)
    found = {
        words: [hit.url for hit in client.get("/praxis/", {"q": words}).context["found"].hits]
        for words in ("cafe TREFFPUNKT", "burgerbus", "Bürgerbus Treffpunkt -Café", "100%", "_")
    }
    assert found == {
        "cafe TREFFPUNKT": [cafe],
        "burgerbus": [bus],
        "Bürgerbus Treffpunkt -Café": [bus],
        "100%": [],
        "_": [],
    }


# S36, S46
@pytest.mark.parametrize(
    "words",
    ["\0", "\ud800", "\u202e", "%", "a" * 10_000, "' or 1=1 --", "((((", "😀 " * 500],
)
def test_odd_searches_are_answered(words: str, as_: Any) -> None:
    query = "q=" + quote(words.encode("utf-8", "surrogatepass"))
    assert as_(None).get(f"/praxis/?{query}").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "999", "abc", "\0", "9" * 400])
def test_odd_page_numbers_are_answered(page: str, as_: Any) -> None:
    assert as_(None).get("/praxis/", {"seite": page}).status_code == 200
