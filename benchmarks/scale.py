"""How much content there is."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Scale:
    """Rows of each kind; the limits have as many posts as the discussion."""

    members: int
    people: int
    practices: int
    topics: int
    posts: int
    events: int


FULL = Scale(members=294, people=1500, practices=1200, topics=20_000, posts=1_000_000, events=3000)
# A hundredth of the discussion: what does not grow costs the same in both.
SMALL = replace(FULL, topics=200, posts=10_000)
QUICK = Scale(members=20, people=60, practices=30, topics=20, posts=600, events=40)
