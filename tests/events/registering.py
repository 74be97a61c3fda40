"""Registering through the services, one after another and all at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from django.db import connection

from events.choices import Mode
from events.models import Registration
from events.services import register

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from events.models import Event
    from members.models import User

_SECONDS = 60


def come(event: Event, person: User, mode: str = Mode.ON_SITE, **more: Any) -> Registration:
    return register(event, person, by=person, values={"mode": mode}, **more)


def all_at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do all of it in threads of their own; return what came back, or what was raised.

    What takes longer than a minute fails: nothing waits for ever.
    """
    answers: list[object] = [None] * len(acts)
    ready = threading.Barrier(len(acts), timeout=_SECONDS)

    def once(number: int) -> None:
        try:
            ready.wait()
            answers[number] = acts[number]()
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=once, args=(n,), daemon=True) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=_SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def states(event: Event) -> list[str]:
    """Return where each registration stands, in the order of arrival."""
    found = Registration.objects.filter(event=event).order_by("arrival")
    return list(found.values_list("state", flat=True))


def counts(event: Event) -> tuple[int, int, int]:
    """Return the stored counters: on site, online, waiting."""
    event.refresh_from_db()
    return event.on_site_count, event.online_count, event.waiting_count
