from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

import members
from members.loading import Loaded, TableError, load, read_founders, read_kreise

if TYPE_CHECKING:
    from argparse import ArgumentParser

DATA = Path(members.__file__).parent / "data"


class Command(BaseCommand):
    help = "Loads the 400 Kreise and kreisfreie Städte; a second run changes only what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=DATA / "kreise.csv")
        parser.add_argument("--founders", type=Path, default=DATA / "founding_members.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *, file: Path, founders: Path, dry_run: bool, **_options: object) -> None:
        try:
            kreise = read_kreise(file)
            report = load(kreise, read_founders(founders, kreise), dry_run=dry_run)
        except TableError as error:
            message = f"Nothing was loaded. {error}"
            raise CommandError(message) from error
        self.stdout.write("\n".join(_lines(report)))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")


def _lines(report: Loaded) -> list[str]:
    lines = [f"{kreis}: {', '.join(fields)}" for kreis, fields in report.changed.items()]
    lines += [f"{kreis}: not in the table, left as it is" for kreis in report.absent]
    if not (report.created or report.changed or report.founders):
        return [*lines, f"{report.unchanged} Kreise are as in the table: nothing to change."]
    summary = (
        f"Kreise: {report.created} new, {len(report.changed)} changed, "
        f"{report.unchanged} unchanged; {report.founders} founding members set."
    )
    return [*lines, summary]
