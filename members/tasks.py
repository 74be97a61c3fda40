"""What Kreise and people ask of somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse

from content.tasks import Task, task_source
from members.choices import RequestState
from members.models import AccessRequest, Kreis

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


@task_source
def access_requests(user: User) -> Iterator[Task]:
    """Ask the moderators to answer who wants to come in."""
    if not user.is_moderator:
        return
    waiting = AccessRequest.objects.filter(state=RequestState.OPEN)
    count, oldest = waiting.aggregate(count=Count("pk"), oldest=Min("asked_on")).values()
    if count:
        yield Task(
            title=f"{count} Zugangsanfrage{'n' if count > 1 else ''} beantworten",
            url=reverse("admin:members_accessrequest_changelist") + "?state__exact=open",
            detail=f"Die älteste ist vom {oldest:%d.%m.%Y}",
            minutes=2 * count,
        )
