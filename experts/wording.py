"""Whether a passage stands in a text, whatever its line breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def in_one_line(text: str) -> str:
    """Return a text with single blanks, as wordings are compared."""
    return " ".join(text.split())


def is_passage(wording: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts says so word by word; an empty wording says nothing."""
    text = in_one_line(wording)
    return bool(text) and any(text in in_one_line(one) for one in texts)
