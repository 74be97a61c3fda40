from __future__ import annotations

from events.views.calendars import event_ics, feed, feed_set, feed_settings
from events.views.reading import event, event_list

__all__ = ["event", "event_ics", "event_list", "feed", "feed_set", "feed_settings"]
