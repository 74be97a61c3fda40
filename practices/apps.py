from __future__ import annotations

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Praxis"

    def ready(self) -> None:
        # Registers the kind, the news, the chores, the tasks and what this app holds of people.
        import practices.chores
        import practices.kinds
        import practices.news
        import practices.people
        import practices.tasks  # noqa: F401  (models must be loaded first)
