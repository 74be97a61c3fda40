"""A soft lock: who is writing on a thing right now. It warns and never hinders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

if TYPE_CHECKING:
    from django.db import models

    from members.models import User

_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Editor:
    """Somebody at work, and since when."""

    person_id: int
    name: str
    since: datetime


def _key(thing: models.Model, part: str) -> str:
    return f"editor {thing._meta.label_lower} {thing.pk} {part}".replace(" ", "-")


def editor_of(thing: models.Model, *, besides: User, part: str = "") -> Editor | None:
    """Return who else saved or opened it, or this part of it, within the last five minutes."""
    editor: Editor | None = cache.get(_key(thing, part))
    return editor if editor is not None and editor.person_id != besides.pk else None


def note_editor(thing: models.Model, person: User, *, part: str = "") -> None:
    """Note that this person is at work; the time of the beginning stays."""
    key = _key(thing, part)
    before: Editor | None = cache.get(key)
    if before is not None and before.person_id != person.pk:
        return
    since = before.since if before is not None else timezone.now()
    cache.set(key, Editor(person.pk, person.name, since), _PATIENCE.total_seconds())
