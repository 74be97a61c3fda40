"""One archive of database and files, and the way back from it."""

from __future__ import annotations
