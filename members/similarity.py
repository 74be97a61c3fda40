"""„Kreise wie wir“: the members most similar to a Kreis, with the reason in words.

Structure weighs most: research on the programme found the size of a Kreis not decisive for how its
integration work succeeds; density, population, Kreistyp and Land follow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING

from members.choices import Structure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from members.entries import KreisEntry
    from members.models import Kreis

_WEIGHTS = {"structure": 4.0, "density": 2.0, "population": 1.5, "kreistyp": 1.0, "land": 0.5}

# As near as this is called similar: a factor of about 1.4.
_CLOSE = 0.75


@dataclass(frozen=True)
class Likeness:
    """A similar Kreis, and in what it is similar."""

    kreis: KreisEntry
    reasons: tuple[str, ...]


def most_similar(kreis: Kreis, others: Iterable[KreisEntry], count: int = 5) -> list[Likeness]:
    """Return the most similar Kreise, nearest first."""
    compared = [(other, _compare(kreis, other)) for other in others if other.ags != kreis.ags]
    nearest = nsmallest(count, compared, key=lambda pair: (-_score(pair[1]), pair[0].sort_name))
    return [Likeness(other, _reasons(kreis, other, parts)) for other, parts in nearest]


def _compare(kreis: Kreis, other: KreisEntry) -> dict[str, float]:
    """How near two Kreise are in each respect, from 0 to 1."""
    return {
        "structure": float(bool(kreis.structure) and kreis.structure == other.structure),
        "density": _nearness(float(kreis.density_per_km2), float(other.density_per_km2)),
        "population": _nearness(kreis.population, other.population),
        "kreistyp": float(kreis.kreistyp == other.kreistyp),
        "land": float(kreis.land == other.land),
    }


def _nearness(one: float, other: float) -> float:
    """1 for equal sizes, 0 from a factor of four on, and where a figure is missing."""
    if not one or not other:
        return 0.0
    return max(0.0, 1 - abs(math.log(one / other)) / math.log(4))


def _score(parts: dict[str, float]) -> float:
    return sum(_WEIGHTS[name] * value for name, value in parts.items())


def _reasons(kreis: Kreis, other: KreisEntry, parts: dict[str, float]) -> tuple[str, ...]:
    words = {
        "structure": "gleich organisiert",
        "density": "ähnlich dicht besiedelt",
        "population": "ähnlich viele Menschen",
        "kreistyp": "gleicher Kreistyp",
        "land": "gleiches Land",
    }
    if parts["structure"]:
        words["structure"] += f": {Structure(other.structure).label}"
    alike = tuple(words[name] for name, value in parts.items() if value >= _CLOSE)
    return alike or (_difference(kreis, other),)


def _difference(kreis: Kreis, other: KreisEntry) -> str:
    """Say in what a Kreis differs that is among the nearest, but near in nothing."""
    density = "dichter" if other.density_per_km2 > kreis.density_per_km2 else "dünner"
    people = "mehr" if other.population > kreis.population else "weniger"
    return f"im Ganzen am nächsten, aber {density} besiedelt und mit {people} Menschen"
