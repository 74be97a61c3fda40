"""Which notices a person may read now, and what they say."""

from __future__ import annotations

from collections import UserList
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, When
from django.db.models.functions import Cast

from content.prepared import prepared
from notices.choices import MOST_COUNTED
from notices.kinds import Line, NoticeKind, kind_named
from notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from members.models import User
    from notices.querysets import NoticeQuerySet


# How often a page is filled up past what its person may not read.
_MOST_BATCHES = 5
_MOST_SETS = 50


@dataclass(frozen=True)
class Shown:
    """A notice, and what it says to its person today."""

    notice: Notice
    kind: NoticeKind
    line: Line


class Group(UserList[Shown]):
    """What is about one thing."""

    @property
    def is_unread(self) -> bool:
        """Tell whether the person has not read all of it."""
        return any(one.notice.read_at is None for one in self)


def readable(person: User, notices: Iterable[Notice]) -> list[Shown]:
    """Leave out what the person may not read any more, or what is gone (S28, S50).

    Costs one query for each sort of things, however many notices there are.
    """
    known = [(one, kind) for one in notices if (kind := _kind_for(person, one.kind)) is not None]
    found = _may_read(person, ((kind, one.thing) for one, kind in known))
    things = {ask: {str(thing.pk): thing for thing in them} for ask, them in found.items()}
    return [
        Shown(notice, kind, kind.line(thing, notice))
        for notice, kind in known
        if (thing := things[kind.readable].get(notice.thing)) is not None
    ]


def unread_count(person: User) -> int:
    """Return how many unread notices the person may read, up to MOST_COUNTED.

    Of the session's person, who carries kind and thing of each in `unread`: see members.backends.
    Costs one query for things of every sort; it stands on each page.
    """
    names = {pair.split(" ", 1)[0] for pair in getattr(person, "unread", ())}
    kinds = [kind for name in sorted(names) if (kind := _kind_for(person, name)) is not None]
    return len(_readable_unread(tuple(kinds))(person)) if kinds else 0


# Each set of kinds is a query of its own, which takes some hundred kB with what Django made it of,
# and sixteen kinds have 65,000 sets: those people have just now are enough.
@lru_cache(_MOST_SETS)
def _readable_unread(kinds: tuple[NoticeKind, ...]) -> Callable[[User], list[tuple[int]]]:
    """Return how to find a person's unread notices of these kinds that may be read now."""
    names: dict[Callable[[User], Any], list[str]] = {}
    for kind in kinds:
        names.setdefault(kind.readable, []).append(kind.name)

    @prepared
    def found(reader: User) -> QuerySet[Notice, tuple[int]]:
        may_read = Case(
            *(
                # Only things of these kinds have keys that can be taken for theirs.
                When(kind__in=own, then=Exists(_thing_of_notice(ask(reader))))
                for ask, own in names.items()
            ),
            default=False,
        )
        unread = Notice.objects.visible_to(reader).unread()
        return unread.filter(may_read).values_list("pk")[:MOST_COUNTED]

    return found


def _thing_of_notice(things: QuerySet[Any]) -> QuerySet[Any]:
    """Return of these things the one that the notice around is about."""
    key = Cast(OuterRef("thing"), things.model._meta.pk.__class__())
    return things.filter(pk=key)


def _kind_for(person: User, name: str) -> NoticeKind | None:
    """Return the kind, unless nobody declares it or it is no matter of this person's any more."""
    kind = kind_named(name)
    return kind if kind is not None and kind.concerns(person) else None


def _may_read(
    person: User, wanted: Iterable[tuple[NoticeKind, str]]
) -> dict[Callable[[User], Any], QuerySet[Any]]:
    """Return the things the person may read now, by the function that finds them."""
    keys: dict[Callable[[User], Any], set[str]] = {}
    for kind, thing in wanted:
        keys.setdefault(kind.readable, set()).add(thing)
    return {ask: ask(person).filter(pk__in=own) for ask, own in keys.items()}


def readable_page(
    person: User, notices: NoticeQuerySet, *, size: int
) -> tuple[list[Shown], int | None]:
    """Return what of these the person may read, the newest first, and the key to go on before.

    Looks past what may not be read any more, though not without end: a page can stay short.
    """
    shown: list[Shown] = []
    newest = notices.order_by("-pk")
    last: int | None = None
    for _ in range(_MOST_BATCHES):
        rest = newest if last is None else newest.filter(pk__lt=last)
        batch = list(rest[: size + 1])
        found = readable(person, batch[:size])
        room = size - len(shown)
        shown += found[:room]
        if len(found) > room:
            return shown, shown[-1].notice.pk
        if len(batch) <= size:
            return shown, None
        last = batch[size - 1].pk
        if len(shown) == size:
            break
    return shown, last


def in_groups(shown: Iterable[Shown]) -> list[Group]:
    """Put what is about the same thing together, where the first of it stands."""
    groups: dict[tuple[Any, str], Group] = {}
    for one in shown:
        thing = (one.kind.readable, one.notice.thing)
        groups.setdefault((None, one.line.about) if one.line.about else thing, Group()).append(one)
    return list(groups.values())
