from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from portal.backup.archive import BackupError
from portal.backup.restoring import Restore

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Spielt eine Sicherung zurück. Web und Worker müssen dafür stehen."
    # The tables may be missing, or about to go.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", metavar="ARCHIV", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="nur prüfen und sagen, was geschähe"
        )
        parser.add_argument(
            "--replace", action="store_true", help="ersetzen, was in Datenbank und Ordner steht"
        )
        parser.add_argument(
            "--erasures",
            metavar="DATEI",
            type=Path,
            action="append",
            default=[],
            help="weitere Löschungen, die nach der Sicherung geschahen (erasures.jsonl)",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            self._restore(options)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _restore(self, options: dict[str, Any]) -> None:
        archive: Path = options["archive"]
        self._say(f"{archive} wird geprüft …")
        restore = Restore(
            archive,
            passphrase=settings.BACKUP_PASSPHRASE or _ask(),
            replace=options["replace"],
            say=self._say,
        )
        self._describe(restore)
        if options["dry_run"]:
            self._say("Geprüft; nichts wurde verändert.")
            return
        erased = restore.run(options["erasures"])
        self._say("Zurückgespielt. Alle müssen sich neu anmelden; alte Mails gehen nicht mehr aus.")
        self._say(f"Noch einmal gelöscht, weil es nach der Sicherung geschah: {erased} Personen.")

    def _describe(self, restore: Restore) -> None:
        manifest = restore.manifest
        made_at = parse_datetime(manifest.made_at)
        when = f"{localtime(made_at):%d.%m.%Y %H:%M}" if made_at else manifest.made_at
        rows = sum(manifest.rows.values())
        self._say(
            f"Sicherung vom {when}, Version {manifest.version}: {rows} Zeilen in "
            f"{len(manifest.rows)} Tabellen, {len(manifest.files)} Dateien."
        )
        if restore.found or restore.found_files:
            self._say(f"Ersetzt werden {restore.found} Tabellen, {restore.found_files} Dateien.")
        if restore.has_other_key:
            self._say(
                "Achtung: SECRET_KEY ist ein anderer als bei der Sicherung. Mit ihm sind die "
                "zweiten Faktoren nicht lesbar; spielen Sie den alten Schlüssel zurück."
            )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _ask() -> str:
    return getpass("Passphrase (leer, wenn nicht verschlüsselt): ") if sys.stdin.isatty() else ""
