from __future__ import annotations

from events.views.reading import event, event_list

__all__ = ["event", "event_list"]
