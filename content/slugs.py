"""Names for addresses and files that consist of plain letters."""

from __future__ import annotations

from django.utils.text import slugify

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def german_slug(text: str) -> str:
    """Return the text in plain letters as German writes them: „Über Grüße“ is „ueber-gruesse“."""
    return slugify(text.lower().translate(_UMLAUTS))
