"""The way back: proves the archive, then puts files and database in its place.

Everything that happens in the database up to the archive's state is one transaction: whoever pulls
the plug has the old state or the new one. From its end until migrations, erasures and index are
done, a table says that the portal must not start.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from content.models import Record
from members.choices import ExportState
from members.models import DataExport
from members.services.erasing import replay_erasures
from portal.backup import database
from portal.backup.archive import DUMP, ERASURES, FILES, MANIFEST, Archive, BackupError
from portal.backup.making import fingerprint_of_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any

    import psycopg

    from portal.backup.archive import Manifest

    type Say = Callable[[str], None]

_STEP = 2**20
_GOODBYE_SECONDS = 3

_NEWER = (
    "Die Sicherung stammt von einer neueren Version des Programms: Es kennt {} nicht. "
    "Nehmen Sie die neuere Version."
)
_NOT_EMPTY = (
    "Hier sind schon Daten. In eine leere Datenbank und einen leeren Ordner zurückspielen, oder "
    "mit --replace alles ersetzen, was hier ist."
)
_IN_USE = (
    "Die Datenbank ist in Gebrauch (Verbindungen: {}). Halten Sie Web und Worker an und "
    "versuchen Sie es noch einmal."
)
_NO_ROOM = "In {} fehlt Platz: Die Dateien brauchen {} MB, frei sind {} MB."
_FAILED = "Das Zurückspielen ist gescheitert, die Datenbank ist unverändert: {}"
_NO_LIST = "{} ist keine lesbare Liste von Löschungen (erasures.jsonl)."
_CHANGED = "Die Sicherung hat sich während des Lesens verändert."

# Old mail is not sent any more: neither what waited, nor what the next digest would have held.
_SILENCE = """
set search_path = public;
do $$ begin
  if to_regclass('notices_outgoingmail') is not null then
    update notices_outgoingmail set state = 'dropped', text = '', html = '',
      error = 'Aus einer Sicherung: nicht mehr versandt.' where state = 'queued';
  end if;
  if to_regclass('notices_notice') is not null then
    update notices_notice set channel = 'portal'
      where read_at is null and mail_id is null and channel in ('taeglich', 'woechentlich');
  end if;
end $$;
"""


class Restore:
    """One archive on its way into the database and the folder of the settings."""

    def __init__(self, path: Path, *, passphrase: str, replace: bool, say: Say) -> None:
        """Prove the archive and look at the place. Raises BackupError; touches nothing."""
        self._say, self._replace = say, replace
        self.uploads = settings.VAR / "uploads"
        self.archive = Archive(path, passphrase)
        self.manifest: Manifest = self.archive.manifest
        if unknown := database.unknown_to_the_code(self.manifest.migrations):
            raise BackupError(_NEWER.format(", ".join(unknown[:3])))
        connection.close()
        with database.connect() as target:
            self.server = target.info.server_version // 10000
            self.found = len(database.tables(target))
            _wait_until_alone(target)
        self.found_files = sum(file.is_file() for file in self.uploads.rglob("*"))
        if (self.found or self.found_files) and not replace:
            raise BackupError(_NOT_EMPTY)
        self._programs = {
            name: database.program(name, self.server) for name in ("pg_restore", "psql")
        }

    @property
    def has_other_key(self) -> bool:
        """Whether the archive was made with another SECRET_KEY."""
        return self.manifest.key != fingerprint_of_key()

    def run(self, erasures: list[Path]) -> int:
        """Put everything in its place; return how many people were erased anew."""
        later = [line for file in erasures for line in _lines(file)]
        self._make_room()
        for name, content in self.archive.members():
            if name.startswith(FILES):
                self._put(name, content)
            elif name == ERASURES:
                _remember(content.read().decode().splitlines())
            elif name == DUMP:
                # All files at once: one by one, the disk would be waited for ten thousand times.
                os.sync()
                self._load(content)
            elif name != MANIFEST:
                raise BackupError(_CHANGED)
        _remember(later)
        return self._finish()

    def _make_room(self) -> None:
        self.uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
        _own(self.uploads)
        needed = sum(part.bytes for part in self.manifest.files.values())
        free = shutil.disk_usage(self.uploads).free
        if free < needed:
            place = (self.uploads, needed // 10**6 + 1, free // 10**6)
            raise BackupError(_NO_ROOM.format(*place))
        self._say(f"Dateien: {len(self.manifest.files)}, {needed / 10**6:.1f} MB")

    def _put(self, name: str, content: IO[bytes]) -> None:
        """Write one file beside its place and move it there; names are given once and for ever."""
        place = self.uploads / name.removeprefix(FILES)
        if not place.resolve().is_relative_to(self.uploads.resolve()):
            raise BackupError(_CHANGED)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _own(place.parent)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            fresh = Path(file.name)
            try:
                shutil.copyfileobj(content, file, _STEP)
            except BaseException:
                fresh.unlink()
                raise
        _own(fresh)
        fresh.rename(place)

    def _load(self, dump: IO[bytes]) -> None:
        """Replace the database's content in one transaction, or leave it as it is."""
        self._say("Datenbank …")
        options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse"]
        fed = False
        with tempfile.TemporaryFile("w+") as said:
            loader = self._start(
                "psql", *options, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
            )
            assert loader.stdin is not None  # noqa: S101  (for the type checker)
            try:
                # Without the commit below, psql goes and PostgreSQL takes everything back.
                loader.stdin.write(f"begin;\n{database.EMPTY}\n".encode())
                loader.stdin.flush()
                fed = self._feed(dump, loader.stdin, said)
                if fed:
                    end = f"{_check(self.manifest.rows)}{_SILENCE}{_MARK}commit;\n"
                    loader.stdin.write(end.encode())
                    loader.stdin.flush()
            except BrokenPipeError:
                pass  # psql has said why, and ended
            finally:
                _close(loader)
            said.seek(0)
            words = database.reason_in(said.read())
        if loader.returncode or not fed:
            raise BackupError(_FAILED.format(words or "ohne Angabe von Gründen"))

    def _feed(self, dump: IO[bytes], script: IO[bytes], said: IO[str]) -> bool:
        """Have pg_restore write the dump as statements; tell whether it came to its end."""
        options = ("--no-owner", "--no-privileges", "--file=-")
        reader = self._start(
            "pg_restore", *options, stdin=subprocess.PIPE, stdout=script, stderr=said
        )
        assert reader.stdin is not None  # noqa: S101  (for the type checker)
        try:
            shutil.copyfileobj(dump, reader.stdin, _STEP)
        except BrokenPipeError:
            pass
        finally:
            _close(reader)
        return reader.returncode == 0

    def _start(self, name: str, *options: str, **streams: object) -> subprocess.Popen[bytes]:
        command = [self._programs[name], *options]
        variables = database.variables()
        return subprocess.Popen(command, env=variables, **streams)  # type: ignore[call-overload,no-any-return]  # noqa: S603

    def _finish(self) -> int:
        """Bring what was restored to the state of the code, and let the portal start again."""
        connection.close()
        self._say("Datenbank auf den Stand des Programms bringen …")
        call_command("migrate", verbosity=0, interactive=False)
        erased = replay_erasures(settings.VAR / ERASURES)
        # Jobs that would have done both are gone.
        DataExport.objects.filter(state=ExportState.ASKED).update(state=ExportState.FAILED)
        self._say("Suche auf den Stand bringen …")
        call_command("reindex", verbosity=0)
        self._forget_strange_files()
        with transaction.atomic(), connection.cursor() as cursor:
            made = self.manifest.made_at
            Record.objects.create(act="backup.restored", kind="backup", key=made)
            cursor.execute(f"drop table public.{database.UNFINISHED}")
        return erased

    def _forget_strange_files(self) -> None:
        if self._replace:
            kept = self.manifest.files.keys()
            for file in self.uploads.rglob("*"):
                if file.is_file() and file.relative_to(self.uploads).as_posix() not in kept:
                    file.unlink()


_MARK = f"create table public.{database.UNFINISHED} (began_at timestamptz default now());\n"


def _wait_until_alone(target: psycopg.Connection[Any]) -> None:
    """Give what is just ending three seconds; refuse while anybody else is connected."""
    deadline = time.monotonic() + _GOODBYE_SECONDS
    while count := database.others(target):
        if time.monotonic() > deadline:
            raise BackupError(_IN_USE.format(count))
        time.sleep(0.2)


def _close(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None  # noqa: S101  (for the type checker)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.wait()


def _check(rows: dict[str, int]) -> str:
    """Return statements that take everything back unless each table holds what it held."""
    one = """  if (select count(*) from public.{table}) <> {count} then
    raise exception using message = {said};
  end if;
"""
    counts = sql.SQL("").join(
        sql.SQL(one).format(
            table=sql.Identifier(name),
            count=sql.Literal(count),
            said=sql.Literal(f"table {name} has not all its rows"),
        )
        for name, count in rows.items()
    )
    return f"do $$ begin\n{counts.as_string()}end $$;\n"


def _own(path: Path) -> None:
    """Give to the account of the portal what root writes for it."""
    if os.geteuid() == 0:
        owner = settings.VAR.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _lines(file: Path) -> list[str]:
    """Return the lines of a list of erasures. Raises BackupError for anything else."""
    try:
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        whole = all({"person", "posts", "at"} <= json.loads(line).keys() for line in lines)
    except (OSError, ValueError, AttributeError):
        whole = False
    if not whole:
        raise BackupError(_NO_LIST.format(file))
    return lines


def _remember(lines: list[str]) -> None:
    """Add erasures to those of this installation, each once: an older backup may follow."""
    file = settings.VAR / ERASURES
    known = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    fresh = [line for line in dict.fromkeys(lines) if line.strip() and line not in known]
    if fresh:
        with file.open("a", encoding="utf-8") as target:
            target.writelines(f"{line}\n" for line in fresh)
            target.flush()
            os.fsync(target.fileno())
        _own(file)
