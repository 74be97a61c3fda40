from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Kreise und Personen"

    def ready(self) -> None:
        # Registers the kinds, the news, the chores and the tasks of this app.
        import members.chores
        import members.kinds
        import members.news
        import members.tasks  # noqa: F401  (models must be loaded first)
