"""Parts of the start page that are the same for several people: drawn once, then remembered."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from content.tasks import Task
    from notices.choices import Channel

# What is due within a week stands out.
_SOON = timedelta(days=7)


class _Line(NamedTuple):
    """All that a task shows."""

    title: str
    url: str
    detail: str
    due: date | None
    minutes: int | None
    on_behalf_of: str
    is_soon: bool


def draw_tasks(tasks: Iterable[Task], today: date) -> SafeString:
    """Return the lines of „Für Sie zu tun“."""
    return SafeString(
        "".join(
            _drawn_task(
                _Line(
                    task.title,
                    task.url,
                    task.detail,
                    task.due,
                    task.minutes,
                    task.on_behalf_of,
                    task.due is not None and task.due - today <= _SOON,
                )
            )
            for task in tasks
        )
    )


# Most tasks are asked of a whole Kreis, and a person comes back to the same ones.
@lru_cache(2000)
def _drawn_task(task: _Line) -> SafeString:
    return render_to_string("components/task.html", {"task": task})


class Named(NamedTuple):
    """A practice of the own Kreis: its name, where it is, and what to say of it."""

    title: str
    url: str
    said: str


class KreisCard(NamedTuple):
    """All that the start page says about the own Kreis."""

    name: str
    url: str
    published: int
    drafts: int
    adopted: tuple[Named, ...]
    colleagues: tuple[str, ...]
    confirmed_on: date | None
    practices: tuple[Named, ...]


@lru_cache(1000)
def draw_kreis(card: KreisCard) -> SafeString:
    """Return what stands beside the tasks about the own Kreis; the same for everybody of it."""
    return render_to_string("portal/_kreis.html", {"card": card})


@lru_cache(100)
def draw_mail(channels: frozenset[Channel]) -> SafeString:
    """Return what is mailed to a person who hears by these ways; nothing where no kind is his."""
    if not channels:
        return SafeString()
    return render_to_string("portal/_mail.html", {"channels": channels})
