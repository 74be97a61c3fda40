from __future__ import annotations

from content.models.record import Record
from content.models.term import Term, Theme

__all__ = ["Record", "Term", "Theme"]
