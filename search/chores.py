"""What the search has to do regularly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from content.clock import every_quarter_hour
from search.models import Entry, Word
from search.vocabulary import count_words

if TYPE_CHECKING:
    from datetime import datetime


_QUARTER = timedelta(minutes=15)
# Counting reads all of them: a second and more for so many.
_ENTRIES_A_QUARTER = 100_000


@every_quarter_hour
def keep_words_counted(now: datetime) -> None:
    """Count the words again, when something was indexed since the last time.

    The words of a large index are counted less often: of a million entries every 2 3/4 hours.
    """
    entries = Word.objects.filter(lexeme="").values_list("everywhere", flat=True).first() or 0
    quarters = 1 + entries // _ENTRIES_A_QUARTER
    if int(now.timestamp() // _QUARTER.total_seconds()) % quarters:
        return
    # Twice as long: the time before the worker may have stood still.
    lately = now - 2 * quarters * _QUARTER - timedelta(minutes=1)
    if Entry.objects.filter(indexed_at__gte=lately).exists():
        count_words()
