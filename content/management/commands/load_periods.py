from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content.purging import load_periods


class Command(BaseCommand):
    """Adds what is missing; periods that are there keep the days the office gave them."""

    help = "Load the periods for which things are kept."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        added = load_periods()
        if options["verbosity"]:
            self.stdout.write(f"Periods: {added} added.")
