from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Termine"

    def ready(self) -> None:
        # Registers chores, kind, news, receivers, tasks and what this app holds of people.
        import events.chores
        import events.kinds
        import events.news
        import events.people
        import events.receivers
        import events.tasks  # noqa: F401  (models must be loaded first)
