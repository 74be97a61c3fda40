"""What the ground floor has to do regularly."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from content.clock import every_quarter_hour
from content.models import RetentionRun
from content.purging import purge
from content.retention import periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

# Held by a backup while it copies the files that its rows name.
FILES_LOCK = int.from_bytes(b"files")
# What is being uploaded has no row yet.
_PATIENCE = timedelta(days=1)
# Reading all folders takes a while.
_AT_NIGHT = 2
_PURGES_AT = 1
log = logging.getLogger("forum.jobs")


@every_quarter_hour
def keep_periods(now: datetime) -> None:
    """Let go, once a night, of whatever has been kept for its time; see content.retention.

    A period that fails keeps no other from its turn, and is tried again a quarter of an hour later.
    """
    local = timezone.localtime(now)
    if local.hour != _PURGES_AT:
        return
    tonight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    done = RetentionRun.objects.filter(at__gte=tonight, is_dry=False)
    kept = set(done.values_list("key", flat=True))
    failed = []
    for period in periods():
        if period.key not in kept:
            try:
                purge(period, now)
            except Exception:
                log.exception("period %s could not be kept", period.key)
                failed.append(period.key)
    if failed:
        raise RuntimeError(failed)


@every_quarter_hour
def forget_files(now: datetime) -> None:
    """Remove, at night, stored files that no row names any more, a day after they were written.

    Nothing but this module does: several rows may name one file, as a practice and its edition.
    """
    if timezone.localtime(now).hour != _AT_NIGHT:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [FILES_LOCK])
        if cursor.fetchone()[0]:
            _forget_files()


def _forget_files() -> None:
    stored = list(_stored())  # before the rows: a file that comes meanwhile is not in it
    named = set(_named())
    for name in stored:
        if name not in named:
            default_storage.delete(name)


def forget_at_once(names: Iterable[str]) -> None:
    """Remove these stored files, in so far as no row names them; who was erased waits for none."""
    wanted = set(names)
    for name in wanted - set(_named()) if wanted else ():
        default_storage.delete(name)


def _stored() -> Iterator[str]:
    """Name the stored files that are old enough; each app has one folder."""
    oldest = timezone.now() - _PATIENCE
    for config in apps.get_app_configs():
        try:
            _, files = default_storage.listdir(config.label)
        except FileNotFoundError:
            continue
        for file in files:
            name = f"{config.label}/{file}"
            if default_storage.get_modified_time(name) < oldest:
                yield name


def _named() -> Iterator[str]:
    """Name every file that a row of any table holds."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.attname: ""})
                yield from rows.values_list(field.attname, flat=True).iterator()
