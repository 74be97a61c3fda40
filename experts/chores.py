"""What the circle of experts has to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from content.clock import every_quarter_hour
from experts.services.agreeing import remind_of_agreement
from experts.services.reminding import consultations_to_remind, remind

if TYPE_CHECKING:
    from datetime import datetime

# Nobody is reminded at night; who was is not told again.
_IN_THE_MORNING = range(7, 10)


@every_quarter_hour
def remind_of_contributions(now: datetime) -> None:
    """Remind the Kreise that have not answered."""
    for consultation in consultations_to_remind(now):
        remind(consultation, now)


@every_quarter_hour
def remind_of_agreements(now: datetime) -> None:
    """Remind Kreise of drafts they said nothing to, three days and one day before the last."""
    local = timezone.localtime(now)
    if local.hour in _IN_THE_MORNING:
        remind_of_agreement(local.date())
