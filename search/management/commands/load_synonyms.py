from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

import search
from search.models import Entry, SynonymGroup
from search.services import save_synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(search.__file__).parent / "data" / "synonyms.csv"


class Command(BaseCommand):
    """Adds what is missing; groups that are there keep the words the office gave them."""

    help = "Load the synonyms of the search; fill the index where it is empty."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        added = _add()
        if options["verbosity"]:
            self.stdout.write(f"Synonyms: {added} groups added.")
        # After the upgrade that brought the search.
        if not Entry.objects.exists():
            call_command("reindex", stdout=self.stdout, verbosity=options["verbosity"])


@transaction.atomic
def _add() -> int:
    known = set(SynonymGroup.objects.values_list("key", flat=True))
    new = [group for group in _groups() if group.key not in known]
    for group in new:
        save_synonyms(group)
    return len(new)


def _groups() -> Iterator[SynonymGroup]:
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in ("two_way", "one_way", "instead"):
                row[name] = row[name].replace("|", "\n")
            yield SynonymGroup(**row)
