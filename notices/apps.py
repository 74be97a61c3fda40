from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Mitteilungen"

    def ready(self) -> None:
        # Registers the chores, the queues and what this app holds of people.
        import notices.chores
        import notices.people
        import notices.queues  # noqa: F401  (models must be loaded first)
