from __future__ import annotations

import codecs
import hashlib
import os
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from django.conf import settings
from django.core.files.base import ContentFile, File

from content.uploads.archives import check_archive
from content.uploads.kinds import (
    BROKEN,
    EMPTY,
    FILE_KINDS,
    LOCKED,
    MACROS,
    PICTURE_KINDS,
    WEBP,
    Form,
    Kind,
    UploadError,
    mismatch,
    refused_kind,
)
from content.uploads.names import suffix_of, title_of
from content.uploads.pictures import rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping

# Pixels: what a page shows; a sheet of A4 in print.
_EDGE_OF_PAGE = 1600
_EDGE_OF_PRINT = 4000
_PIECE = 64 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MACRO_SUFFIXES = re.compile(r"(doc|dot|xls|xlt|xla|ppt|pot|pps|ppa|sld)m|xlsb")
_BYTE_ORDER = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
# Looks like something a browser or a shell would run.
_ACTIVE = re.compile(
    r"^\s*(#!|<[?!]|<[a-z])|<\s*(html|head|body|script|svg|iframe|object|meta)\b", re.IGNORECASE
)
# Signs that no text has; Windows writes its text files' end as \x1a.
_NO_TEXT = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f]")


@dataclass(frozen=True)
class Upload:
    """A file that passed; `title` is its name for people, `content` what is to be stored.

    `pixels` are width and height of a picture.
    """

    title: str
    kind: Kind
    content: File[bytes]
    size: int
    sha256: str
    pixels: tuple[int, int] | None = None


def check_file(uploaded: File[bytes]) -> Upload:
    """Return an upload as it may be stored; raises UploadError with a sentence."""
    kind = _kind(uploaded, FILE_KINDS)
    if kind.form is Form.PICTURE:
        as_format = "PNG" if kind.suffix == "png" else "JPEG"
        return _rewritten(uploaded, kind, kind, as_format, _EDGE_OF_PRINT)
    file = _bytes_of(uploaded)
    if file.read(4) == _OLD_OFFICE:
        raise UploadError(LOCKED)
    _CHECKS[kind.form](file, kind)
    title = title_of(uploaded.name or "")
    return Upload(title, kind, uploaded, _size(uploaded), _digest(uploaded))


def check_picture(uploaded: File[bytes]) -> Upload:
    """Return a picture as a page shows it; raises UploadError with a sentence."""
    kind = _kind(uploaded, PICTURE_KINDS)
    return _rewritten(uploaded, kind, WEBP, "WEBP", _EDGE_OF_PAGE)


def check_attachment(uploaded: File[bytes]) -> Upload:
    """Return what is put to words as it may be stored: pictures as a page shows them.

    Raises UploadError.
    """
    kind = _kind(uploaded, FILE_KINDS)
    return check_picture(uploaded) if kind.form is Form.PICTURE else check_file(uploaded)


def _kind(uploaded: File[bytes], kinds: Mapping[str, Kind]) -> Kind:
    """Check size and ending, which cost nothing."""
    size, most = _size(uploaded), settings.UPLOAD_MEGABYTES
    if size == 0:
        raise UploadError(EMPTY)
    if size > most * 1024 * 1024:
        message = (
            f"Die Datei ist größer als {most} MB. Verkleinern Sie sie oder teilen Sie sie auf."
        )
        raise UploadError(message)
    suffix = suffix_of(uploaded.name or "")
    if suffix not in kinds:
        if _MACRO_SUFFIXES.fullmatch(suffix):
            raise UploadError(MACROS)
        raise refused_kind(suffix, kinds)
    return kinds[suffix]


def _bytes_of(uploaded: File[bytes]) -> IO[bytes]:
    """Return what was uploaded, from its first byte on."""
    uploaded.seek(0)
    return cast("IO[bytes]", uploaded)


def _size(uploaded: File[bytes]) -> int:
    """Count the bytes that are there, whatever was announced."""
    return int(uploaded.seek(0, os.SEEK_END))


def _digest(uploaded: File[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in uploaded.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _rewritten(uploaded: File[bytes], kind: Kind, into: Kind, as_format: str, edge: int) -> Upload:
    data, pixels = rewrite(_bytes_of(uploaded), kind.suffix, as_format=as_format, edge=edge)
    digest = hashlib.sha256(data).hexdigest()
    return Upload(title_of(uploaded.name or ""), into, ContentFile(data), len(data), digest, pixels)


def _check_pdf(file: IO[bytes], kind: Kind) -> None:
    file.seek(0)
    if file.read(5) != b"%PDF-":
        raise mismatch(kind.suffix)
    file.seek(max(0, file.seek(0, os.SEEK_END) - 2048))
    if b"%%EOF" not in file.read():
        raise UploadError(BROKEN)


def _check_office(file: IO[bytes], kind: Kind) -> None:
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise mismatch(kind.suffix)
    check_archive(file, kind)


def _check_text(file: IO[bytes], kind: Kind) -> None:
    """Refuse what is no text, and text that something would run."""
    file.seek(0)
    first = file.read(_PIECE)
    encoding = next((name for mark, name in _BYTE_ORDER if first.startswith(mark)), "utf-8")
    if not _is_text(file, encoding):
        # What old spreadsheets write; nearly every byte means something there.
        encoding = "cp1252"
        if not _is_text(file, encoding):
            raise mismatch(kind.suffix)
    if _ACTIVE.search(first.decode(encoding, "ignore")[:2048]):
        raise mismatch(kind.suffix)


def _is_text(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            if _NO_TEXT.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_CHECKS = {
    Form.PDF: _check_pdf,
    Form.OPEN_DOCUMENT: _check_office,
    Form.OFFICE: _check_office,
    Form.TEXT: _check_text,
}
