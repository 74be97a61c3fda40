"""Figures of a consultation, counted from the answers: agreement, medians, groups of Kreise.

Kreise are named by their AGS. Everything about groups keeps to one rule (k = 3): whoever reads the
figures cannot tell the Kreise of a group apart by their answers, and a group is at least three.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

# Fewer Kreise than this are never described together.
FEWEST = 3
# Where classes of inhabitants may begin.
CUTS = (150_000, 250_000)
TOO_FEW = "zu wenige Angaben"
ANONYMOUS = "ein Mitgliedskreis"

# What a column of 18 digits with four decimals holds, and nobody's answer reaches.
MOST_DIGITS = 14
MOST_DECIMALS = 4
_LONGEST = 80
_NBSP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_PLAIN = {ord(sign): " " for sign in "\u00a0\u2009\u202f\t"} | {ord(_MINUS): "-", ord("–"): "-"}
# „1200“, „1.200“, „1 200“ (DIN 5008), each with decimals after a comma.
_NUMBER = re.compile(r"([+-]?) ?([0-9]+|[0-9]{1,3}(?:([. ])[0-9]{3})(?:\3[0-9]{3})*)(?:,([0-9]+))?")
_SAME_UNITS = ({"€", "eur", "euro"}, {"%", "prozent"})
_ENDINGS = ("n", "en", "e", "er", "s")


class NumberError(ValueError):
    """What was typed is not one number in the unit asked for; the German text says what to type."""


# ---- Numbers as they are typed and written -----------------------------------------------------


def parse_number(typed: str, unit: str) -> Decimal:
    """Return what was typed: „3,5“, „3,5 Wochen“, „1.200,50“. Raises NumberError.

    The unit may be left out or stand behind the number, in any case, as singular or plural. A dot
    or a blank parts thousands, a comma decimals; at most 14 digits, 4 of them decimals.
    """
    example = f"„3,5 {unit}“" if unit else "„3,5“"
    text = _normalised(typed) if len(typed) <= _LONGEST else ""
    if not typed.strip():
        message = f"Geben Sie eine Zahl ein, zum Beispiel {example}."
        raise NumberError(message)
    bare = _without_unit(text, _normalised(unit))
    found = _NUMBER.fullmatch(text) or _NUMBER.fullmatch(bare)
    if found is None:
        raise NumberError(_what_to_type(bare, unit, example))
    sign, whole, _, decimals = found.groups(default="")
    digits = re.sub(r"[. ]", "", whole).lstrip("0")
    if len(digits + decimals) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        message = (
            f"Geben Sie eine kürzere Zahl ein: höchstens {MOST_DIGITS} Ziffern, "
            f"davon höchstens {MOST_DECIMALS} nach dem Komma."
        )
        raise NumberError(message)
    number = Decimal(f"{digits or '0'}.{decimals or '0'}")
    return -number if sign == "-" and number else number


def write_number(number: Decimal, unit: str = "") -> str:
    """„3,5 Wochen“, „−1.200 €“: without zeros at the end, the unit behind a no-break space."""
    if not number.is_finite():
        message = f"{number} cannot be written"
        raise ValueError(message)
    whole, _, decimals = f"{abs(number):,f}".partition(".")
    decimals = decimals.rstrip("0")
    written = whole.replace(",", ".") + (f",{decimals}" if decimals else "")
    sign = _MINUS if number < 0 else ""
    return f"{sign}{written}{_NBSP}{unit}" if unit else f"{sign}{written}"


def _normalised(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split()).casefold()


def _without_unit(text: str, unit: str) -> str:
    """Return what stands before the unit; all of it where something else stands behind."""
    if unit and text.endswith(unit):
        before = text.removesuffix(unit)
        # „pro 1.000“ must not take the end of a number for itself.
        if before.endswith(" ") or not unit[0].isdigit():
            return before.strip()
    word = text.lstrip("-+0123456789., ")
    return text.removesuffix(word).strip() if word and _is_same(word, unit) else text


def _is_same(word: str, unit: str) -> bool:
    """„woche“ is „wochen“, „euro“ is „€“."""
    if any({word, unit} <= names for names in _SAME_UNITS):
        return True
    short, long = sorted((word, unit), key=len)
    return len(short) >= 3 and long in {short + ending for ending in _ENDINGS}


def _what_to_type(text: str, unit: str, example: str) -> str:
    if re.fullmatch(r"[-+]? ?[0-9]+\.[0-9]+", text):
        decimal = text.replace(".", ",")
        return f"Schreiben Sie Stellen nach dem Komma mit einem Komma, zum Beispiel „{decimal}“."
    if re.fullmatch(r"[-+]? ?[0-9][0-9.,]* ?[^\W\d_€%][^0-9]*|[-+]? ?[0-9][0-9.,]* ?[€%]", text):
        how = f"in der Einheit „{unit}“" if unit else "ohne Einheit"
        return f"Geben Sie nur eine Zahl {how} ein, zum Beispiel {example}."
    return f"Geben Sie genau eine Zahl ein, ohne weitere Wörter, zum Beispiel {example}."


# ---- Agreement and numbers of all who answered -------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """How many Kreise said what to a statement; `silent` are those who said nothing to it."""

    agree: int = 0
    partly: int = 0
    no: int = 0
    silent: int = 0

    @property
    def answered(self) -> int:
        return self.agree + self.partly + self.no

    @property
    def text(self) -> str:
        """„10 von 11“: those who agree, of those who answered."""
        return f"{self.agree} von {self.answered}"


@dataclass(frozen=True)
class Numbers:
    """What the numbers of at least three Kreise say together; an even count has a mean median."""

    count: int
    median: Decimal
    smallest: Decimal
    largest: Decimal


def count_agreement(choices: Iterable[str | None]) -> Agreement:
    """Count „ja“, „teils“, „nein“, and as silent what is empty. Raises ValueError for others."""
    counted = Counter(choice or "" for choice in choices)
    if unknown := set(counted) - {"ja", "teils", "nein", ""}:
        message = f"not an answer to a statement: {sorted(unknown)}"
        raise ValueError(message)
    return Agreement(counted["ja"], counted["teils"], counted["nein"], counted[""])


def median(numbers: Collection[Decimal]) -> Decimal:
    """Return the middle one, of an even count the mean of the middle two. Raises ValueError."""
    if not numbers:
        message = "no median of nothing"
        raise ValueError(message)
    ordered, middle = sorted(numbers), len(numbers) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def sum_up(numbers: Collection[Decimal]) -> Numbers | None:
    """Return what they say together, or None below three: too few to say anything."""
    if len(numbers) < FEWEST:
        return None
    return Numbers(len(numbers), median(numbers), min(numbers), max(numbers))


# ---- Groups by inhabitants ---------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Neighbouring classes of inhabitants, „unter 150.000“, and the member Kreise in them."""

    label: str
    kreise: frozenset[str]


@dataclass(frozen=True)
class Grouping:
    """One partition of the members, the same for every item and every description of a release.

    `known` are Kreise whose own answers stand beside their names: the others of their group must
    be three without them, or a median could be solved for the one that is missing.
    """

    groups: tuple[Group, ...] = ()
    cuts: tuple[int, ...] = ()
    known: frozenset[str] = frozenset()

    def shows(self, answering: Collection[str]) -> bool:
        """Whether an item these Kreise answered may be published by groups.

        Two groups at least, each with no or three answers, so every sum and every difference of
        groups, and of all and some groups, is about none or three, too.
        """
        asked = frozenset(answering)
        cells = [group.kreise & asked for group in self.groups]
        return (
            asked == frozenset().union(*cells)
            and sum(map(bool, cells)) > 1
            and all(self.is_safe(cell) for cell in cells)
        )

    def is_safe(self, kreise: frozenset[str]) -> bool:
        """Whether these are none or three, and so are those of them that nobody knows."""
        return all(not some or len(some) >= FEWEST for some in (kreise, kreise - self.known))


def choose_grouping(
    members: Mapping[str, int],
    answering: Sequence[Collection[str]],
    *,
    known: Collection[str] = (),
    before: Collection[int] | None = None,
    cuts: Sequence[int] = CUTS,
) -> Grouping:
    """Merge neighbouring classes until as many items as possible can be shown by groups.

    `members`: inhabitants of each member Kreis; `answering`: who answered, item by item. Each group
    fits three members. Of what shows the same items the finest is taken; which one depends on who
    answered, never on what. `before` are the cuts of an edition already released: classes are then
    only merged further, as two overlapping partitions could be subtracted from each other.
    """
    allowed = [cut for cut in sorted(cuts) if before is None or cut in before]
    items = [one for one in answering if len(one) >= FEWEST]
    ranked = []
    for some in _subsets(allowed):
        found = Grouping(_groups(members, some), some, frozenset(known))
        sizes = [len(group.kreise) for group in found.groups]
        if min(sizes) >= FEWEST or not some:
            shown = sum(map(found.shows, items))
            ranked.append(((shown, len(some), min(sizes), some), found))
    return max(ranked, key=lambda one: one[0])[1]


def describe_source(kreis: str, grouping: Grouping) -> str | None:
    """„ein Kreis mit unter 150.000 Menschen“, „ein Mitgliedskreis“, or None: not even that.

    For a source that stays anonymous. The Land is never said. A class is said only where each
    class has none or three Kreise that are not `known`: were one source less described because its
    class is too small, that would name the class. Put into `known` whoever a reader can rule out.
    Raises ValueError for a Kreis outside the grouping.
    """
    own = [group for group in grouping.groups if kreis in group.kreise]
    if not own:
        message = f"{kreis} is in no group"
        raise ValueError(message)
    unknown = [group.kreise - grouping.known for group in grouping.groups]
    if len(frozenset().union(*unknown)) < FEWEST:
        return None
    if sum(map(bool, unknown)) < 2 or any(0 < len(some) < FEWEST for some in unknown):
        return ANONYMOUS
    return f"ein Kreis mit {own[0].label} Menschen"


def _subsets(cuts: Sequence[int]) -> Iterable[tuple[int, ...]]:
    return (some for size in range(len(cuts) + 1) for some in combinations(cuts, size))


def _groups(members: Mapping[str, int], cuts: tuple[int, ...]) -> tuple[Group, ...]:
    edges = (None, *cuts, None)
    return tuple(
        Group(
            _label(low, high),
            frozenset(
                ags
                for ags, size in members.items()
                if (low is None or size >= low) and (high is None or size < high)
            ),
        )
        for low, high in pairwise(edges)
    )


def _label(low: int | None, high: int | None) -> str:
    """„unter 150.000“, „150.000 bis unter 250.000“, „250.000 und mehr“."""
    begin, end = (write_number(Decimal(edge or 0)) for edge in (low, high))
    if low is None:
        return "alle" if high is None else f"unter {end}"
    return f"{begin} und mehr" if high is None else f"{begin} bis unter {end}"


# ---- Figures of an item, with its groups -------------------------------------------------------

NO_GROUPS = Grouping()


@dataclass(frozen=True)
class GroupFigure:
    """One row: how many of the group answered, and their median or how many of them agree."""

    label: str
    count: int
    median: Decimal | None = None
    agree: int | None = None


@dataclass(frozen=True)
class NumberFigures:
    """`total` is None where there are too few numbers; `groups` are empty where they would tell."""

    total: Numbers | None
    groups: tuple[GroupFigure, ...] = ()


@dataclass(frozen=True)
class AgreementFigures:
    """`total` counts all; `groups` are empty where they would tell."""

    total: Agreement
    groups: tuple[GroupFigure, ...] = ()


def number_figures(numbers: Mapping[str, Decimal], grouping: Grouping = NO_GROUPS) -> NumberFigures:
    """Sum up what each Kreis answered; a group shows its count and its median, nothing else."""
    total = sum_up(numbers.values())
    if total is None or not grouping.shows(numbers):
        return NumberFigures(total)
    rows = []
    for group in grouping.groups:
        said = [number for ags, number in numbers.items() if ags in group.kreise]
        rows.append(GroupFigure(group.label, len(said), median(said) if said else None))
    return NumberFigures(total, tuple(rows))


def agreement_figures(
    choices: Mapping[str, str], grouping: Grouping = NO_GROUPS
) -> AgreementFigures:
    """Count what each Kreis chose; empty is no answer.

    „1 von 11“ may be said of all: the members agreed to be counted. Of groups it may not. They show
    only where in each of them none or three agree, and none or three do not: to leave out one group
    would not hide it, as it is all less the others.
    """
    total = count_agreement(choices.values())
    answered = frozenset(ags for ags, choice in choices.items() if choice)
    agreeing = frozenset(ags for ags in answered if choices[ags] == "ja")
    cells = [
        (group.label, group.kreise & agreeing, (group.kreise & answered) - agreeing)
        for group in grouping.groups
    ]
    safe = all(grouping.is_safe(yes) and grouping.is_safe(other) for _, yes, other in cells)
    if not safe or not grouping.shows(answered):
        return AgreementFigures(total)
    rows = (
        GroupFigure(label, len(yes) + len(other), agree=len(yes)) for label, yes, other in cells
    )
    return AgreementFigures(total, tuple(rows))
