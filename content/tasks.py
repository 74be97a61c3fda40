"""What a person is asked to do. Each app registers its source; the start page lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from members.models import User


def nobody(user: User) -> bool:  # noqa: ARG001  (the question is asked of a person)
    """Answer for tasks that only the person they are made for can do."""
    return False


@dataclass(frozen=True)
class Task:
    """One line of „Für Sie zu tun“. `minutes` is an honest estimate, None where nobody knows.

    `doable_by` tells who else has the right to do it; a deputy gets to see no other tasks.
    """

    title: str
    url: str
    detail: str = ""
    due: date | None = None
    minutes: int | None = None
    doable_by: Callable[[User], bool] = field(default=nobody, compare=False)
    on_behalf_of: str = ""


TaskSource = Callable[["User"], Iterable[Task]]
_sources: list[TaskSource] = []
_whole_sources: list[TaskSource] = []
_kreis_sources: list[TaskSource] = []


def task_source(source: TaskSource) -> TaskSource:
    """Register a function that names a person's tasks; it may cost one query."""
    _sources.append(source)
    return source


def whole_task_source(source: TaskSource) -> TaskSource:
    """Register a function that is not asked again for each of those a person deputises for.

    No deputy does these tasks, or the function names theirs, too, with `on_behalf_of`.
    """
    _whole_sources.append(source)
    return source


def kreis_task_source(source: TaskSource) -> TaskSource:
    """Register a function whose answer is the same for everybody of a Kreis."""
    _kreis_sources.append(source)
    return source


def tasks_for(user: User) -> list[Task]:
    """Return everything this person is asked to do, what is due soonest first."""
    sources = (*_sources, *_whole_sources, *_kreis_sources)
    return in_order(task for source in sources for task in source(user))


def personal_tasks_for(user: User) -> list[Task]:
    """Return what this person is asked to do and colleagues of the same Kreis are not."""
    return in_order(task for source in _sources for task in source(user))


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Sort tasks: what is due soonest first, what has no date last."""
    return sorted(tasks, key=lambda task: (task.due is None, task.due, task.title))
