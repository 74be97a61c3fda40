"""The archive: a tar file that any tool unpacks, and behind it the sum of all its bytes.

uploads/…        the stored files
erasures.jsonl   whose data have been erased so far: numbers, no names
database.dump    pg_dump's custom format
manifest.json    what all of this is, with the sum of each part
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from portal.backup.sealing import (
    MAGIC,
    BrokenSealError,
    Sealer,
    Unsealer,
    WrongPassphraseError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO, BinaryIO

FORMAT = 1
FILES, ERASURES, DUMP, MANIFEST = "uploads/", "erasures.jsonl", "database.dump", "manifest.json"
_SUM = b"\nFORUM-SICHERUNG sha256 "
_END = len(_SUM) + 64 + 1
_STEP = 2**20

_NONE = "{} ist keine Sicherung des Portals."
_CUT = "Die Sicherung {} ist unvollständig: Ihr Ende fehlt. Nehmen Sie eine andere."
_CHANGED = (
    "Die Sicherung {} ist beschädigt oder verändert: Die Prüfsumme stimmt nicht. "
    "Nehmen Sie eine andere."
)
_CUT_OR_CHANGED = "Die Sicherung {} ist unvollständig oder verändert. Nehmen Sie eine andere."
_SEALED = (
    "Die Sicherung {} ist verschlüsselt. Setzen Sie BACKUP_PASSPHRASE, "
    "oder rufen Sie den Befehl in einem Terminal auf."
)
_WRONG = "Die Passphrase passt nicht zu dieser Sicherung, oder deren Anfang ist beschädigt."
_NEWER = (
    "Die Sicherung {} hat das Format {}; dieses Programm kennt nur Formate bis {}. "
    "Nehmen Sie die neuere Version des Programms."
)


class BackupError(Exception):
    """A backup cannot be made or restored; the text, in German, says what to do."""


@dataclass(frozen=True)
class Part:
    """One stored file or the dump."""

    bytes: int
    sha256: str


@dataclass
class Manifest:
    """What an archive holds, and from which state of the portal."""

    made_at: str
    version: str
    # Of another SECRET_KEY the second factors cannot be read.
    key: str
    postgresql: int
    migrations: list[list[str]]
    rows: dict[str, int]
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def files(self) -> dict[str, Part]:
        """The stored files by their name below uploads/."""
        return {
            name.removeprefix(FILES): part
            for name, part in self.parts.items()
            if name.startswith(FILES)
        }

    @property
    def newest(self) -> dict[str, str]:
        """The newest migration of each app."""
        return dict(sorted((app, name) for app, name in self.migrations))


class Writer:
    """Writes an archive part by part; only `finish` makes it whole.

    tarfile writes what a header is. Its own writer would go on by itself after a disk was full.
    """

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        """Begin; without a passphrase it is not sealed."""
        self._target = Sealer(target, passphrase) if passphrase else target
        self._sum = hashlib.sha256()
        self.parts: dict[str, Part] = {}

    def add(self, name: str, source: IO[bytes]) -> int:
        """Add a file as long as it is now; return its length. Raises OSError when it shrinks."""
        length = os.fstat(source.fileno()).st_size
        self._write(_header(name, length))
        own, left = hashlib.sha256(), length
        while left:
            data = source.read(min(left, _STEP))
            if not data:
                message = "Eine Datei wurde während des Lesens kürzer"
                raise OSError(message)
            own.update(data)
            self._write(data)
            left -= len(data)
        self._fill(length)
        self.parts[name] = Part(length, own.hexdigest())
        return length

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest and the sum of everything."""
        manifest.parts = self.parts
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._write(_header(MANIFEST, len(text)))
        self._write(text)
        self._fill(len(text))
        self._write(bytes(2 * tarfile.BLOCKSIZE))
        self._target.write(_SUM + self._sum.hexdigest().encode() + b"\n")
        if isinstance(self._target, Sealer):
            self._target.close()

    def _write(self, data: bytes) -> None:
        self._sum.update(data)
        self._target.write(data)

    def _fill(self, length: int) -> None:
        self._write(bytes(-length % tarfile.BLOCKSIZE))


def _header(name: str, length: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = length, 0o600
    return entry.tobuf(tarfile.PAX_FORMAT)


class Archive:
    """An archive to be read. Its sum is proven before anything is handed out."""

    def __init__(self, path: Path, passphrase: str) -> None:
        """Prove that it is whole and unchanged. Raises BackupError."""
        self.path, self._passphrase = path, passphrase
        with self._reported():
            self._prove()
            self.manifest = self._read_manifest()

    @contextlib.contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except WrongPassphraseError:
            raise BackupError(_WRONG) from None
        except BrokenSealError:
            raise BackupError(_CUT_OR_CHANGED.format(self.path)) from None
        except OSError as error:
            message = f"{self.path} lässt sich nicht lesen: {error.strerror or error}."
            raise BackupError(message) from error

    @contextlib.contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        with self.path.open("rb") as file:
            begin = file.read(len(MAGIC))
            file.seek(0)
            if begin != MAGIC:
                yield file
            elif not self._passphrase:
                raise BackupError(_SEALED.format(self.path))
            else:
                yield io.BufferedReader(Unsealer(file, self._passphrase), _STEP)

    def _prove(self) -> None:
        """Sum everything up but the sum at the end, and compare."""
        total, held = hashlib.sha256(), b""
        with self._opened() as stream:
            begin = stream.read(512)
            if not tarfile_begins(begin):
                raise BackupError(_NONE.format(self.path))
            held = begin
            while data := stream.read(_STEP):
                held += data
                total.update(held[:-_END])
                held = held[-_END:]
        if not held.startswith(_SUM):
            raise BackupError(_CUT.format(self.path))
        if held != _SUM + total.hexdigest().encode() + b"\n":
            raise BackupError(_CHANGED.format(self.path))

    def _read_manifest(self) -> Manifest:
        for name, content in self._members():
            if name == MANIFEST:
                said = json.load(content)
                if said["format"] > FORMAT:
                    message = _NEWER.format(self.path, said["format"], FORMAT)
                    raise BackupError(message)
                said["parts"] = {name: Part(**part) for name, part in said["parts"].items()}
                return Manifest(**said)
        raise BackupError(_NONE.format(self.path))

    def _members(self) -> Iterator[tuple[str, IO[bytes]]]:
        with self._opened() as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for entry in tar:
                content = tar.extractfile(entry)
                if content is not None:
                    yield entry.name, content

    def members(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Yield each part, in the order of writing, to be read before the next."""
        with self._reported():
            yield from self._members()


def tarfile_begins(begin: bytes) -> bool:
    """Tell whether these are the first bytes of a tar file."""
    return begin[257:262] == b"ustar"
