"""What the trial's events left behind: minutes with decisions and tasks, and files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files import File
from django.utils import timezone

from content.uploads import check_attachment
from events.models import Minutes, MinutesVersion
from events.services.material import add_material
from events.services.minutes import add_task, write_minutes
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from events.models import Event
    from members.models import User

_FILES = Path(__file__).resolve().parent / "data" / "demo_files"


def load_left_behind(
    event: Event, entry: Mapping[str, Any], *, by: User, person: Callable[[str], User]
) -> None:
    """Write minutes and files; of what is days old nobody is told."""
    values = {name: entry[name] for name in ("text", "decisions")}
    values |= {"audience": event.audience, "for_participants": False}
    write_minutes(event, by=by, version=0, values=values)
    minutes = Minutes.objects.select_related("event").get(event=event)
    for login, text, days, effort in entry["tasks"]:
        due = timezone.localdate() + timedelta(days=days)
        task = {"text": text, "owner": person(login), "due": due, "effort": effort}
        add_task(minutes, by=by, token=uuid4(), values=task)
    minutes.published_at = minutes.changed_at = event.ends_at + timedelta(days=3)
    minutes.save(update_fields=["published_at", "changed_at"])
    MinutesVersion.objects.create(
        minutes=minutes, number=1, at=minutes.published_at, by=by, author_name=by.name, **values
    )
    index("protokoll", minutes)
    _add_files(event, entry["files"], by=by)


def _add_files(event: Event, entries: Iterable[tuple[str, str, str, bool]], *, by: User) -> None:
    for name, title, visible_from, for_registered in entries:
        with (_FILES / name).open("rb") as stored:
            upload = check_attachment(File(stored, name))
            shown = {"title": title, "visible_from": visible_from, "alt": ""}
            values = shown | {"for_registered": for_registered}
            add_material(event, by=by, upload=upload, values=values)
