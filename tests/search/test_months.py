from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.choices import Audience
from search.finding import search
from search.models import Entry, Word
from search.vocabulary import count_words
from tests import factories

if TYPE_CHECKING:
    from members.models import User

NEW, OLD = "#monat:praxis:2026-11", "#monat:praxis:2020-01"


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
        Word.objects.update_or_create(lexeme=lexeme, defaults={"entries": [number] * 4})


def test_an_entry_knows_its_month(two: None) -> None:
    marks = [f"{entry.lexemes}" for entry in Entry.objects.filter(audience=0).order_by("day")]
    assert [[mark in lexemes for mark in (OLD, NEW)] for lexemes in marks] == [
        [True, False],
        [False, True],
    ]
    counted = Word.objects.filter(lexeme__startswith="#monat:praxis:").order_by("lexeme")
    assert list(counted.values_list("lexeme", "entries")) == [
        (OLD, [1, 1, 1, 1]),
        (NEW, [1, 1, 1, 1]),
    ]


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
