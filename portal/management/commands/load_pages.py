from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.models import Page
from portal.services import save_page

DATA = Path(__file__).resolve().parents[2] / "data" / "pages"


class Command(BaseCommand):
    """Adds what is missing; pages that are there keep the text the office gave them."""

    help = "Load the first text of the legal and help pages."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        known = set(Page.objects.values_list("slug", flat=True))
        added = 0
        for path in sorted(DATA.glob("*.md")):
            if path.stem not in known:
                heading, _, body = path.read_text(encoding="utf-8").partition("\n")
                added += save_page(
                    path.stem, title=heading.removeprefix("# ").strip(), body=body.strip(), by=None
                )
        if options["verbosity"]:
            self.stdout.write(f"Pages: {added} added.")
