from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Kreise und Personen"

    def ready(self) -> None:
        # Registers kinds, news, chores, tasks, queues and what this app holds of people.
        import members.chores
        import members.kinds
        import members.mails
        import members.news
        import members.people
        import members.queues
        import members.tasks  # noqa: F401  (models must be loaded first)
