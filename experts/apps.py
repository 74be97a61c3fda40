from __future__ import annotations

from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "experts"
    verbose_name = "Expertenkreis"

    def ready(self) -> None:
        # Registers the chores, kinds, news, tasks, queues and what this app holds of people.
        import experts.chores
        import experts.kinds
        import experts.news.contributions
        import experts.news.questions
        import experts.news.releases
        import experts.news.summary
        import experts.people
        import experts.queues
        import experts.tasks  # noqa: F401  (models must be loaded first)
