"""Where a thing's page is. A list names thirty, most of them again, and looking one up is slow."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(20_000)
def address(name: str, *values: int | str) -> str:
    """Return where the page of this name is for these values."""
    return reverse(name, args=values)
