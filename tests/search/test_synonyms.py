from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.choices import Audience
from search.finding import search
from search.models import SynonymGroup
from search.services import save_synonyms
from search.vocabulary import count_words
from tests import factories

if TYPE_CHECKING:
    from members.models import User


def _group(**words: Any) -> None:
    save_synonyms(SynonymGroup(key=f"gruppe{SynonymGroup.objects.count()}", **words))


def _found(words: str) -> list[str]:
    hits = search(AnonymousUser(), words).hits
    return sorted(hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits)


@pytest.fixture(autouse=True)
def _practices(db: None) -> None:
    for title in ("Übersetzen", "Dolmetschen", "KVHS", "Beendet", "Anlaufstelle für Neue"):
        factories.make_practice(
            title=title, summary="", implementation="", audience=Audience.PUBLIC
        )


def test_two_way_words_find_one_another() -> None:
    _group(preferred="Dolmetschen", two_way="Übersetzen\nSprachmittlung")
    expected = ["Dolmetschen", "Übersetzen"]
    assert [_found(words) for words in ("Dolmetschen", "uebersetzen", "Sprachmittlung")] == [
        expected,
        expected,
        expected,
    ]


def test_a_word_counts_more_than_its_synonym() -> None:
    _group(preferred="Dolmetschen", two_way="Übersetzen\nSprachmittlung")
    for word, first in (("Dolmetschen", "Dolmetschen"), ("Übersetzen", "Übersetzen")):
        assert search(AnonymousUser(), word).hits[0].title == f"<mark>{first}</mark>"
    # Two synonyms add up, beside a word and beside one another.
    texts = {"Ein Wort": "Übersetzen", "Zwei": "Übersetzen und Dolmetschen", "Keins": "Fahren"}
    for title, summary in texts.items():
        factories.make_practice(
            title=title, summary=summary, implementation="", audience=Audience.PUBLIC
        )
    found = [str(hit.title) for hit in search(AnonymousUser(), "Sprachmittlung").hits]
    assert found.index("Zwei") < found.index("Ein Wort")


def test_one_way_words_lead_there_and_not_back() -> None:
    _group(preferred="Dolmetschen", one_way="Übersetzen")
    assert _found("Übersetzen") == ["Dolmetschen", "Übersetzen"]
    assert _found("Dolmetschen") == ["Dolmetschen"]


def test_a_phrase_leads_to_a_word() -> None:
    _group(preferred="Welcome-Center", two_way="Anlaufstelle für Neue")
    assert [_found(words) for words in ("Welcome Center", "Welcomecenter", "welcome-center")] == [
        ["Anlaufstelle für Neue"],
        ["Anlaufstelle für Neue"],
        ["Anlaufstelle für Neue"],
    ]


def test_an_abbreviation_is_what_it_stands_for() -> None:
    _group(preferred="Volkshochschule", two_way="KVHS")
    assert _found("Volkshochschule") == ["KVHS"]


def test_an_abbreviation_finds_the_parts_of_what_it_stands_for() -> None:
    _group(preferred="Dolmetschdienst", two_way="DD")
    factories.make_practice(title="Fahrdienst", summary="", audience=Audience.PUBLIC)
    expected = ["Dolmetschen", "Fahrdienst"]
    assert (_found("DD"), _found("Dolmetschdienst")) == (expected, expected)


def test_a_turn_of_speech_is_replaced() -> None:
    _group(preferred="beendet / Abbruch", instead="schiefgelaufen")
    assert _found("was ist schiefgelaufen") == ["Beendet"]


def test_a_group_out_of_use_does_nothing() -> None:
    _group(preferred="Dolmetschen", two_way="Übersetzen", is_active=False)
    assert _found("Dolmetschen") == ["Dolmetschen"]


def test_loading_twice_keeps_the_words_of_the_office() -> None:
    call_command("load_synonyms", verbosity=0)
    count = SynonymGroup.objects.count()
    SynonymGroup.objects.filter(key="mbe").update(two_way="MBE")
    said = StringIO()
    call_command("load_synonyms", stdout=said)
    assert said.getvalue() == "Synonyms: 0 groups added.\n"
    assert SynonymGroup.objects.get(key="mbe").two_way == "MBE"
    assert SynonymGroup.objects.count() == count >= 68


def test_the_office_adds_a_group_and_it_acts_at_once(moderator: User, as_: Any) -> None:
    values = {"key": "dolmetschen", "preferred": "Dolmetschen", "two_way": "Übersetzen"}
    response = as_(moderator).post(
        "/verwaltung/search/synonymgroup/add/",
        {**values, "one_way": "", "instead": "", "note": "", "is_active": "on"},
    )
    assert response.status_code == 302
    assert _found("Dolmetschen") == ["Dolmetschen", "Übersetzen"]
    pk = SynonymGroup.objects.get().pk
    as_(moderator).post(
        f"/verwaltung/search/synonymgroup/{pk}/change/",
        {**values, "two_way": "", "one_way": "", "instead": "", "note": ""},
    )
    assert _found("Dolmetschen") == ["Dolmetschen"]


def test_a_slip_has_the_synonyms_of_what_was_meant(queries: Any) -> None:
    _group(preferred="KVHS", two_way="Anlaufstelle")
    count_words()
    with queries(3):  # nearest words with their synonyms, weights, hits
        assert _found("Anlaufstlele") == ["Anlaufstelle für Neue", "KVHS"]
    # Those of several words together are asked for.
    _group(preferred="Beendet", two_way="Anlaufstelle Dolmetschen")
    with queries(4):
        assert "Beendet" in _found("Anlaufstlele Dolmetschen")


def test_nothing_is_asked_for_that_could_find_no_more() -> None:
    _group(preferred="Ehrenamt", two_way="Engagement\nfreiwilliges Engagement")
    words = "Freiwilliges Engagement"
    factories.make_practice(
        title="Mithelfen", summary="", implementation=words, audience=Audience.PUBLIC
    )

    def asked() -> tuple[bool, bool, bool]:
        count_words()
        with CaptureQueriesContext(connection) as made:
            assert "Mithelfen" in _found("Ehrenamt")
        sql = made[-1]["sql"]
        return "engagement" in sql, "freiwillig" in sql, "=engagement" in sql

    assert asked() == (True, False, False)
    factories.make_practice(title="Engagement", audience=Audience.PUBLIC)
    assert asked() == (True, False, True)
