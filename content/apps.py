from __future__ import annotations

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Inhalt"

    def ready(self) -> None:
        # Registers the chores of this app.
        import content.chores  # noqa: F401  (models must be loaded first)
