"""What the search has to do regularly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from content.clock import every_quarter_hour
from search.models import Entry
from search.vocabulary import count_words

if TYPE_CHECKING:
    from datetime import datetime


@every_quarter_hour
def keep_words_counted(now: datetime) -> None:
    """Count the words again, when something was indexed since the last time."""
    lately = now - timedelta(minutes=16)
    if Entry.objects.filter(indexed_at__gte=lately).exists():
        count_words()
