"""What happens in the protected rooms that people are told of: never a word of it in a mail.

The order of the modules is the order of the kinds in people's preferences.
"""

from __future__ import annotations

from forum.news.talk import MENTION, POST, POST_AT_ONCE, TOPIC_BEGUN  # isort: skip
from forum.news.rooms import MEMBERSHIP, MEMBERSHIP_ENDED  # isort: skip
from forum.news.moderation import ANSWERED, DECISION, OUTCOME, REPORTED, outcome_of  # isort: skip

__all__ = [
    "ANSWERED",
    "DECISION",
    "MEMBERSHIP",
    "MEMBERSHIP_ENDED",
    "MENTION",
    "OUTCOME",
    "POST",
    "POST_AT_ONCE",
    "REPORTED",
    "TOPIC_BEGUN",
    "outcome_of",
]
