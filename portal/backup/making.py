"""Makes a backup while people work: the database as it was at one moment, and every file of it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from content.chores import FILES_LOCK
from portal.backup import database
from portal.backup.archive import DUMP, ERASURES, FILES, BackupError, Manifest, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO, Any, BinaryIO

    import psycopg

    type Say = Callable[[str], None]

_PART = ".teil"
_TENTHS = 10


def fingerprint_of_key() -> str:
    """Return what tells one SECRET_KEY from another and nothing more."""
    return salted_hmac("portal.backup", "", algorithm="sha256").hexdigest()[:16]


def default_name(*, sealed: bool) -> str:
    """Return a name by the clock: „forum-20261126-013000.tar“."""
    ending = ".tar.versiegelt" if sealed else ".tar"
    return f"forum-{timezone.localtime():%Y%m%d-%H%M%S}{ending}"


def make_backup(target: Path | BinaryIO, *, passphrase: str, say: Say) -> Manifest:
    """Write the archive; under its own name it stands only when it is whole. Raises BackupError."""
    try:
        if not isinstance(target, Path):
            return _write(target, passphrase, say)
        with _named_at_the_end(target) as file:
            return _write(file, passphrase, say)
    except OSError as error:
        message = f"Die Sicherung ist gescheitert, es bleibt nichts zurück: {_cause(error)}."
        raise BackupError(message) from error
    except OperationalError as error:
        message = "Die Datenbank antwortet nicht mehr; es gibt keine Sicherung."
        raise BackupError(message) from error


def _cause(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Der Platz reicht nicht"
    return error.strerror or str(error)


@contextlib.contextmanager
def _named_at_the_end(target: Path) -> Iterator[BinaryIO]:
    """Give the file its name when it is whole and on the disk; remove it otherwise."""
    if target.exists():
        message = f"{target} gibt es schon. Nennen Sie einen anderen Namen."
        raise BackupError(message)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_parts(target.parent)
    part = target.with_name(target.name + _PART)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _forget_parts(folder: Path) -> None:
    """Remove what a backup that was killed left behind; one that still runs holds its lock."""
    for part in folder.glob(f"*{_PART}"):
        with contextlib.suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def _write(target: BinaryIO, passphrase: str, say: Say) -> Manifest:
    writer = Writer(target, passphrase)
    # The dump lies in the clear for a while: on our own disk, and without a name.
    with database.connect() as snapshot, tempfile.TemporaryFile(dir=settings.VAR) as dump:
        # No file goes while it may still be named by a row of the snapshot.
        snapshot.execute("select pg_advisory_lock_shared(%s)", [FILES_LOCK])
        snapshot.commit()
        snapshot.execute("set transaction isolation level repeatable read, read only")
        manifest = _describe(snapshot)
        say(f"Datenbank: {sum(manifest.rows.values())} Zeilen in {len(manifest.rows)} Tabellen")
        _dump(snapshot, manifest.postgresql, dump)
        _add_files(writer, say)
        with contextlib.suppress(FileNotFoundError), (settings.VAR / ERASURES).open("rb") as file:
            writer.add(ERASURES, file)
        dump.seek(0)
        writer.add(DUMP, dump)
    writer.finish(manifest)
    return manifest


def _describe(snapshot: psycopg.Connection[Any]) -> Manifest:
    if not database.tables(snapshot):
        message = "Die Datenbank ist leer: Es gibt nichts zu sichern."
        raise BackupError(message)
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        version=settings.VERSION,
        key=fingerprint_of_key(),
        postgresql=snapshot.info.server_version // 10000,
        migrations=database.applied(snapshot),
        rows=database.counted(snapshot),
    )


def _dump(snapshot: psycopg.Connection[Any], version: int, target: IO[bytes]) -> None:
    row = snapshot.execute("select pg_export_snapshot()").fetchone()
    options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
    options += [f"--snapshot={row[0] if row else ''}"]
    options += [f"--exclude-table-data=public.{name}" for name in database.LEFT_OUT]
    done = subprocess.run(  # noqa: S603  (PostgreSQL's own, no shell)
        [database.program("pg_dump", version), *options],
        env=database.variables(),
        stdout=target,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        message = f"pg_dump ist gescheitert: {database.reason_in(done.stderr)}"
        raise BackupError(message)


def _add_files(writer: Writer, say: Say) -> None:
    """Add every stored file; what is being uploaded belongs to no row of the snapshot yet."""
    root = settings.VAR / "uploads"
    names = sorted(path for path in root.rglob("*") if path.is_file())
    total = written = 0
    for number, path in enumerate(names, 1):
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            written += writer.add(FILES + path.relative_to(root).as_posix(), file)
        if number * _TENTHS // len(names) > total:
            total = number * _TENTHS // len(names)
            say(f"Dateien: {number} von {len(names)}, {written / 10**6:.1f} MB")
