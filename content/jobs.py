from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is being uploaded has no row yet.
_PATIENCE = timedelta(days=1)


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="content-forget-files")
def forget_files(timestamp: int) -> None:  # noqa: ARG001  (the queue's clock)
    """Remove stored files that no row names any more, a day after they were written.

    The only place that does: several rows may name one file, as a practice and its new edition.
    """
    stored = list(_stored())  # before the rows: a file that comes meanwhile is not in it
    named = set(_named())
    for name in stored:
        if name not in named:
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
