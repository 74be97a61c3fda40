from __future__ import annotations

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Praxis"

    def ready(self) -> None:
        # Registers the kind, the news, the chores and the tasks of this app.
        import practices.chores
        import practices.kinds
        import practices.news
        import practices.tasks  # noqa: F401  (models must be loaded first)
