from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Kreise und Personen"

    def ready(self) -> None:
        # Registers the kinds, the news, the chores, the tasks and what this app holds of people.
        import members.chores
        import members.kinds
        import members.news
        import members.people
        import members.tasks  # noqa: F401  (models must be loaded first)
