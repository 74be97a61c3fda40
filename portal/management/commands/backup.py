from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.backup.archive import BackupError
from portal.backup.making import default_name, make_backup
from portal.backup.sealing import SHORTEST

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from portal.backup.archive import Manifest


class Command(BaseCommand):
    help = "Sichert Datenbank und Dateien in ein Archiv, während das Portal läuft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target",
            metavar="ZIEL",
            nargs="?",
            default=str(settings.VAR / "sicherungen"),
            help="Ordner oder Datei; - für die Standardausgabe (sonst: %(default)s)",
        )
        parser.add_argument(
            "--encrypt",
            action="store_true",
            help="verschlüsseln, mit BACKUP_PASSPHRASE oder auf Nachfrage",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            passphrase = _passphrase() if options["encrypt"] else ""
            if options["target"] == "-":
                manifest = make_backup(sys.stdout.buffer, passphrase=passphrase, say=self._say)
                sys.stdout.buffer.flush()
                name = "-"
            else:
                target = _place(Path(options["target"]), sealed=bool(passphrase))
                manifest = make_backup(target, passphrase=passphrase, say=self._say)
                name = f"{target}, {target.stat().st_size / 10**6:.1f} MB"
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._report(name, manifest)

    def _report(self, name: str, manifest: Manifest) -> None:
        rows = sum(manifest.rows.values())
        self._say(f"Gesichert: {name}; {rows} Zeilen, {len(manifest.files)} Dateien.")
        self._say(
            "Nicht darin: SECRET_KEY und das Kennwort der Datenbank. Sichern Sie beides getrennt."
        )

    def _say(self, text: str) -> None:
        # The archive itself may go to stdout.
        self.stderr.write(text, self.style.NOTICE)
        self.stderr.flush()


def _place(target: Path, *, sealed: bool) -> Path:
    if target.is_dir() or not target.suffix:
        return target / default_name(sealed=sealed)
    return target


def _passphrase() -> str:
    """Take it from the settings, or ask for it twice. Raises BackupError."""
    said: str = settings.BACKUP_PASSPHRASE
    if not said:
        if not sys.stdin.isatty():
            message = "Zum Verschlüsseln fehlt die Passphrase: Setzen Sie BACKUP_PASSPHRASE."
            raise BackupError(message)
        said = getpass("Passphrase: ")
        if getpass("Noch einmal: ") != said:
            message = "Die beiden Eingaben sind verschieden."
            raise BackupError(message)
    if len(said) < SHORTEST:
        message = f"Die Passphrase ist zu kurz: Nehmen Sie mindestens {SHORTEST} Zeichen."
        raise BackupError(message)
    return said
