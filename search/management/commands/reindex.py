from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import transaction

from content.kinds import kinds
from search.models import Entry
from search.services import changes, index_all
from search.vocabulary import count_words

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from content.kinds import Kind

_BATCH = 200


class Command(BaseCommand):
    """Brings every entry to what its thing says now, while the portal runs.

    A thing is locked while its entries are written, and has its old ones until then.
    """

    help = "Rebuild the search index. What is right already is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        self.dry, self.loud = options.get("dry_run", False), options["verbosity"] > 0
        for kind in kinds():
            self._reindex(kind)
        if self.dry:
            self._say("This was a dry run: nothing was written.")
        else:
            count_words()

    def _say(self, text: str) -> None:
        if self.loud:
            self.stdout.write(text)

    def _reindex(self, kind: Kind) -> None:
        keys = list(kind.things().order_by("pk").values_list("pk", flat=True))
        changed = done = 0
        for batch in batched(keys, _BATCH, strict=False):
            with transaction.atomic():
                things = kind.things().filter(pk__in=batch).select_for_update(of=("self",))
                changed += len(changes(kind, things)) if self.dry else index_all(kind, things)
            done += len(batch)
            if len(keys) > _BATCH:
                self._say(f"{kind.plural}: {done} of {len(keys)}")
        gone = Entry.objects.filter(kind=kind.name).exclude(key__in=map(str, keys))
        lost = gone.values("key").distinct().count()
        if lost and not self.dry:
            gone.delete()
        self._say(f"{kind.plural}: {len(keys)} in all, {changed} written anew, {lost} taken out.")
