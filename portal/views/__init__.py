from __future__ import annotations

from portal.views.health import live, ready
from portal.views.pages import handbook, page, shortcuts
from portal.views.start_page import start

__all__ = ["handbook", "live", "page", "ready", "shortcuts", "start"]
