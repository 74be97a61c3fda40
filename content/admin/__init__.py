from __future__ import annotations

from content.admin.base import PortalAdmin, ProtectedAdmin, ReadOnlyAdmin, TermAdmin
from content.admin.counts import DailyCountAdmin
from content.admin.records import RecordAdmin
from content.admin.retention import RetentionPeriodAdmin, RetentionRunAdmin

__all__ = [
    "DailyCountAdmin",
    "PortalAdmin",
    "ProtectedAdmin",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "RetentionPeriodAdmin",
    "RetentionRunAdmin",
    "TermAdmin",
]
