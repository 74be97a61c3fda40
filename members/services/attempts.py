"""Attempts to sign in, counted before anybody's password is looked at.

allauth's way makes four statements for each limit, and as many again after a right password.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.conf import settings
from django.core.cache import caches

# config.cache counts.
_limits: Any = caches["default"]


def count_attempt(client: str, login: str = "") -> float | None:
    """Count an attempt of a client address; return when it was, or None beyond a limit."""
    at = time.time()
    limits = [(f"attempts:{client}", *settings.ATTEMPTS_PER_ADDRESS)]
    if login:
        limits.append((_wrong(client, login), *settings.WRONG_PASSWORDS))
    return at if _limits.hit(at, *limits) else None


def take_back_wrong(client: str, login: str, at: float) -> None:
    """Note that the attempt of this moment was right: the limit of wrong ones is as before."""
    _limits.take_back(at, _wrong(client, login))


def forget_wrong(client: str, login: str) -> None:
    """Begin anew with wrong passwords: a new one was set, by mail."""
    _limits.delete(_wrong(client, login))


def _wrong(client: str, login: str) -> str:
    """Count wrong passwords per client address **and** account.

    Per account alone, anybody could lock a person out (S7); per address alone, one person could
    lock out a whole Kreisverwaltung, which sits behind one address. The key tells of neither.
    """
    both = f"{client} {login.lower()}"
    return f"attempts:wrong:{hashlib.sha256(both.encode()).hexdigest()}"
