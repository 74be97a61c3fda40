from __future__ import annotations

from content.models.attachment import Attachment
from content.models.count import DailyCount
from content.models.draft import Draft
from content.models.record import Record
from content.models.retention import RetentionPeriod, RetentionRun
from content.models.snippet import Snippet
from content.models.term import Term, Theme

__all__ = [
    "Attachment",
    "DailyCount",
    "Draft",
    "Record",
    "RetentionPeriod",
    "RetentionRun",
    "Snippet",
    "Term",
    "Theme",
]
