"""Whoever reads the figures learns nothing about fewer than three Kreise."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from experts.figures import (
    CUTS,
    NO_GROUPS,
    Agreement,
    AgreementFigures,
    GroupFigure,
    NumberFigures,
    Numbers,
    agreement_figures,
    choose_grouping,
    count_agreement,
    describe_source,
    median,
    number_figures,
    sum_up,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from experts.figures import Grouping

    type Case = tuple[dict[str, int], list[frozenset[str]], frozenset[str], tuple[int, ...]]

with (settings.ROOT / "members/data/founding_members.csv").open(encoding="utf-8-sig") as table:
    FOUNDERS = {row["ags"]: int(row["population"]) for row in csv.DictReader(table)}
LIPPE, KARLSRUHE, RAVENSBURG, COBURG = "05766", "08215", "08436", "09473"
SMALL = {ags for ags, size in FOUNDERS.items() if size < CUTS[0]}
LARGE = {LIPPE, KARLSRUHE, RAVENSBURG}
MIDDLE = FOUNDERS.keys() - SMALL - LARGE
# Also classes that hold nobody, or one.
CLASSES = (CUTS, (100_000, 150_000, 180_000, 250_000, 300_000, 400_000), (50_000, 90_000))
NUMBERS = st.decimals(-(10**9), 10**9, places=2)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Members, who answered each of up to three items, who is named, and the classes."""
    few = st.sets(st.sampled_from(sorted(FOUNDERS)), max_size=4)
    some = st.sets(st.sampled_from(sorted(FOUNDERS)))
    # Most cases lie where it is close: few are missing, few are named.
    members = FOUNDERS.keys() - draw(few | some)
    answering = draw(
        st.lists((few | some).map(lambda silent: frozenset(members - silent)), max_size=3)
    )
    known = members & draw(st.just(set()) | few | some)
    return (
        {ags: FOUNDERS[ags] for ags in members},
        answering,
        frozenset(known),
        draw(st.sampled_from(CLASSES)),
    )


def is_safe(kreise: Collection[str], known: frozenset[str]) -> bool:
    return len(kreise) not in {1, 2} and len(frozenset(kreise) - known) not in {1, 2}


def unions(cells: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Everything that can be had by adding and subtracting published cells."""
    parts = list(cells)
    return [
        frozenset().union(*some)
        for size in range(len(parts) + 1)
        for some in combinations(parts, size)
    ]


# ---- All who answered --------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["ja", "teils", "nein", "", None])))
def test_agreement_is_what_a_recount_gives(choices: list[str | None]) -> None:
    found = count_agreement(choices)
    said = [choice for choice in choices if choice in {"ja", "teils", "nein"}]
    counts = [sum(choice == word for choice in said) for word in ("ja", "teils", "nein")]
    assert [found.agree, found.partly, found.no] == counts
    assert found.silent == len(choices) - len(said)
    assert found.text == f"{counts[0]} von {len(said)}"


def test_agreement_is_of_those_who_answered_the_item() -> None:
    found = count_agreement(["ja"] * 10 + ["teils", "", None])
    assert found == Agreement(agree=10, partly=1, no=0, silent=2)
    assert found.text == "10 von 11"


def test_no_other_answer_is_counted() -> None:
    with pytest.raises(ValueError, match="vielleicht"):
        count_agreement(["ja", "vielleicht"])


@pytest.mark.parametrize(
    ("numbers", "middle"), [("5", "5"), ("9 1 4", "4"), ("1 2", "1.5"), ("8 2 3 4", "3.5")]
)
def test_the_median_is_the_middle_or_the_mean_of_both(numbers: str, middle: str) -> None:
    assert median([Decimal(one) for one in numbers.split()]) == Decimal(middle)


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="no median"):
        median([])


@given(st.lists(NUMBERS, max_size=14))
def test_numbers_are_summed_up_from_three_on(numbers: list[Decimal]) -> None:
    found, ordered, count = sum_up(numbers), sorted(numbers), len(numbers)
    if count < 3:
        assert found is None
    else:
        middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
        assert found == Numbers(count, middle, ordered[0], ordered[-1])


# ---- Groups ------------------------------------------------------------------------------------


def test_the_14_make_three_groups_where_all_answer() -> None:
    found = choose_grouping(FOUNDERS, [FOUNDERS])
    assert {group.label: group.kreise for group in found.groups} == {
        "unter 150.000": SMALL,
        "150.000 bis unter 250.000": MIDDLE,
        "250.000 und mehr": LARGE,
    }
    assert [len(SMALL), len(MIDDLE), len(LARGE)] == [5, 6, 3]


def test_a_class_with_two_answers_is_merged_with_its_neighbour() -> None:
    found = choose_grouping(FOUNDERS, [FOUNDERS, FOUNDERS.keys() - {LIPPE}])
    assert [group.label for group in found.groups] == ["unter 150.000", "150.000 und mehr"]


def test_one_thin_item_shows_all_alone_and_spoils_no_other() -> None:
    thin = {LIPPE, KARLSRUHE, COBURG}
    found = choose_grouping(FOUNDERS, [FOUNDERS, thin])
    assert [len(group.kreise) for group in found.groups] == [5, 6, 3]
    numbers = dict.fromkeys(thin, Decimal(7))
    total = Numbers(3, Decimal(7), Decimal(7), Decimal(7))
    assert number_figures(numbers, found) == NumberFigures(total, ())


def test_groups_show_count_and_median() -> None:
    numbers = {ags: Decimal(size) for ags, size in FOUNDERS.items()}
    assert number_figures(numbers, choose_grouping(FOUNDERS, [numbers])) == NumberFigures(
        Numbers(14, Decimal("168181.5"), Decimal(87259), Decimal(456392)),
        (
            GroupFigure("unter 150.000", 5, Decimal(109592)),
            GroupFigure("150.000 bis unter 250.000", 6, Decimal(178708)),
            GroupFigure("250.000 und mehr", 3, Decimal(349781)),
        ),
    )


def test_two_numbers_are_too_few_for_any_figure() -> None:
    numbers = {LIPPE: Decimal(1), COBURG: Decimal(2)}
    assert number_figures(numbers, choose_grouping(FOUNDERS, [numbers])) == NumberFigures(None)


def test_agreement_by_groups_shows_only_where_no_cell_is_one_or_two() -> None:
    grouping = choose_grouping(FOUNDERS, [FOUNDERS])
    choices = dict.fromkeys(FOUNDERS, "nein") | dict.fromkeys({*SMALL, *LARGE}, "ja")
    shown = agreement_figures(choices, grouping)
    assert shown == AgreementFigures(
        Agreement(8, 0, 6, 0),
        (
            GroupFigure("unter 150.000", 5, agree=5),
            GroupFigure("150.000 bis unter 250.000", 6, agree=0),
            GroupFigure("250.000 und mehr", 3, agree=3),
        ),
    )
    choices[LIPPE] = "teils"
    assert agreement_figures(choices, grouping) == AgreementFigures(Agreement(7, 1, 6, 0), ())


def test_a_group_whose_others_are_named_does_not_show() -> None:
    """Of three with two known, the median may be the third."""
    numbers = dict.fromkeys(FOUNDERS, Decimal(5))
    found = choose_grouping(FOUNDERS, [FOUNDERS], known={KARLSRUHE, RAVENSBURG})
    labels = [row.label for row in number_figures(numbers, found).groups]
    assert labels == ["unter 150.000", "150.000 und mehr"]


def test_an_answer_of_a_kreis_that_is_no_member_shows_no_groups() -> None:
    found = choose_grouping(FOUNDERS, [FOUNDERS])
    assert found.shows([*FOUNDERS, "99999"]) is False


def test_a_later_edition_never_cuts_elsewhere() -> None:
    late = [FOUNDERS.keys() - {LIPPE}]
    assert choose_grouping(FOUNDERS, late).cuts == (150_000,)
    assert choose_grouping(FOUNDERS, late, before=[250_000]).cuts == (250_000,)
    assert choose_grouping(FOUNDERS, [FOUNDERS], before=[150_000]).cuts == (150_000,)


def test_of_the_14_no_answers_of_any_number_per_class_tell_about_one_or_two() -> None:
    classes = [sorted(some) for some in (SMALL, MIDDLE, LARGE)]
    by_groups = 0
    for counts in product(*(range(len(some) + 1) for some in classes)):
        parts = (some[:count] for some, count in zip(classes, counts, strict=True))
        answering = frozenset(chain.from_iterable(parts))
        found = choose_grouping(FOUNDERS, [answering])
        figures = number_figures(dict.fromkeys(answering, Decimal(1)), found)
        assert (figures.total is None) == (len(answering) < 3)
        by_groups += bool(figures.groups)
        for some in unions(frozenset(group.kreise & answering) for group in found.groups):
            assert not figures.groups or is_safe(some, frozenset())
    # Of 168 ways to answer; in the others there are only figures of all, or none.
    assert by_groups == 81


def published(case: Case) -> tuple[Grouping, list[frozenset[str]]]:
    members, answering, known, classes = case
    found = choose_grouping(members, answering, known=known, cuts=classes)
    return found, [one for one in answering if found.shows(one)]


FULL: Case = (FOUNDERS, [frozenset(FOUNDERS)], frozenset(), CUTS)


@given(cases())
@example(FULL)
def test_no_cell_no_sum_and_no_difference_is_about_one_or_two(case: Case) -> None:
    members, _, known, _ = case
    found, shown = published(case)
    for answering in shown:
        for some in unions(group.kreise & answering for group in found.groups):
            assert is_safe(some, known)
            assert is_safe(answering - some, known)
    for group in found.groups[1:]:
        assert len(group.kreise) >= 3
        assert len(members.keys() - group.kreise) >= 3


@given(cases(), st.data())
@example(FULL, None)
def test_kreise_of_a_group_cannot_be_told_apart_by_their_numbers(
    case: Case, data: st.DataObject | None
) -> None:
    """Swap the numbers of any within a group: every figure stays as it was."""
    found, shown = published(case)
    for answering in shown:
        size = len(answering)
        drawn = st.lists(NUMBERS, min_size=size, max_size=size)
        values = data.draw(drawn) if data else [Decimal(number) for number in range(size)]
        numbers = dict(zip(sorted(answering), values, strict=True))
        figures = number_figures(numbers, found)
        assert sum(row.count for row in figures.groups) == size
        assert all(row.count == 0 or row.count >= 3 for row in figures.groups)
        for group in found.groups:
            hidden = sorted(group.kreise & answering)
            turned = {one: numbers[hidden[at - 1]] for at, one in enumerate(hidden)}
            assert number_figures(numbers | turned, found) == figures


@given(cases(), st.data())
def test_no_part_of_a_group_that_agrees_or_not_is_one_or_two(
    case: Case, data: st.DataObject
) -> None:
    members, _, known, _ = case
    found, _ = published(case)
    words = st.sampled_from(["ja", "ja", "ja", "teils", "nein", ""])
    choices = data.draw(st.fixed_dictionaries(dict.fromkeys(sorted(members), words)))
    figures = agreement_figures(choices, found)
    assert figures.total == count_agreement(choices.values())
    for row, group in zip(figures.groups, found.groups, strict=bool(figures.groups)):
        said = {ags for ags in group.kreise if choices[ags]}
        agreeing = {ags for ags in said if choices[ags] == "ja"}
        assert (row.label, row.count, row.agree) == (group.label, len(said), len(agreeing))
        for cell in (said, agreeing, said - agreeing):
            assert is_safe(cell, known)


# ---- Anonymous sources -------------------------------------------------------------------------


def test_a_source_is_described_by_its_class_never_by_its_land() -> None:
    grouping = choose_grouping(FOUNDERS, [])
    assert describe_source(LIPPE, grouping) == "ein Kreis mit 250.000 und mehr Menschen"
    assert describe_source(COBURG, grouping) == "ein Kreis mit unter 150.000 Menschen"


def test_where_one_class_is_too_small_no_source_is_described_by_its_class() -> None:
    """Else „ein Mitgliedskreis“ would mean that class."""
    grouping = choose_grouping(FOUNDERS, [], known={KARLSRUHE})
    assert describe_source(LIPPE, grouping) == "ein Mitgliedskreis"
    assert describe_source(COBURG, grouping) == "ein Mitgliedskreis"


def test_of_two_that_are_left_nothing_is_said() -> None:
    grouping = choose_grouping(FOUNDERS, [], known=FOUNDERS.keys() - {LIPPE, COBURG})
    assert describe_source(LIPPE, grouping) is None


def test_only_members_are_described() -> None:
    with pytest.raises(ValueError, match="99999"):
        describe_source("99999", NO_GROUPS)


@given(cases())
def test_a_description_fits_three_whom_nobody_knows_and_so_does_its_absence(case: Case) -> None:
    members, _, known, _ = case
    found, _ = published(case)
    fitting = defaultdict(set)
    for kreis in members.keys() - known:
        fitting[describe_source(kreis, found)].add(kreis)
    for description, kreise in fitting.items():
        assert (len(kreise) >= 3) == (description is not None)
