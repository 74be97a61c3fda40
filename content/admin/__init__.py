from __future__ import annotations

from content.admin.base import PortalAdmin, ProtectedAdmin, TermAdmin
from content.admin.counts import DailyCountAdmin
from content.admin.records import RecordAdmin

__all__ = ["DailyCountAdmin", "PortalAdmin", "ProtectedAdmin", "RecordAdmin", "TermAdmin"]
