"""„@Katrin Vogt“, „@Kreis Lippe“: whom a text calls, among those who read the room."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from forum.readers import people_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forum.models import Room
    from members.models import User

# So many people are told of one post; so many places of a text are looked at.
MOST_PEOPLE = 20
MOST_PLACES = 200
_LONGEST_NAME = 150
# What telling a person asks of him; a Kreis carries its outline and its profile.
TOLD = ("is_active", "kreis__member_since", "kreis__member_until")
# Not within an address.
_AT = re.compile(r"(?<![\w.@])@(?=\w)")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
# The name ends here: „@Kim Vogt“ is not called by „@Kim Vogts“ or „@Kim Vogt-Meier“.
_GOES_ON = re.compile(r"-?\w")


def mentioned_in(text: str, room: Room) -> list[User]:
    """Return the people a text calls by their whole name or that of their Kreis, at most twenty.

    People of one name are all called. A quotation calls nobody again.
    """
    places = list(islice(_places(text), MOST_PLACES))
    if not places:
        return []
    names = _names(room)
    called: dict[int, None] = {}
    for place in places:
        called |= dict.fromkeys(_called(place, names))
    chosen = list(called)[:MOST_PEOPLE]
    found = people_reading(room).filter(pk__in=chosen).only(*TOLD)
    people = {person.pk: person for person in found}
    return [people[pk] for pk in chosen if pk in people]


def _places(text: str) -> Iterator[str]:
    own = _QUOTED.sub("", text)
    for match in _AT.finditer(own):
        yield " ".join(own[match.end() :][:_LONGEST_NAME].casefold().split())


def _names(room: Room) -> dict[str, dict[str, list[int]]]:
    """Return who bears which name, by the first word of the name."""
    names: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    columns = ("pk", "first_name", "last_name", "kreis__name")
    for pk, first, last, kreis in people_reading(room).order_by("pk").values_list(*columns):
        for name in (f"{first} {last}", kreis or ""):
            known = " ".join(name.casefold().split())
            if word := _WORD.match(known):
                names[word[0]][known].append(pk)
    return names


def _called(place: str, names: dict[str, dict[str, list[int]]]) -> list[int]:
    word = _WORD.match(place)
    bearers = names.get(word[0], {}) if word else {}
    fitting = [
        name for name in bearers if place.startswith(name) and not _GOES_ON.match(place, len(name))
    ]
    return bearers[max(fitting, key=len)] if fitting else []
