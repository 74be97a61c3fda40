"""Which notices a person may read now, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from notices.kinds import Line, NoticeKind, kind_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from members.models import User
    from notices.models import Notice


@dataclass(frozen=True)
class Shown:
    """A notice, and what it says to its person today."""

    notice: Notice
    kind: NoticeKind
    line: Line


def readable(person: User, notices: Iterable[Notice]) -> list[Shown]:
    """Leave out what the person may not read any more, or what is gone (S28, S50).

    Costs one query for each sort of things, however many notices there are.
    """
    known = [(one, kind) for one in notices if (kind := _kind_for(person, one.kind)) is not None]
    things = _readable_things(person, ((kind, one.thing) for one, kind in known))
    return [
        Shown(notice, kind, kind.line(thing, notice))
        for notice, kind in known
        if (thing := things[kind.readable].get(notice.thing)) is not None
    ]


def unread_count(person: User) -> int:
    """Return how many unread notices the person may read, up to MOST_COUNTED.

    Of the session's person, who carries kind and thing of each in `unread`: see members.backends.
    """
    pairs = [pair.split(" ", 1) for pair in getattr(person, "unread", ())]
    known = [
        (kind, thing) for name, thing in pairs if (kind := _kind_for(person, name)) is not None
    ]
    things = _readable_things(person, known)
    return sum(thing in things[kind.readable] for kind, thing in known)


def _kind_for(person: User, name: str) -> NoticeKind | None:
    """Return the kind, unless nobody declares it or it is no matter of this person's any more."""
    kind = kind_named(name)
    return kind if kind is not None and kind.concerns(person) else None


def _readable_things(
    person: User, wanted: Iterable[tuple[NoticeKind, str]]
) -> dict[Callable[[User], Any], dict[str, Any]]:
    """Return the things the person may read now, by the function that finds them and their key."""
    keys: dict[Callable[[User], Any], set[str]] = {}
    for kind, thing in wanted:
        keys.setdefault(kind.readable, set()).add(thing)
    return {
        ask: {str(thing.pk): thing for thing in ask(person).filter(pk__in=own)}
        for ask, own in keys.items()
    }


def in_groups(shown: Iterable[Shown]) -> list[list[Shown]]:
    """Put what is about the same thing together, where the first of it stands."""
    groups: dict[tuple[Any, str], list[Shown]] = {}
    for one in shown:
        thing = (one.kind.readable, one.notice.thing)
        groups.setdefault((None, one.line.about) if one.line.about else thing, []).append(one)
    return list(groups.values())
