"""k = 3 of names: over the 14 founding members, whoever agreed to what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.figures import FEWEST
from experts.naming import Naming, Passage, decide, sources_in_words
from tests.experts.test_figures import FOUNDERS

ALL = frozenset(FOUNDERS)
KREISE = sorted(FOUNDERS)


def _set(bits: int) -> frozenset[str]:
    return frozenset(ags for place, ags in enumerate(KREISE) if bits >> place & 1)


# One draw a set, any of the 16,384; where it is close, hardly anybody is missing.
ANY = st.integers(0, 2 ** len(KREISE) - 1).map(_set)
FEW = st.integers(0, 7).map(_set)
SOME = ANY | FEW | FEW.map(lambda few: ALL - few)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Sources that agree and others, and quotations of some of them."""
    behind, agreeing = draw(SOME), draw(SOME)
    return Passage(behind & agreeing, behind - agreeing, draw(FEW), draw(FEW))


@given(st.lists(passages(), max_size=3), SOME)
def test_nobody_is_named_who_did_not_agree_and_the_others_are_three(
    some: list[Passage], before: frozenset[str]
) -> None:
    found = decide(some, ALL, before)
    assert len(found.named) == len(some)
    pool = ALL - found.known
    for passage, named in zip(some, found.named, strict=True):
        assert named <= passage.willing
        assert not named & passage.others
        # Beside words without a name, no name stands.
        assert not (named and passage.hidden)
        if named and passage.others:
            # Who is meant is one of three, and so is who is not.
            assert len(ALL - named) >= FEWEST
            assert len(ALL - named - passage.others) >= FEWEST
    says_names = (found.quotes_name and any(one.quoted for one in some)) or any(found.named)
    if says_names and any(one.keeps_secrets for one in some):
        assert len(pool) >= FEWEST
    shown = frozenset[str]().union(*found.named)
    assert found.known >= before | shown
    agreed = frozenset[str]().union(*(one.willing | one.quoted for one in some))
    assert found.known - before <= agreed


def test_whoever_agreed_is_named_where_the_others_are_many() -> None:
    willing, others = frozenset({"05766", "08215"}), frozenset({"09473"})
    assert decide([Passage(willing, others)], ALL) == Naming(
        (willing,), quotes_name=True, known=willing
    )


def test_thirteen_of_fourteen_are_not_named() -> None:
    """The one that is missing would be named, too."""
    last = "09473"
    found = decide([Passage(ALL - {last}, frozenset({last}))], ALL)
    assert found == Naming((frozenset(),), quotes_name=False, known=frozenset())


def test_all_fourteen_are_named_where_all_agree() -> None:
    assert decide([Passage(ALL)], ALL).named == (ALL,)


def test_a_passage_that_nearly_all_stand_behind_names_nobody() -> None:
    """Three are pool enough, but all three are meant: that would name them."""
    silent = frozenset(sorted(ALL)[:3])
    found = decide([Passage(ALL - silent, silent), Passage(frozenset(sorted(ALL)[3:5]))], ALL)
    assert found.named == (frozenset(), frozenset(sorted(ALL)[3:5]))


def test_earlier_editions_count_as_known() -> None:
    passage = Passage(frozenset({"05766"}), frozenset({"09473"}))
    before = ALL - {"09473", "05766", "08215"}
    assert decide([passage], ALL, before).named == (frozenset(),)


@pytest.mark.parametrize(
    ("named", "unnamed", "text"),
    [
        ([], 0, ""),
        ([], 1, "ein Kreis ohne Namensnennung"),
        ([], 4, "4 Kreise ohne Namensnennung"),
        (["Kreis Lippe"], 0, "Kreis Lippe"),
        (["Kreis Lippe"], 1, "Kreis Lippe und ein weiterer Kreis ohne Namensnennung"),
        (
            ["Kreis Lippe", "Landkreis Celle"],
            3,
            "Kreis Lippe, Landkreis Celle und 3 weitere Kreise ohne Namensnennung",
        ),
        (["Kreis Lippe", "Landkreis Celle"], 0, "Kreis Lippe und Landkreis Celle"),
    ],
)
def test_sources_are_said_in_words(named: list[str], unnamed: int, text: str) -> None:
    assert sources_in_words(named, unnamed) == text
