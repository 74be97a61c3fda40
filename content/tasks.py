"""What a person is asked to do. Each app registers its source; the start page lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from members.models import User


@dataclass(frozen=True)
class Task:
    """One line of „Für Sie zu tun“. `minutes` is an honest estimate, None where nobody knows."""

    title: str
    url: str
    detail: str = ""
    due: date | None = None
    minutes: int | None = None


TaskSource = Callable[["User"], Iterable[Task]]
_sources: list[TaskSource] = []


def task_source(source: TaskSource) -> TaskSource:
    """Register a function that names a person's tasks; it may cost one query."""
    _sources.append(source)
    return source


def tasks_for(user: User) -> list[Task]:
    """Return everything this person is asked to do, what is due soonest first."""
    tasks = [task for source in _sources for task in source(user)]
    return sorted(tasks, key=lambda task: (task.due is None, task.due, task.title))
