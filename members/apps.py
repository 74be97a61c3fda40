from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Kreise und Personen"

    def ready(self) -> None:
        # Models must be loaded first. Registers kinds, news, chores, tasks, queues and what this
        # app holds of people.
        from allauth.account.signals import user_logged_in
        from allauth.usersessions.signals import on_user_logged_in

        import members.chores
        import members.kinds
        import members.mails
        import members.news
        import members.people
        import members.queues
        import members.tasks  # noqa: F401

        # members.adapter notes where somebody signs in.
        user_logged_in.disconnect(on_user_logged_in)
