from __future__ import annotations

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Austausch"

    def ready(self) -> None:
        # Registers the chores, the kinds, the news, the jobs and the tasks of this app.
        import forum.chores
        import forum.kinds
        import forum.news
        import forum.services.telling
        import forum.tasks  # noqa: F401  (models must be loaded first)
