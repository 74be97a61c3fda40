"""German word forms and their base forms, in a file that every process shares.

simplemma ships 1.1 million of them; as a Python dict they take 100 MiB in each process. Here they
stand in a hash table (16 MiB, mapped into memory, built once in some seconds): a slot holds 48 bits
that know the form again and the number of the rule that makes the base form of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import re
import sys
import tempfile
from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

log = logging.getLogger("forum.search")

_SLOTS = 1 << 21
_RULE = 0xFFFF
_SIZE = 8
# Forms with hyphens or apostrophes are never asked for: texts are read piece by piece.
_PLAIN = re.compile(r"\w{1,40}")


class Dictionary(Mapping[str, str]):
    """From a form in its case („Kurse“) to its base form („Kurs“)."""

    def __init__(self, path: Path) -> None:
        """Map the file into memory."""
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        size = int.from_bytes(content[:_SIZE])
        self._rules: list[tuple[int, str]] = json.loads(content[_SIZE : _SIZE + size])
        self._slots = memoryview(content)[-8 * _SLOTS :].cast("Q")

    def get(self, form: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return the base form, or the default."""
        known = _hash(form)
        slot = known % _SLOTS
        while entry := self._slots[slot]:
            if entry >> 16 == known >> 16:
                cut, ending = self._rules[(entry & _RULE) - 1]
                return form[: len(form) - cut] + ending
            slot = (slot + 1) % _SLOTS
        return default

    def __getitem__(self, form: str) -> str:
        base = self.get(form)
        if base is None:
            raise KeyError(form)
        return base

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and self.get(form) is not None

    def __iter__(self) -> Iterator[str]:
        """Name nothing: the table knows forms again, but cannot list them."""
        return iter(())

    def __len__(self) -> int:
        return 0


def _hash(form: str) -> int:
    digest = hashlib.blake2b(form.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, sys.byteorder)


def _shared(form: str, base: str) -> int:
    """Return how many letters both begin with."""
    for number, (one, other) in enumerate(zip(form, base, strict=False)):
        if one != other:
            return number
    return min(len(form), len(base))


def build(path: Path) -> None:
    """Write the table; a process that reads meanwhile sees the old file or the new one, whole."""
    rules: dict[tuple[int, str], int] = {}
    slots = array("Q", bytes(8 * _SLOTS))
    source = DefaultDictionaryFactory(cache_max_size=1).get_dictionary("de")
    for form, base in source.items():
        if not _PLAIN.fullmatch(form):
            continue
        shared = _shared(form, base)
        rule = (len(form) - shared, base[shared:])
        number = rules.setdefault(rule, len(rules) + 1)
        known = _hash(form)
        slot = known % _SLOTS
        while slots[slot]:
            slot = (slot + 1) % _SLOTS
        slots[slot] = (known & ~_RULE) | number
    if len(rules) > _RULE:
        message = f"{len(rules)} rules do not fit into a slot; the table would tell wrong bases."
        raise OverflowError(message)
    head = json.dumps(list(rules)).encode()
    head += b" " * (-len(head) % 8)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(len(head).to_bytes(_SIZE) + head)
        slots.tofile(file)
    Path(file.name).chmod(0o644)
    Path(file.name).rename(path)


@cache
def dictionary() -> Dictionary:
    """Return the dictionary of this process; the first one on a machine builds it.

    It stands beside the libraries it is made of, or in FORUM_VAR where those are not ours to write.
    """
    name = f"german-{version('simplemma')}-{sys.byteorder}-2.words"
    places = [Path(sys.prefix) / "var" / name, settings.VAR / name]
    for path in places:
        if path.exists():
            return Dictionary(path)
    for path in places:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            log.info("Building the table of German word forms, once.")
            build(path)
            return Dictionary(path)
        except PermissionError:
            continue
    message = f"The table of German word forms cannot be written to {settings.VAR}."
    raise PermissionError(message)
