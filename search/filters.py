"""What the address of a list of hits asks for; nonsense is ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from search.statement import MOST
from search.words import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from search.finding import Found

SORTS = {
    "passend": "Beste Treffer",
    "neu": "Neueste zuerst",
    "uebernommen": "Am häufigsten übernommen",
}
# Python refuses to read numbers of some thousand.
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Choice:
    """A value to choose, with the number of hits and the address that chooses it."""

    value: str
    label: str
    url: str
    count: int | None = None
    selected: bool = False


def words_of(query: QueryDict) -> str:
    """Return the words of the address, as far as they are read."""
    return clean(query.get("q", "")[:1000])[:200]


def sort_of(query: QueryDict) -> str:
    """Return the order that is asked for; by fit, where it is none."""
    wanted = query.get("sortierung", "")
    return wanted if wanted in SORTS else "passend"


def page_of(query: QueryDict) -> int:
    """Return the number of the page, 1 for nonsense."""
    wanted = query.get("seite", "")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS
    return max(1, min(int(wanted), MOST)) if is_number else 1


def address(values: Mapping[str, object]) -> str:
    """Return the query of an address; what is empty or goes without saying is left out."""
    said = {name: value for name, value in values.items() if value and value not in (1, "passend")}
    return "?" + urlencode(said, doseq=True)


def page_addresses(values: Mapping[str, object], found: Found, page: int) -> dict[str, str]:
    """Return the addresses of the pages before and after this one; empty where there is none."""
    more = found.last < min(found.total, MOST) and found.hits
    return {
        "previous_url": address({**values, "seite": page - 1}) if page > 1 else "",
        "next_url": address({**values, "seite": page + 1}) if more else "",
    }
