"""What a person is asked to do. Each app registers its source; the start page lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Value

from content.prepared import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

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

# A row of a query, as JSON holds it: dates are text.
type Row = dict[str, Any]
type Rows = Callable[[User], QuerySet[Any]]
type TasksOfRow = Callable[[User, Row], Iterable[Task]]


class _RowSource(NamedTuple):
    """Where tasks come from, what is made of a row, and whether a person can have any."""

    rows: Rows
    tasks: TasksOfRow
    concerns: Callable[[User], bool]


_row_sources: list[_RowSource] = []
# Of each set a query is kept.
_MOST_SETS = 50


def task_source(source: TaskSource) -> TaskSource:
    """Register a function that names a person's tasks; it may cost one query."""
    _sources.append(source)
    return source


def whole_task_source(source: TaskSource) -> TaskSource:
    """Register a function that is not asked again for each of those a person deputises for.

    No deputy does these tasks, or the whole Kreis is asked and the deputy with it, or the function
    names theirs, too, with `on_behalf_of`.
    """
    _whole_sources.append(source)
    return source


def tasks_of_rows(
    rows: Rows, *, concerns: Callable[[User], bool]
) -> Callable[[TasksOfRow], TasksOfRow]:
    """Register a function that makes tasks of each row that `rows` finds for a person.

    `rows` annotates a JSON object, `row`. What all sources that concern a person find comes in one
    query. They are not asked again for those a person deputises for.
    """

    def register(tasks: TasksOfRow) -> TasksOfRow:
        _row_sources.append(_RowSource(rows, tasks, concerns))
        return tasks

    return register


@lru_cache(_MOST_SETS)
def _found(numbers: tuple[int, ...]) -> Callable[[User], list[tuple[int, Row]]]:
    """Return how to find the rows of these sources, each with the number of its source."""

    @prepared
    def found(reader: User) -> QuerySet[Any, tuple[int, Row]]:
        first, *more = (
            _row_sources[number].rows(reader).values_list(Value(number), "row")
            for number in numbers
        )
        # A union would take over the order of the first model.
        return first.union(*more, all=True).order_by()

    return found


def _tasks_of_rows(user: User) -> Iterator[Task]:
    sources = enumerate(_row_sources)
    numbers = tuple(number for number, source in sources if source.concerns(user))
    for number, row in _found(numbers)(user) if numbers else ():
        yield from _row_sources[number].tasks(user, row)


def tasks_for(user: User) -> list[Task]:
    """Return everything this person is asked to do, what is due soonest first."""
    sources = (*_sources, *_whole_sources, _tasks_of_rows)
    return in_order(task for source in sources for task in source(user))


def personal_tasks_for(user: User) -> list[Task]:
    """Return what this person is asked to do and colleagues of the same Kreis are not."""
    return in_order(task for source in _sources for task in source(user))


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Sort tasks: what is due soonest first, what has no date last."""
    return sorted(tasks, key=lambda task: (task.due is None, task.due, task.title))
