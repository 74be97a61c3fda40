"""What migrations fill in for what was there before."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from content.choices import Audience
from practices.models import Edition
from tests import factories


def fill(migration: str) -> None:
    import_module(f"practices.migrations.{migration}").fill(apps, None)


def test_editions_are_open_to_whom_their_practice_is_open(db: None) -> None:
    practices = [factories.make_practice(audience=audience) for audience in Audience]
    for practice in practices:
        Edition.objects.create(practice=practice, number=1, fields={})
    fill("0006_fill_audience_of_editions")
    found = Edition.objects.order_by("practice").values_list("audience", flat=True)
    assert list(found) == list(Audience)
