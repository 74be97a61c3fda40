"""Reminders to answer: at half time, three days and a day before, at eight in Berlin, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from content.models import Record
from content.moments import morning_of
from experts.choices import Stage
from experts.models import Consultation
from experts.news.contributions import REMINDER
from experts.services.consultations import locked
from members.models import User
from members.services.deputies import tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# The nearer one last: a worker that was away for days reminds of the last step alone.
DAYS_BEFORE = (3, 1)
# Nearer to the next step, half time would come on its heels.
_FEWEST_AT_HALF_TIME = 5
_TELLING = ("consultation.open", "consultation.deadline")


def consultations_to_remind(now: datetime) -> Iterator[Consultation]:
    """Yield the open questions whose Kreise are to be reminded now."""
    running = Consultation.objects.filter(stage=Stage.OPEN, deadline__gte=timezone.localdate(now))
    return (one for one in running.order_by("deadline", "pk") if _due(one, now))


@transaction.atomic
def remind(consultation: Consultation, now: datetime) -> bool:
    """Remind the people of Kreise that have not answered; tell whether that is new.

    Asked again under the lock: what was answered, postponed or told in between reminds nobody.
    """
    current = locked(consultation)
    days = _due(current, now)
    if current.stage != Stage.OPEN or current.deadline < timezone.localdate(now) or not days:
        return False
    current.reminded_days = days
    current.save(update_fields=["reminded_days"])
    answered = current.contributions.submitted().values("kreis")
    silent = User.objects.with_access().coordinators().exclude(kreis__in=answered)
    happening = f"{current.deadline:%Y-%m-%d} {days}"
    tell(silent, REMINDER, current.pk, happening=happening)
    return True


def _due(consultation: Consultation, now: datetime) -> int | None:
    """Return how many days before the deadline a reminder is due that was not sent yet."""
    asked_at = _asked_last(consultation)
    steps = _steps(consultation, asked_at)
    passed = [days for days in steps if asked_at < _moment(consultation, days) <= now]
    if not passed:
        return None
    told = consultation.reminded_days
    return None if told is not None and told <= passed[-1] else passed[-1]


def _asked_last(consultation: Consultation) -> datetime:
    """Return when the Kreise last read of the deadline: opened, opened again, or postponed."""
    trail = Record.objects.filter(kind=consultation._meta.label_lower, key=str(consultation.pk))
    told: datetime | None = trail.filter(act__in=_TELLING).aggregate(at=Max("at"))["at"]
    opened = consultation.opened_at or consultation.asked_at
    return max(told, opened) if told else opened


def _steps(consultation: Consultation, asked_at: datetime) -> list[int]:
    half = (consultation.deadline - timezone.localdate(asked_at)).days // 2
    return [half, *DAYS_BEFORE] if half >= _FEWEST_AT_HALF_TIME else list(DAYS_BEFORE)


def _moment(consultation: Consultation, days: int) -> datetime:
    day = consultation.deadline - timedelta(days=days)
    return morning_of(day)
