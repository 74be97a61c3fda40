from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Termine"

    def ready(self) -> None:
        # Registers the chores, the kind, the news, the receivers and the tasks of this app.
        import events.chores
        import events.kinds
        import events.news
        import events.receivers
        import events.tasks  # noqa: F401  (models must be loaded first)
