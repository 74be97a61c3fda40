"""Which words there are, and which of them are made of others."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from search.dictionary import dictionary
from search.words import fold

_DATA = Path(__file__).parent / "data"
LONGEST_ANALYSED = 40
_SHORTEST_COMPOUND = 7
_SHORT_TAILS = frozenset(
    ["amt", "bus", "ort", "rad", "rat", "tag", "weg", "hof", "tür", "uhr", "geld"]
)
_SHORT_HEADS = frozenset(
    [
        "alt",
        "amt",
        "bad",
        "bau",
        "bus",
        "eis",
        "hof",
        "neu",
        "not",
        "öl",
        "ort",
        "ost",
        "rad",
        "rat",
        "see",
        "süd",
        "tag",
        "tee",
        "tür",
        "weg",
    ]
)
# Dictionary words that end or begin many a word which is no compound with them.
_NO_TAIL = frozenset(
    [
        "after",
        "ales",
        "chen",
        "cher",
        "edler",
        "ehen",
        "eiger",
        "elle",
        "ende",
        "enge",
        "esse",
        "ewald",
        "gen",
        "haft",
        "heit",
        "ismus",
        "keit",
        "lein",
        "leitung",
        "lich",
        "ling",
        "mets",
        "mus",
        "not",
        "ordination",
        "ration",
        "reibung",
        "rinnen",
        "samt",
        "schaft",
        "sehen",
        "slots",
        "stag",
        "schafts",
        "rial",
        "ting",
        "statt",
        "stand",
        "tat",
        "ten",
        "tiger",
        "tin",
        "ton",
        "tum",
        "ung",
        "werden",
        "zent",
        "gramm",
        "tragen",
        "eigen",
        "unter",
        "über",
    ]
)
_NO_HEAD = frozenset(
    [
        "aber",
        "aussi",
        "be",
        "bei",
        "besch",
        "bot",
        "deuts",
        "dol",
        "ein",
        "einst",
        "ent",
        "er",
        "ge",
        "her",
        "hin",
        "ihre",
        "ihren",
        "innen",
        "inter",
        "koor",
        "mets",
        "mit",
        "nach",
        "para",
        "sange",
        "will",
        "pro",
        "ra",
        "samm",
        "sch",
        "sein",
        "seine",
        "sei",
        "studi",
        "um",
        "un",
        "ver",
        "vor",
        "wer",
        "zer",
        "zu",
        "zum",
        "zur",
        "über",
        "unter",
        "wieder",
        "weiter",
        "beg",
        "auszubild",
        "ausbild",
        "vermiet",
        "kandidier",
    ]
)
_WHOLE = frozenset(
    [
        "arbeitgeber",
        "arbeitnehmer",
        "begleitung",
        "dolmetscher",
        "ehrenamt",
        "interesse",
        "samstag",
        "schwerpunkt",
        "werkstatt",
        "gemeinschaft",
        "freitag",
        "montag",
        "dienstag",
        "donnerstag",
        "mittwoch",
        "sonntag",
        "bereitschaft",
        "landschaft",
        "vorhaben",
        "angebot",
        "aussiedler",
        "leitfaden",
        "verwaltung",
    ]
)
_SHORTEST_PART = 4
_LINKS = ("s", "es", "n", "en", "er", "e", "ns", "ens")


@lru_cache(20_000)
def is_known(word: str) -> bool:
    """Whether the dictionary knows the word in one case or the other."""
    forms = dictionary()
    return word in forms or word.capitalize() in forms or word.lower() in forms


def is_noun(word: str) -> bool:
    """Whether the dictionary has the word, or a form of it, as a noun."""
    base = dictionary().get(word.capitalize())
    return base is not None and base[0].isupper()


@lru_cache(20_000)
def split(word: str) -> tuple[str, ...]:
    """Return the parts of a compound noun as they stand in it, () if it is none.

    Both sides must be dictionary words; fewest parts, plainest joint, longest shorter side win.
    """
    if not _SHORTEST_COMPOUND <= len(word) <= LONGEST_ANALYSED or word.lower() in _WHOLE:
        return ()
    best: tuple[tuple[int, int, int, int], tuple[str, ...]] | None = None
    for at in range(len(word) - 3, 2, -1):
        second = word[at:]
        if not _can_end(second):
            continue
        first, cost = _head(word[:at])
        if not first:
            continue
        parts = (*first, *(split(second.capitalize()) or (second.capitalize(),)))
        key = (len(parts), cost, -min(map(len, parts)), len(second))
        if best is None or key < best[0]:
            best = key, parts
    return best[1] if best else ()


def _can_end(part: str) -> bool:
    if part in _NO_TAIL or (len(part) < 4 and part not in _SHORT_TAILS):
        return False
    return is_noun(part)


@lru_cache(20_000)
def _head(part: str) -> tuple[tuple[str, ...], int]:
    """Return the parts of what stands before the last part, and how strange the joint is."""
    low = part.lower()
    if low in _NO_HEAD or (len(part) < 4 and low not in _SHORT_HEADS):
        return (), 0
    if is_noun(part):
        return split(part) or (part,), 0
    for link in _LINKS:
        stem = part.removesuffix(link)
        if stem != part and len(stem) > 3 and stem.lower() not in _NO_HEAD and is_noun(stem):
            return split(stem) or (stem,), 0 if link == "s" else 1
    if parts := split(part) or (part.endswith("s") and split(part[:-1])):
        return parts, 1
    forms = dictionary()
    # Schul-, Sprach-; Fahr-, Lern-; sozial-, fern-
    if is_noun(part + "e") or low + "en" in forms or low + "n" in forms or low in forms:
        return (part,), 2
    return (), 0


def strange_parts(word: str) -> list[str]:
    """Return what is left of a word that is none, when a known beginning or end is taken off.

    „Intergrationslotsen“: „intergrations“; „Ausbildungsbegleitng“: „begleitng“.
    """
    left = []
    inner = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    if end := known_end(word):
        left.append(word[: -len(end)].removesuffix("s"))
    for at in reversed(inner):
        if _head(word[:at].capitalize())[0]:
            left.append(word[at:])
            break
    return left


def known_end(word: str) -> str:
    """Return the longest noun that a word ends with, where it begins with something else."""
    inner = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return next((word[at:] for at in inner if _can_end(word[at:])), "")


@cache
def places() -> frozenset[str]:
    """Return the names of places, which are never taken apart: no Salz in Salzgitter."""
    return frozenset(map(fold, (_DATA / "places.txt").read_text("utf-8").split()))
