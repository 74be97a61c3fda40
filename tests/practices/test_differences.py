from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from practices.editions import differences
from practices.models import Edition
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User
    from practices.models import Practice


def _marked(old: str, new: str) -> str:
    ((_, marked),) = differences({"goals": old}, {"goals": new}, internal=False)
    return marked


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Kurze Wege.", "Sehr kurze Wege.", "<del>Kurze</del> <ins>Sehr kurze</ins> Wege."),
        ("eins  zwei", "eins drei", "eins <del>zwei</del> <ins>drei</ins>"),
        ("eins\nzwei", "eins\ndrei", "eins\n <del>zwei</del> <ins>drei</ins>"),
        ("", "<b>", "<ins>&lt;b&gt;</ins>"),
    ],
)
def test_differences_are_marked_word_by_word(old: str, new: str, marked: str) -> None:
    assert _marked(old, new) == marked


def test_of_very_many_words_the_lines_are_compared() -> None:
    old = [f"Zeile {number} mit vielen Wörtern." for number in range(900)]
    new = [*old[:5], "Ganz neu.", *old[6:]]
    changed = f"<del>{old[5]}\n</del> <ins>Ganz neu.\n</ins>"
    assert changed in _marked("\n".join(old), "\n".join(new))


# S47: what would take minutes is not compared at all. Without the bound, this test does not end.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 12_500, "b a a " * 8_000),
        ("a\nb\n" * 12_500, "b\na\na\n" * 8_000),
        (" " * 25_000 + "x", " " * 25_000 + "y"),
        ("\n" * 25_000, "\n" * 24_000 + "y"),
    ],
)
def test_hostile_texts_are_shown_as_a_whole(old: str, new: str) -> None:
    marked = _marked(old, new)
    assert (marked.count("<del>"), marked.count("<ins>")) in {(1, 1), (0, 1)}


@pytest.fixture
def unchanged(kreis_lippe: Kreis, lippe: User) -> Practice:
    practice = factories.make_practice(kreis=kreis_lippe, edition=2, audience=1)
    for number in (1, 2):
        Edition.objects.create(practice=practice, number=number, by=lippe, fields={}, audience=0)
    return practice


def test_who_sees_everything_reads_that_nothing_changed(
    as_: Any, lippe: User, liaison: User, unchanged: Practice
) -> None:
    said = ["Kein Unterschied.", "Kein Unterschied in dem, was Sie sehen."]
    for address in ("versionen/", "versionen/1/2/"):
        pages = [
            as_(person).get(unchanged.get_absolute_url() + address).text
            for person in (lippe, liaison)
        ]
        assert [[words in page for words in said] for page in pages] == [
            [True, False],
            [False, True],
        ]
