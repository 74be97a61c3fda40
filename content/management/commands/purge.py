from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.purging import purge_all

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Does by hand what the chore does every night."""

    help = "Löscht, dessen Aufbewahrungsfrist vorbei ist, und zeigt, was es war."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        runs = purge_all(timezone.now(), dry_run=options["dry_run"])
        width = max(len(str(run)) for run in runs)
        heading = "zu löschen" if options["dry_run"] else "gelöscht"
        self.stdout.write(f"{'Was':{width}}  {'Tage':>5}  {heading:>10}")
        for run in runs:
            self.stdout.write(f"{run!s:{width}}  {run.days:>5}  {run.count:>10}")
        if options["dry_run"]:
            self.stdout.write("Nichts wurde verändert.")
