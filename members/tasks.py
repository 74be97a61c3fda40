"""What Kreise and people ask of somebody."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from content.prepared import prepared
from content.tasks import Task, in_order, personal_tasks_for, task_source, tasks_for
from members.access import may_edit_kreis
from members.models import Deputyship

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from members.models import User
    from members.querysets import DeputyshipQuerySet


@task_source
def kreis_to_confirm(user: User) -> Iterator[Task]:
    """Ask the lead every half year whether the profile of the Kreis is still right."""
    if not user.is_lead:
        return
    kreis = user.kreis
    if kreis is None or not kreis.is_member or not kreis.needs_confirmation:
        return
    if kreis.confirmed_on:
        detail = f"Zuletzt bestätigt am {kreis.confirmed_on:%d.%m.%Y}"
    else:
        detail = "Noch nie bestätigt"
    yield Task(
        title=f"Angaben zu Ihrem Kreis bestätigen: {kreis}",
        url=f"{kreis.get_absolute_url()}#angaben",
        detail=detail,
        minutes=3,
        doable_by=partial(may_edit_kreis, kreis=kreis),
    )


@prepared
def _running(reader: User) -> DeputyshipQuerySet:
    running: DeputyshipQuerySet = Deputyship.objects.running().filter(deputy_id=reader.pk)
    return running.select_related("person__kreis").order_by("ends_on", "pk")


def deputising(user: User) -> list[Deputyship]:
    """Return whom this person deputises for today, with the people and their Kreis."""
    # The session's person knows whether there is any, see members.backends.
    if user.kreis_id is None or not getattr(user, "is_deputy", True):
        return []
    return _running(user)


def with_deputyships(user: User, deputyships: Iterable[Deputyship]) -> list[Task]:
    """Return a person's own tasks, and those of the people this one deputises for.

    A deputy gets no right. So the sources are asked for the absent person, and of their answers
    only those stand here which the deputy may do anyway; what is on the own list already stands
    there once, and so does what is asked of the whole Kreis. A task of the lead alone waits for
    a lead.
    """
    tasks = tasks_for(user)
    known = {task.url for task in tasks}
    for deputyship in deputyships:
        theirs = [task for task in personal_tasks_for(deputyship.person) if task.url not in known]
        name = deputyship.person.name
        tasks += [replace(task, on_behalf_of=name) for task in theirs if task.doable_by(user)]
    return in_order(tasks)
