"""Reads the environment. Nonsense stops the start with a sentence that names the variable."""

from __future__ import annotations

import os


class SettingError(ValueError):
    """A variable of the environment that cannot be used; the text is for the operator."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or the content of the file that NAME_FILE names (for secrets)."""
    value = os.environ.get(name)
    if value is None and (path := os.environ.get(f"{name}_FILE")):
        value = _file(f"{name}_FILE", path)
    if value is None:
        if default is None:
            message = (
                f"{name} is missing. Set it in the environment; docs/betrieb lists every setting."
            )
            raise SettingError(message)
        return default
    if "\0" in value or "\n" in value:
        message = f"{name} has a line break or a NUL in it. Give it as one line."
        raise SettingError(message)
    return value


def _file(name: str, path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  (the builtin says it shortest)
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name} names {path!r}, which cannot be read: {error}."
        raise SettingError(message) from error


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable: 1, true, yes, on or 0, false, no, off."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    message = f"{name} is {value!r}. Use 1 for yes or 0 for no."
    raise SettingError(message)


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number within its bounds."""
    value = text(name, str(default)).strip()
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    message = f"{name} is {value!r}. Use a whole number from {least} to {most}."
    raise SettingError(message)


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list, without blanks and empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def for_programs() -> dict[str, str]:
    """Return all variables for programs we start, whose messages we read in English."""
    return {**os.environ, "LC_ALL": "C"}
