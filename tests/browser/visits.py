"""Which pages the browser opens, and as whom: read off tests/doors.py, so no address is missed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse

from tests.doors import DOORS, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Answers for machines, not pages.
NOT_PAGES = {"portal:live", "portal:ready", "mfa_login_webauthn", "practices:practice-pdf"}
NOT_PAGES |= {"practices:practice-file", "practices:practice-picture"}
NOT_PAGES |= {"forum:post-file", "forum:room-mentions"}
NOT_PAGES |= {"experts:file", "experts:release-pdf", "experts:release-xlsx"}
NOT_PAGES |= {"experts:contributions-csv", "admin:content_record_export"}
NOT_PAGES |= {"events:ics", "events:feed", "events:registrations-csv", "events:material"}
# Whoever sees most of a page comes first.
RICHEST = ("lead", "moderator", "admin", "other", "deputy", "programme", "liaison", "public")
# Pages whose markup differs by role; the start page shows each role its navigation.
BY_ROLE = {"portal:start", "practices:practice", "admin:index"}
# Pages made for people without an account, which say something else to those with one.
FOR_STRANGERS = {"members:access", "members:invitation"}


@dataclass(frozen=True)
class Visit:
    """One page (a URL name with a thing of the house as argument), opened in a role."""

    name: str
    thing: str
    role: str
    # How many roles may open it.
    readers: int = 0

    def __str__(self) -> str:
        return f"{self.name} {self.thing}".strip() + f" as {self.role}"

    def address(self, things: dict[str, list[Any]]) -> str:
        """Return the path in a house with these things."""
        return reverse(self.name, args=things[self.thing])


def all_visits() -> Iterator[Visit]:
    """Name every page of every role."""
    for door in DOORS:
        answers = door.answers.split()
        if door.method == "get" and door.name not in NOT_PAGES:
            for role, answer in zip(ROLES, answers, strict=True):
                if answer == "200":
                    yield Visit(door.name, door.thing, role, answers.count("200"))


def chosen_visits() -> Iterator[Visit]:
    """Name each page once, as the role that sees most of it; some pages once per role."""
    in_order = sorted(all_visits(), key=lambda visit: (visit.name, RICHEST.index(visit.role)))
    for _, visits in groupby(in_order, key=lambda visit: visit.name):
        by_role = [
            min(of_role, key=lambda visit: visit.readers)
            for _, of_role in groupby(visits, key=lambda visit: visit.role)
        ]
        if by_role[0].name in BY_ROLE:
            yield from by_role
        else:
            yield by_role[0]
            if by_role[0].name in FOR_STRANGERS:
                yield by_role[-1]
