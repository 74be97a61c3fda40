from __future__ import annotations

from portal.views.health import live, ready
from portal.views.pages import page
from portal.views.start_page import start

__all__ = ["live", "page", "ready", "start"]
