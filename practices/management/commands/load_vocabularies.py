from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction

from content.models import Term, Theme
from practices.models import FundingSource, LegalBasis, Partner, TargetGroup

DATA = Path(__file__).resolve().parents[2] / "data" / "vocabularies.json"


class Command(BaseCommand):
    """Adds what is missing; entries that are there keep the words the office gave them."""

    help = "Load themes, target groups, partners, legal bases and funding sources."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        data = json.loads(DATA.read_text(encoding="utf-8"))
        added = self._themes(data["topics"])
        added += _add(TargetGroup, data["target_groups"])
        added += _add(Partner, data["partners"])
        added += _add(LegalBasis, data["legal_bases"])
        added += _add(
            FundingSource,
            [
                {**entry, "land": entry.pop("state_code", "")}
                for entry in map(dict, data["funding_sources"])
            ],
        )
        if options["verbosity"]:
            self.stdout.write(f"Vocabularies: {added} entries added.")

    def _themes(self, themes: list[dict[str, Any]]) -> int:
        added = _add(Theme, themes)
        parents = {theme.key: theme for theme in Theme.objects.filter(parent=None)}
        for theme in themes:
            children = [
                {
                    "key": f"{theme['key']}/{child['key']}",
                    "label": child["label"],
                    "parent": parents[theme["key"]],
                }
                for child in theme["children"]
            ]
            added += _add(Theme, children)
        return added


def _add(model: type[Term], entries: list[dict[str, Any]]) -> int:
    names = {field.name for field in model._meta.get_fields() if isinstance(field, models.Field)}
    known = set(model._default_manager.values_list("key", flat=True))
    new = [
        model(position=position, **{name: value for name, value in entry.items() if name in names})
        for position, entry in enumerate(entries)
        if entry["key"] not in known
    ]
    return len(model._default_manager.bulk_create(new))
