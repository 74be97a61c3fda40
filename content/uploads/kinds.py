"""The kinds of files the portal takes, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."


class Form(Enum):
    """What a file is made of, which decides how it is checked."""

    PDF = auto()
    OPEN_DOCUMENT = auto()
    OFFICE = auto()
    TEXT = auto()
    PICTURE = auto()


@dataclass(frozen=True)
class Kind:
    """A kind of file; `content_type` is what the portal says when it hands it out."""

    suffix: str
    content_type: str
    form: Form


_ALL = (
    Kind("pdf", "application/pdf", Form.PDF),
    Kind("odt", f"{_OPEN_DOCUMENT}text", Form.OPEN_DOCUMENT),
    Kind("ods", f"{_OPEN_DOCUMENT}spreadsheet", Form.OPEN_DOCUMENT),
    Kind("odp", f"{_OPEN_DOCUMENT}presentation", Form.OPEN_DOCUMENT),
    Kind("docx", f"{_OFFICE}wordprocessingml.document", Form.OFFICE),
    Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", Form.OFFICE),
    Kind("pptx", f"{_OFFICE}presentationml.presentation", Form.OFFICE),
    Kind("csv", "text/csv", Form.TEXT),
    Kind("txt", "text/plain", Form.TEXT),
    Kind("png", "image/png", Form.PICTURE),
    Kind("jpg", "image/jpeg", Form.PICTURE),
)
# By the ending of the name.
FILE_KINDS: Mapping[str, Kind] = {kind.suffix: kind for kind in _ALL} | {"jpeg": _ALL[-1]}
PICTURE_KINDS: Mapping[str, Kind] = {
    suffix: kind for suffix, kind in FILE_KINDS.items() if kind.form is Form.PICTURE
}
WEBP = Kind("webp", "image/webp", Form.PICTURE)

EMPTY = "Die Datei ist leer (0 Byte). Prüfen Sie, ob sie auf Ihrem Gerät richtig gespeichert ist."
BROKEN = (
    "Die Datei ist beschädigt oder unvollständig. "
    "Speichern Sie sie neu und versuchen Sie es noch einmal."
)
MACROS = (
    "Dateien mit Makros nimmt das Portal nicht an. Speichern Sie die Datei ohne Makros, "
    "zum Beispiel als DOCX oder XLSX."
)
LOCKED = (
    "Die Datei ist mit einem Kennwort geschützt oder in einem alten Format gespeichert. "
    "Speichern Sie sie ohne Kennwort in einem neueren Format."
)
SWOLLEN = (
    "Die Datei enthält ausgepackt ungewöhnlich viele Daten. "
    "Speichern Sie sie neu oder als PDF und versuchen Sie es noch einmal."
)
NESTED = (
    "In der Datei stecken weitere gepackte Dateien. "
    "Nehmen Sie sie heraus oder speichern Sie die Datei als PDF."
)
PROGRAM = "In der Datei steckt ein Programm. Programme nimmt das Portal nicht an."


class UploadError(ValueError):
    """The file is refused; the text is a sentence for the person who chose it."""


def in_words(kinds: Mapping[str, Kind]) -> str:
    """Name kinds as people know them: „PDF, ODT und JPG“."""
    *first, last = dict.fromkeys(kind.suffix.upper() for kind in kinds.values())
    return f"{', '.join(first)} und {last}"


def refused_kind(suffix: str, kinds: Mapping[str, Kind]) -> UploadError:
    """Say which kinds are taken instead of this one."""
    what = f"Dateien mit der Endung „.{suffix[:12]}“" if suffix else "Dateien ohne Endung"
    return UploadError(f"{what} nimmt das Portal nicht an. Möglich sind {in_words(kinds)}.")


def mismatch(suffix: str) -> UploadError:
    """Say that the content is of another kind than the name says."""
    return UploadError(
        f"Der Inhalt der Datei passt nicht zur Endung „.{suffix}“. "
        "Speichern Sie sie im richtigen Format und versuchen Sie es noch einmal."
    )
