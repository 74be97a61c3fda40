"""Names of files as people gave them: shown, never used as a path."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 160
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


def suffix_of(name: str) -> str:
    """Return the ending of a file's name in small letters, without the dot."""
    _, dot, suffix = _last_part(name).rpartition(".")
    return suffix.lower() if dot else ""


def title_of(name: str) -> str:
    """Make a title of a file's name: no folders, no ending, no signs that turn or hide text."""
    stem = _last_part(name)
    if "." in stem:
        stem = stem.rpartition(".")[0]
    return one_line(stem.replace("_", " ")).strip(" .") or "Datei"


def one_line(text: str, longest: int = _LONGEST) -> str:
    """Leave out what cannot be seen or turns the text around; cut what is too long (S36)."""
    seen = (" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())[:longest].strip()


def file_name(title: str, suffix: str) -> str:
    """Return the name under which a file is saved by whoever fetches it."""
    return f"{_NOT_IN_NAMES.sub('-', title).strip(' .') or 'Datei'}.{suffix}"


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
