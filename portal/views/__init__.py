from __future__ import annotations

from portal.views.acknowledging import acknowledge, page_editions
from portal.views.barriers import barrier_report
from portal.views.health import live, ready
from portal.views.pages import handbook, page, shortcuts
from portal.views.start_page import first_steps, start

__all__ = [
    "acknowledge",
    "barrier_report",
    "first_steps",
    "handbook",
    "live",
    "page",
    "page_editions",
    "ready",
    "shortcuts",
    "start",
]
