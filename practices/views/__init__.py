from __future__ import annotations

from practices.views.reading import practice, practice_list

__all__ = ["practice", "practice_list"]
