from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        # Registers the tasks and queues, what this app holds of people, and what it hears of them.
        import portal.chores
        import portal.mails
        import portal.people
        import portal.queues
        import portal.receivers
        import portal.tasks  # noqa: F401  (models must be loaded first)
