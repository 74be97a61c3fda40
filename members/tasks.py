"""What Kreise and people ask of somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from content.tasks import Task, task_source
from members.models import Kreis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from members.models import User


@task_source
def kreis_to_confirm(user: User) -> Iterator[Task]:
    """Ask the lead every half year whether the profile of the Kreis is still right."""
    if not user.is_lead or user.kreis_id is None:
        return
    kreis = Kreis.objects.visible_to(user).members().filter(pk=user.kreis_id).first()
    if kreis is None or not kreis.needs_confirmation:
        return
    if kreis.confirmed_on:
        detail = f"Zuletzt bestätigt am {kreis.confirmed_on:%d.%m.%Y}"
    else:
        detail = "Noch nie bestätigt"
    yield Task(
        title=f"Angaben zu Ihrem Kreis bestätigen: {kreis}",
        url=reverse("members:kreis", args=[kreis.ags]) + "#angaben",
        detail=detail,
        minutes=3,
    )
