from __future__ import annotations

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Austausch"

    def ready(self) -> None:
        # Registers chores, kinds, news, jobs, tasks, queues and what this app holds of people.
        import forum.chores
        import forum.kinds
        import forum.news
        import forum.people
        import forum.queues
        import forum.services.telling
        import forum.tasks  # noqa: F401  (models must be loaded first)
