"""What the circle of experts asks of somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from content.tasks import Task, task_source
from experts.choices import Stage
from experts.models import Consultation
from experts.querysets import is_moderator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User


@task_source
def asked_consultations(user: User) -> Iterator[Task]:
    """Ask the office to open what the Landkreistag asked."""
    if not is_moderator(user):
        return
    for consultation in Consultation.objects.filter(stage=Stage.ASKED).order_by("asked_at"):
        yield Task(
            title=f"Anfrage öffnen: {consultation.title}",
            url=reverse("experts:consultation", args=[consultation.pk]),
            due=consultation.deadline,
            minutes=10,
        )
