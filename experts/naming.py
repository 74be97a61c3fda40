"""Who is named in a released summary, and who is counted only. Kreise are named by their AGS.

One rule (k = 3): whoever is not named is one of at least three member Kreise that could be meant,
and so is whoever is not even counted. Where that would not hold, nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experts.figures import FEWEST

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True)
class Passage:
    """The Kreise behind a paragraph.

    Of its sources `willing` agreed to be named here and `others` did not; its quotations are
    `quoted` with their Kreis and `hidden` without.
    """

    willing: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    @property
    def nameable(self) -> frozenset[str]:
        """The sources that could stand here: beside a quotation without a name, none may.

        What else is said there would point to whose it is.
        """
        return frozenset() if self.hidden else self.willing

    @property
    def keeps_secrets(self) -> bool:
        """Whether somebody here stays unnamed."""
        return bool(self.others or self.hidden)


@dataclass(frozen=True)
class Naming:
    """Whom each passage names as its sources, whether quotations name, and all who are known."""

    named: tuple[frozenset[str], ...]
    quotes_name: bool
    known: frozenset[str]


def decide(
    passages: Sequence[Passage], members: Collection[str], before: Collection[str] = ()
) -> Naming:
    """Decide whom a release names; `before` are those whom earlier editions named."""
    earlier = frozenset(before)
    said = [passage.nameable | passage.quoted for passage in passages]
    known = earlier.union(*said)
    pool = frozenset(members) - known
    if any(one.keeps_secrets for one in passages) and len(pool) < FEWEST:
        return Naming((frozenset(),) * len(passages), quotes_name=False, known=earlier)
    named = tuple(_named(passage, pool) for passage in passages)
    shown = earlier.union(*named, *(passage.quoted for passage in passages))
    return Naming(named, quotes_name=True, known=shown)


def _named(passage: Passage, pool: frozenset[str]) -> frozenset[str]:
    """Return whom a passage names: nobody, where hardly anybody is left who is not meant."""
    left = pool - passage.others
    return passage.nameable if not passage.others or len(left) >= FEWEST else frozenset()


def sources_in_words(named: Sequence[str], unnamed: int) -> str:
    """„Kreis Lippe und 3 weitere Kreise ohne Namensnennung“; empty where there is nobody."""
    more = "weiterer " if named else ""
    counted = [f"ein {more}Kreis ohne Namensnennung"] if unnamed == 1 else []
    if unnamed > 1:
        counted = [f"{unnamed} {more and 'weitere '}Kreise ohne Namensnennung"]
    parts = [*named, *counted]
    return " und ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
