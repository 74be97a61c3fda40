"""Office files are zip archives: they may hide macros, programs, terabytes in a few kilobytes."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from content.uploads.kinds import (
    BROKEN,
    LOCKED,
    MACROS,
    NESTED,
    PROGRAM,
    SWOLLEN,
    Form,
    Kind,
    UploadError,
    mismatch,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    Bytes = IO[bytes]

_MEGABYTE = 1024 * 1024
# Unpacked, in bytes. Up to the first no ratio is asked, for text packs well.
_MODEST = 10 * _MEGABYTE
_MOST_UNPACKED = 100 * _MEGABYTE
_MOST_TIMES = 100
_MOST_INNER = 16 * _MEGABYTE
# Some 10,000 entries; Python holds each as an object.
_MOST_DIRECTORY = _MEGABYTE
_PIECE = 64 * 1024

_ARCHIVE = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE = 22
_PROGRAMS = (b"MZ", b"\x7fELF")
_TYPES = "[Content_Types].xml"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def check_archive(file: Bytes, kind: Kind) -> None:
    """Refuse an office file that is none, or holds what it must not; raises UploadError."""
    said = _inspect(file, _Budget(_MOST_UNPACKED))
    if kind.form is Form.OPEN_DOCUMENT:
        if said.get("mimetype", b"").strip() != kind.content_type.encode():
            raise mismatch(kind.suffix)
        return
    types = said.get(_TYPES, b"")
    if b"macroEnabled" in types:
        raise UploadError(MACROS)
    if f"{kind.content_type}.main+xml".encode() not in types:
        raise mismatch(kind.suffix)


@dataclass
class _Budget:
    """How many bytes may still be unpacked, of the archive and of archives within it."""

    left: int

    def take(self, unpacked: int) -> None:
        self.left -= unpacked
        if self.left < 0:
            raise UploadError(SWOLLEN)


def _inspect(file: Bytes, budget: _Budget, *, is_inner: bool = False) -> dict[str, bytes]:
    """Unpack everything once, within limits; return what the archive says of its type."""
    said = {}
    for entry in _entries(file, budget):
        pieces = _unpacked(file, entry)
        first = next(pieces, b"")
        if first.startswith(_PROGRAMS):
            raise UploadError(PROGRAM)
        if first.startswith(_ARCHIVE):
            # A chart in a text brings its table along, and that is all.
            if is_inner or entry.file_size > _MOST_INNER:
                raise UploadError(NESTED)
            _inspect(io.BytesIO(first + b"".join(pieces)), budget, is_inner=True)
        elif entry.filename in {"mimetype", _TYPES} and entry.file_size < _MEGABYTE:
            said[entry.filename] = first + b"".join(pieces)
        for _ in pieces:
            pass
    return said


def _entries(file: Bytes, budget: _Budget) -> list[zipfile.ZipInfo]:
    """Return the entries by what the directory says, once that is plausible."""
    size = _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UploadError(BROKEN) from error
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UploadError(MACROS)
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise UploadError(MACROS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadError(LOCKED)
    if len(set(names)) != len(names) or not {entry.compress_type for entry in entries} <= _METHODS:
        raise UploadError(BROKEN)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max(_MODEST, _MOST_TIMES * size):
        raise UploadError(SWOLLEN)
    budget.take(unpacked)
    return entries


def _check_directory(file: Bytes) -> int:
    """Look at the end of the archive before Python's reader holds it; return the whole size.

    Nothing may stand before or after the archive, and the format for more than 4 GB is not taken.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - 0xFFFF - 20))
    tail = file.read()
    found = tail.rfind(_END)
    if found < 0 or len(tail) < found + _END_SIZE:
        raise UploadError(BROKEN)
    length, begin, comment = struct.unpack_from("<IIH", tail, found + 12)
    at = size - len(tail) + found
    if begin + length != at or at + _END_SIZE + comment != size:
        raise UploadError(BROKEN)
    if tail[:found][-20:].startswith(b"PK\x06\x07"):
        raise UploadError(BROKEN)
    if length > _MOST_DIRECTORY:
        raise UploadError(SWOLLEN)
    return size


def _unpacked(file: Bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry's content; stop as soon as there is more of it than the directory says."""
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    seen = check = 0
    for piece in _inflated(file, entry, inflate) if inflate else _packed(file, entry):
        seen += len(piece)
        if seen > entry.file_size:
            raise UploadError(SWOLLEN)
        check = zlib.crc32(piece, check)
        yield piece
    if seen != entry.file_size or check != entry.CRC:
        raise UploadError(BROKEN)


def _inflated(file: Bytes, entry: zipfile.ZipInfo, inflate: zlib._Decompress) -> Iterator[bytes]:
    try:
        for packed in _packed(file, entry):
            yield inflate.decompress(packed, _PIECE)
            while inflate.unconsumed_tail:
                yield inflate.decompress(inflate.unconsumed_tail, _PIECE)
        while not inflate.eof and (rest := inflate.decompress(b"", _PIECE)):
            yield rest
    except zlib.error as error:
        raise UploadError(BROKEN) from error
    if not inflate.eof or inflate.unused_data:
        raise UploadError(BROKEN)


def _packed(file: Bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what is stored of an entry. The place is sought anew: callers read in between."""
    file.seek(entry.header_offset)
    head = file.read(30)
    if len(head) < 30 or not head.startswith(_ARCHIVE):
        raise UploadError(BROKEN)
    at = entry.header_offset + 30 + sum(struct.unpack_from("<HH", head, 26))
    left = entry.compress_size
    while left:
        file.seek(at)
        piece = file.read(min(left, _PIECE))
        if not piece:
            raise UploadError(BROKEN)
        at, left = at + len(piece), left - len(piece)
        yield piece
