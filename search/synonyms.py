"""Synonym groups: analysed once, when they are written; looked up by the words of a question."""

from __future__ import annotations

from enum import IntEnum
from itertools import product
from typing import TYPE_CHECKING, Any

from search.german import tokens
from search.words import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.models import SynonymGroup

type Lexemes = tuple[str, ...]  # more than one: all of them

LONGEST_KEY = 4


class Level(IntEnum):
    """How near an alternative is to what was typed."""

    WORD = 0
    SYNONYM = 1
    PART = 2


def analyse_group(group: SynonymGroup) -> None:
    """Fill in what leads into the group and what it leads to."""
    same = [group.preferred, *_lines(group.two_way)]
    ways: list[dict[str, Any]] = []
    for name in same:
        others = [other for other in same if other != name]
        ways += _ways(name, others, group.preferred)
    for name in _lines(group.one_way):
        ways += _ways(name, same, group.preferred)
    for name in _lines(group.instead):
        for key in _keys(name):
            targets = [found for part in group.preferred.split("/") for found in _keys(part)[:1]]
            ways.append({"key": " ".join(key), "instead": True, "same": targets, "near": []})
    group.ways = [way for way in ways if way["same"] or way["near"]]
    group.keys = sorted({way["key"] for way in group.ways})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _ways(name: str, others: list[str], preferred: str) -> list[dict[str, Any]]:
    """Make an abbreviation and what it stands for one word, the rest near."""
    same: list[Lexemes] = []
    near: list[Lexemes] = []
    for other in others:
        short = _is_abbreviation(name) or _is_abbreviation(other)
        level = same if short and preferred in {name, other} else near
        level += _keys(other)
    return [
        {"key": " ".join(key), "instead": False, "same": same, "near": near} for key in _keys(name)
    ]


def _is_abbreviation(name: str) -> bool:
    return len(name) <= 8 and sum(letter.isupper() for letter in name) >= 2


def _keys(name: str) -> list[Lexemes]:
    """Return what stands for a name: its base forms, and a hyphenated one joined as well."""
    found = [token for token in tokens(clean(name)) if not token.is_stopword]
    keys = [tuple(token.base for token in found)]
    if len(found) > 1 and found[0].piece.others and found[0].piece.start == found[-1].piece.start:
        keys.append((fold(found[0].piece.others[0]),))
    return [key for key in keys if key and len(key) <= LONGEST_KEY]


def keys_in(words: list[list[str]]) -> dict[str, tuple[int, int]]:
    """Return every key the words of a question could make, with first word and length."""
    found: dict[str, tuple[int, int]] = {}
    for length in range(1, LONGEST_KEY + 1):
        for start in range(len(words) - length + 1):
            for run in _runs(words[start : start + length]):
                found.setdefault(" ".join(run), (start, length))
    return found


def _runs(words: list[list[str]]) -> Iterable[Lexemes]:
    return product(*(forms[:3] for forms in words))
