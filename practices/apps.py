from __future__ import annotations

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Praxis"

    def ready(self) -> None:
        # Registers kinds, news, chores, tasks, queues and what this app holds of people.
        import practices.chores
        import practices.kinds
        import practices.news
        import practices.people
        import practices.queues
        import practices.tasks  # noqa: F401  (models must be loaded first)
