"""What comes first, and what is looked at for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from content.choices import Audience
from search.finding import search
from search.models import Word
from search.vocabulary import count_words
from tests import factories

if TYPE_CHECKING:
    from practices.models import Practice

pytestmark = pytest.mark.django_db


def _practice(title: str, **said: Any) -> Practice:
    blank = {"summary": "", "implementation": "", "checked_on": date(2026, 3, 1)}
    return factories.make_practice(title=title, audience=Audience.PUBLIC, **(blank | said))


def _found(words: str) -> list[str]:
    hits = search(AnonymousUser(), words).hits
    return [hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits]


def test_a_summary_tells_as_much_as_a_title() -> None:
    _practice("Unterwegs", summary="Ein Bus. Ein Bus.")
    _practice("Der Bus", implementation="Auch Züge.")
    assert _found("Bus") == ["Unterwegs", "Der Bus"]


def test_a_summary_tells_more_than_two_mentions() -> None:
    _practice("Unterwegs", summary="Ein Bus.", checked_on=date(2020, 1, 1))
    _practice("Neue Wege", implementation="Genannt wurden ein Bus und noch ein Bus.")
    assert _found("Bus") == ["Unterwegs", "Neue Wege"]


def test_what_is_about_a_word_is_looked_at_however_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.statement.PER_TIER", 2)
    _practice("Unterwegs", summary="Der Bus fährt.", checked_on=date(2020, 1, 1))
    for number in range(3):
        _practice(f"Neue Wege {number}", implementation="Genannt wurde auch ein Bus.")
    count_words()
    assert _found("Bus")[0] == "Unterwegs"


def test_of_words_that_many_have_the_rarest_is_looked_for() -> None:
    _practice("Unterwegs", implementation="Der Beratungsbus fährt.")
    _practice("Am Ort", implementation="Ein Verein tagt.")
    count_words()
    for lexeme, number in {"": 9000, "beratungsbus": 400, "verein": 2000}.items():
        counted = {"entries": [number] * 4, "everywhere": number}
        Word.objects.update_or_create(lexeme=lexeme, defaults=counted)
    assert _found("Beratungsbus Verein") == ["Unterwegs"]
