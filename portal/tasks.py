"""What the portal itself asks of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from content.tasks import Task, whole_task_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User


@whole_task_source
def rules_to_acknowledge(user: User) -> Iterator[Task]:
    """Ask to take note of rules and privacy notice where they are new since the person did."""
    if user.acknowledged_at is None:
        yield Task(
            title="Regeln und Datenschutzerklärung zur Kenntnis nehmen",
            url=reverse("portal:acknowledge"),
            detail="Sie sind neu, seit Sie zuletzt zugestimmt haben",
            minutes=5,
        )
