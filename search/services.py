"""Writes of the index. Upper apps call `index` and `forget` in their own transaction."""

from __future__ import annotations

from dataclasses import replace
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db import transaction

from content.choices import Audience
from content.kinds import kind_named, kinds
from search.entries import analyse, digest_of, entries_of
from search.models import Entry, SynonymGroup
from search.synonyms import analyse_group

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.kinds import Kind, Reading

_AT_ONCE = 1000
# What of a row says for whom it is, and no word to be found by.
_PLACE = ("scope", "line", "url", "digest")


def index(kind: str, thing: Any) -> bool:
    """Write what readers find of a thing, as it stands now; tell whether that changed."""
    return bool(index_all(kind_named(kind), [thing]))


def index_new(kind: str, thing: Any) -> None:
    """Write what readers find of a thing that was just made: nothing older has to go."""
    known = kind_named(kind)
    rows = entries_of(known, thing)
    for entry, reading in rows:
        analyse(known, entry, reading)
    Entry.objects.bulk_create([entry for entry, _ in rows])


@transaction.atomic
def index_of_kreis(ags: str) -> None:
    """Write the entries of a Kreis and of all that shows it, after its name or membership changed.

    Those whose entries are right already cost a comparison.
    """
    for kind in kinds():
        if kind.of_kreis:
            things = kind.things().filter(**{kind.of_kreis: ags}).order_by("pk")
            index_all(kind, things.select_for_update(of=("self",)))


def forget(kind: str, key: object) -> bool:
    """Take a thing out of the index; tell whether it was in."""
    gone, _ = Entry.objects.filter(kind=kind, key=str(key)).delete()
    return bool(gone)


def set_line(kind: Kind, keys: Iterable[object], line: str) -> int:
    """Write what stands below the hits of these things; their words are not analysed again."""
    entries = Entry.objects.filter(kind=kind.name)
    return sum(
        entries.filter(key__in=[str(key) for key in some]).update(line=line[:200])
        for some in batched(keys, _AT_ONCE)
    )


def forget_all(kind: str, keys: Iterable[object]) -> int:
    """Take things out of the index; return how many rows went."""
    gone, _ = Entry.objects.filter(kind=kind, key__in=[str(key) for key in keys]).delete()
    return gone


@transaction.atomic(savepoint=False)
def index_moved(kind: Kind, things: Iterable[Any]) -> int:
    """Write for whom things of one reading are found now; return of how many that changed.

    Where their words are the same, they are not analysed again: a long topic moves in no time.
    The caller holds a lock on the things.
    """
    count = 0
    for batch in batched(things, _AT_ONCE, strict=False):
        stale = changes(kind, batch)
        keys = [str(thing.pk) for thing, _ in stale]
        rows = Entry.objects.filter(kind=kind.name, key__in=keys).only("key", *_PLACE)
        stored = {row.key: row for row in rows}
        moved, others = [], []
        for thing, wanted in stale:
            entry = stored.get(str(thing.pk))
            if entry is not None and len(wanted) == 1 and _says_the_same(entry, *wanted[0]):
                moved.append(entry)
            else:
                others.append(thing)
        Entry.objects.bulk_update(moved, _PLACE)
        count += len(moved) + index_all(kind, others)
    return count


def _says_the_same(entry: Entry, fresh: Entry, reading: Reading) -> bool:
    """Tell whether only the place of a row is another, and put the row there."""
    before = replace(reading, scope=entry.scope, line=entry.line, url=entry.url)
    if digest_of(before, Audience.MEMBERS) != entry.digest:
        return False
    for name in _PLACE:
        setattr(entry, name, getattr(fresh, name))
    return True


@transaction.atomic(savepoint=False)
def index_all(kind: Kind, things: Iterable[Any]) -> int:
    """Write the entries of several things; return of how many they changed.

    The caller holds a lock on the things, so that an older state never overwrites a newer one.
    """
    stale = changes(kind, things)
    Entry.objects.filter(kind=kind.name, key__in=[str(thing.pk) for thing, _ in stale]).delete()
    fresh = []
    for _, rows in stale:
        for entry, reading in rows:
            analyse(kind, entry, reading)
            fresh.append(entry)
    Entry.objects.bulk_create(fresh)
    return len(stale)


def changes(kind: Kind, things: Iterable[Any]) -> list[tuple[Any, list[tuple[Entry, Reading]]]]:
    """Return the things whose entries are not as they should be, with those they should have."""
    things = list(things)
    present: dict[str, set[tuple[str, int, str]]] = {}
    stored = Entry.objects.filter(kind=kind.name, key__in=[str(thing.pk) for thing in things])
    for key, scope, audience, digest in stored.values_list("key", "scope", "audience", "digest"):
        present.setdefault(key, set()).add((scope, audience, digest))
    wanted = [(thing, entries_of(kind, thing)) for thing in things]
    return [
        (thing, rows)
        for thing, rows in wanted
        if {(row.scope, row.audience, row.digest) for row, _ in rows}
        != present.get(str(thing.pk), set())
    ]


def save_synonyms(group: SynonymGroup) -> None:
    """Write a synonym group with what the analyser makes of it."""
    analyse_group(group)
    group.save()
