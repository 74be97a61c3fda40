from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.choices import Audience
from practices.choices import State
from search.finding import search
from search.models import Entry, Word
from search.planning import Numbers
from search.rights import rights_of
from search.vocabulary import count_words
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User

NEW, OLD = "#monat:praxis:3:2026-11", "#monat:praxis:3:2020-01"


@pytest.fixture
def two(db: None) -> None:
    """Two practices with the same words, of which the second is old."""
    for title, day in (("Neuer Beratungsbus", date(2026, 11, 2)), ("Alter", date(2020, 1, 31))):
        summary = "Der Beratungsbus fährt über die Dörfer."
        factories.make_practice(
            title=title, summary=summary, checked_on=day, audience=Audience.PUBLIC
        )
    count_words()


def _forge(numbers: dict[str, int]) -> None:
    """Make the search believe in so many entries."""
    for lexeme, number in numbers.items():
        counted = {"entries": [number] * 4, "everywhere": number}
        Word.objects.update_or_create(lexeme=lexeme, defaults=counted)


def test_an_entry_knows_its_month_and_who_reads_it(kreis_lippe: Kreis) -> None:
    day = date(2026, 11, 2)
    factories.make_practice(
        kreis=kreis_lippe, checked_on=day, audience=Audience.PARTNERS, state=State.PUBLISHED
    )
    factories.make_practice(kreis=kreis_lippe, checked_on=day, state=State.DRAFT)
    found = [
        sorted(re.findall("#monat:[^']*", entry.lexemes))
        for entry in Entry.objects.order_by("scope", "audience")
    ]
    forum, members, drafts = (
        [f"#monat:{kind}:{reader}:{month}" for kind in ("", "praxis") for reader in readers]
        for readers, month in (("1", "2026-11"), ("23", "2026-11"), (["kreis"], "0001-01"))
    )
    assert found == [forum, members, drafts]
    count_words()
    counted = Word.objects.filter(lexeme__startswith="#monat:").order_by("lexeme")
    assert dict(counted.values_list("lexeme", "everywhere")) == dict.fromkeys(
        (*forum, *members, *drafts), 1
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_of_a_beginning_that_many_have_the_most_frequent_words_do(
    rows: int, kreis_lippe: Kreis, lippe: User
) -> None:
    for word in ("Beratungsbus", "Beratungsort", "Beratungszeit")[:rows]:
        factories.make_practice(kreis=kreis_lippe, title=f"{word} im Kreis", summary=word)
    count_words()
    assert search(lippe, "Beratungsb").total == 1
    assert search(lippe, "Beratu").total == rows
    # As many as that need no other.
    _forge({"": 90_000, "beratung": 60_000})
    with CaptureQueriesContext(connection) as captured:
        assert search(lippe, "Beratu").total == rows  # parts of the compounds
    assert "beratu'':*" not in captured[-1]["sql"]


def test_a_beginning_that_is_a_word_counts_once(kreis_lippe: Kreis, lippe: User) -> None:
    texts = {"2026-11-02": "Beratungsbus", "2026-11-01": "Beratungsb", "2026-10-01": "Anderes"}
    for day, summary in texts.items():
        factories.make_practice(
            kreis=kreis_lippe,
            title=f"Vom {day}",
            summary=summary,
            implementation="",
            checked_on=date.fromisoformat(day),
        )
    count_words()
    # As good as one another: the newest comes first.
    found = [hit.title for hit in search(lippe, "Beratungsb", kind="praxis").hits]
    assert found == ["Vom 2026-11-02", "Vom 2026-11-01"]


def test_a_frequent_word_is_what_was_meant_as_long_as_the_reader_reads_an_entry_of_it(
    kreis_lippe: Kreis, lippe: User
) -> None:
    factories.make_practice(
        kreis=kreis_lippe, title="Sprachmittlerpool", checked_on=date(2020, 1, 1)
    )
    count_words()
    _forge({"sprachmittlerpool": 5000})
    asked, expected = "Sprachmitlerpol", {"Sprachmitlerpol": ["Sprachmittlerpool"]}
    assert search(lippe, asked).corrected == expected
    # So many are newer that it is not among those looked at first.
    others = Entry.objects.filter(kind="praxis")
    newer = [
        Entry(
            **{**entry, "id": None, "key": f"neu{number}", "lexemes": "", "day": date(2026, 1, 1)}
        )
        for number in range(250)
        for entry in others.values()[:1]
    ]
    Entry.objects.bulk_create(newer)
    assert search(lippe, asked).corrected == expected
    others.filter(title="Sprachmittlerpool").update(last_day=date(2020, 1, 1))
    assert search(lippe, asked).corrected == {}


def test_what_a_reader_may_not_read_does_not_stand_for_a_beginning(
    kreis_lippe: Kreis, lippe: User
) -> None:
    factories.make_practice(kreis=kreis_lippe, title="Beratungsbus im Kreis", summary="")
    count_words()
    for lexeme in ("", "beratungsgeheimnis"):
        hidden = {"entries": [1, 1, 1, 1] if not lexeme else [0] * 4, "everywhere": 90_000}
        Word.objects.update_or_create(lexeme=lexeme, defaults=hidden)
    with CaptureQueriesContext(connection) as captured:
        assert search(lippe, "Beratu").total == 1
    assert "beratu'':*" in captured[-1]["sql"]


@pytest.mark.parametrize(
    "typed", ["Beratungsbus", '"Beratungsbus fährt"', "Bus -Bahn", "Beratungsb"]
)
@pytest.mark.parametrize("sort", ["passend", "neu", "uebernommen"])
def test_months_that_have_less_than_expected_hide_nothing(
    typed: str, sort: str, two: None, lippe: User
) -> None:
    known = dict.fromkeys(("", "beratungsbus", "beratung", "bus", "faehrt", "fahren"), 90_000)
    _forge({**known, NEW: 30_000, OLD: 60_000})
    with CaptureQueriesContext(connection) as captured:
        found = search(lippe, typed, kind="praxis", sort=sort)
    assert "matched_recent_0" in captured[-1]["sql"]
    assert sorted(hit.url for hit in found.hits) == sorted(
        Entry.objects.filter(audience=0).values_list("url", flat=True)
    )
    assert found.total == 2


def test_a_word_is_not_expected_again_as_its_own_beginning(two: None, lippe: User) -> None:
    _forge({"beratungsbus": 30_000, "kurs": 30_000, "": 90_000})
    number = Numbers(["beratungsbus", "beratungsbus:*", "kurs"], rights_of(lippe), [])
    assert number.share([("beratungsbus",), ("beratungsbus:*",)]) == pytest.approx(1 / 3)
    assert number.share([("beratungsbus",), ("kurs",)]) == pytest.approx(5 / 9)


@pytest.mark.parametrize("practices", [1_000, 80_000])
def test_a_kind_that_most_entries_are_of_is_no_question_to_the_index(
    practices: int, two: None, lippe: User
) -> None:
    other = Entry.objects.filter(kind="praxis", audience_until=Audience.MEMBERS).values()[0]
    others = {**other, "id": None, "kind": "thema", "key": "1", "url": "/austausch/thema/1/"}
    Entry.objects.bulk_create([Entry(**others)])
    _forge({"": 90_000, "#art:praxis": practices})
    with CaptureQueriesContext(connection) as captured:
        assert search(lippe, "Beratungsbus", kind="praxis").total == 2
    assert ("#art:praxis" in captured[-1]["sql"]) is (practices < 80_000)
    assert search(lippe, "Beratungsbus").total == 3


def test_a_phrase_of_frequent_words_asks_for_months(two: None, lippe: User) -> None:
    _forge({**dict.fromkeys(("beratungsbus", "faehrt", "fahren"), 30_000), "": 90_000})
    _forge({NEW: 30_000, OLD: 60_000})
    with CaptureQueriesContext(connection) as captured:
        assert search(lippe, '"Beratungsbus fährt"', kind="praxis").total == 2
    assert "matched_recent_0" in captured[-1]["sql"]


def test_no_index_but_that_of_the_words_can_answer_a_question(two: None, lippe: User) -> None:
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
        assert search(lippe, "Beratungsbus Dörfer", kind="praxis").total == 2
        statement = captured[-1]["sql"].rpartition("work_mem = '32MB'; ")[2]
        # The planner would take the cheapest for an empty table.
        cursor.execute("EXPLAIN " + statement)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert set(re.findall(r"Index (?:Only )?Scan (?:Backward )?(?:using|on) (\w+)", plan)) == {
        "entry_lexemes",
        "search_entry_pkey",  # of the hits of the page
    }


def test_a_search_asks_in_the_same_way_whatever_the_server_is_set_to(
    two: None, lippe: User
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = on; SET LOCAL max_parallel_workers_per_gather = 8")
        assert search(lippe, "Beratungsbus").total == 2
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        cursor.execute("SHOW max_parallel_workers_per_gather")
        assert cursor.fetchone() == ("0",)


def test_a_filter_by_one_kind_asks_for_the_months_of_this_kind(two: None, lippe: User) -> None:
    _forge({**dict.fromkeys(("", "bus", "#art:praxis"), 90_000), NEW: 30_000, OLD: 60_000})
    with CaptureQueriesContext(connection) as captured:
        found = search(lippe, "Bus", filters={"art": ["praxis"]})
    asked = captured[-1]["sql"].partition("matched_recent_0")[2].partition("but_0")[0]
    assert NEW in asked
    assert (found.total, found.counts["art"]) == (2, {"praxis": 2})
