"""Keeps to the periods that content.retention declares, and notes each run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from content.models import DailyCount, RetentionPeriod, RetentionRun
from content.retention import delete, kept_for, periods

if TYPE_CHECKING:
    from datetime import datetime

    from content.retention import Period


def days_of(period: Period) -> int:
    """Return how long it is: what the office set, within its limits, or what the code says."""
    chosen = RetentionPeriod.objects.filter(pk=period.key).first()
    if chosen is None:
        return period.days
    return min(max(chosen.days, period.least), period.most)


def purge(period: Period, now: datetime, *, dry_run: bool = False) -> RetentionRun:
    """Let go of what is older than the period, or only count it; the run is noted."""
    days = days_of(period)
    count = period.forget(now - timedelta(days=days), dry_run=dry_run)
    noted = {"key": period.key, "days": days, "count": count, "is_dry": dry_run}
    return RetentionRun.objects.create(at=now, **noted)


def purge_all(now: datetime, *, dry_run: bool = False) -> list[RetentionRun]:
    """Keep to all periods; return the runs."""
    return [purge(period, now, dry_run=dry_run) for period in periods()]


@transaction.atomic
def load_periods() -> int:
    """Have a row for each period, for the admin; forget those of periods that are gone."""
    known = {period.key: period for period in periods()}
    RetentionPeriod.objects.exclude(pk__in=known).delete()
    there = set(RetentionPeriod.objects.values_list("pk", flat=True))
    fresh = [RetentionPeriod(key=key, days=known[key].days) for key in known if key not in there]
    return len(RetentionPeriod.objects.bulk_create(fresh))


@kept_for(
    730,
    "content.runs",
    "Löschläufe",
    why="Nachweis, dass die Fristen eingehalten werden.",
    least=365,
    most=1825,
)
def forget_runs(before: datetime, *, dry_run: bool) -> int:
    """Forget old runs themselves."""
    return delete(RetentionRun.objects.filter(at__lt=before), dry_run=dry_run)


@kept_for(
    365,
    "content.counts",
    "Gescheitertes und Verweigertes je Tag",
    why="Sicherheitsprotokoll: Auffälliges fällt im Vergleich der Monate auf.",
    least=90,
    most=365,
)
def forget_counts(before: datetime, *, dry_run: bool) -> int:
    """Forget how often something failed on a day."""
    return delete(DailyCount.objects.filter(day__lt=before.date()), dry_run=dry_run)
