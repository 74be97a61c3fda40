"""What practices have to do regularly: ask what was not confirmed for a year, and how it went."""

from __future__ import annotations

from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.clock import every_quarter_hour
from content.services import record
from members.models import User
from members.services.deputies import tell
from notices.models import Notice
from practices.choices import TAKEN_OVER, State
from practices.models import Adoption, Practice
from practices.news import OUTCOME_DUE, REVIEW_DUE
from practices.parts import look
from practices.services.drawings import draw_all

if TYPE_CHECKING:
    from datetime import datetime


# So long after the day an outcome is asked for by a notice; the start page goes on asking.
_PATIENCE = timedelta(days=90)
# Nobody is mailed at night.
_FROM_HOUR = 8
_AT_NIGHT, _BATCH = 3, 200


@every_quarter_hour
def mark_practices_due(now: datetime) -> None:
    """Ask the Kreise about what was not confirmed for a year; it stays readable meanwhile."""
    if timezone.localtime(now).hour < _FROM_HOUR:
        return
    due = Practice.objects.filter(state=State.PUBLISHED, review_due__lte=timezone.localdate(now))
    with transaction.atomic():
        for practice in due.select_for_update():
            practice.state = State.TO_REVIEW
            practice.version += 1
            practice.save(update_fields=["state", "version"])
            record("practice.to_review", practice, by=None)
            people = User.objects.answering_for(practice.kreis_id, first=practice.changed_by_id)
            tell(people, REVIEW_DUE, practice.pk, happening=f"{practice.review_due:%Y-%m-%d}")


@every_quarter_hour
def ask_for_outcomes(now: datetime) -> None:
    """Ask the adopting Kreise after 6 and after 12 months how it went, each time once."""
    if timezone.localtime(now).hour < _FROM_HOUR:
        return
    today = timezone.localdate(now)
    asked = set(Notice.objects.filter(kind=OUTCOME_DUE.name).values_list("thing", "happening"))
    begun = Adoption.objects.filter(state__in=TAKEN_OVER, started_on__lte=today)
    for adoption in begun.with_outcomes().order_by("pk"):
        months = adoption.outcome_asked_on(today)
        if months is None or months in adoption.written_after:
            continue
        due = adoption.outcome_from(months)
        # That somebody was asked is forgotten after 180 days: see notices.chores.
        if due is None or due < today - _PATIENCE:
            continue
        if (str(adoption.pk), str(months.value)) not in asked:
            people = User.objects.answering_for(adoption.kreis_id, first=adoption.changed_by_id)
            tell(people, OUTCOME_DUE, adoption.pk, happening=str(months.value))


@every_quarter_hour
def draw_pages(now: datetime) -> None:
    """Draw what an upgrade changed the look of; at night all, for the words of vocabularies."""
    at_night = timezone.localtime(now).hour == _AT_NIGHT
    wanted = Practice.objects.published() if at_night else Practice.objects.not_drawn(look())
    keys = list(wanted.order_by("pk").values_list("pk", flat=True))
    for batch in batched(keys, _BATCH, strict=False):
        draw_all(Practice.objects.filter(pk__in=batch))
