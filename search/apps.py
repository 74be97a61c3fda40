from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        # Registers the chores of this app.
        import search.chores  # noqa: F401  (models must be loaded first)
