"""What the floors above hear of people; receivers run in the transaction that sends."""

from __future__ import annotations

from django.dispatch import Signal

# A person's access or role ended, by `person`: what was given to it goes, a calendar's address too.
role_ended = Signal()

# A person, `person`, took note of rules and privacy notice as they stand now.
rules_acknowledged = Signal()
