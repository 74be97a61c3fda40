"""A soft lock: who is writing on a practice right now. It warns and never hinders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

if TYPE_CHECKING:
    from members.models import User
    from practices.models import Practice

_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Editor:
    """Somebody at work, and since when."""

    person_id: int
    name: str
    since: datetime


def _key(practice: Practice) -> str:
    return f"practice-editor-{practice.pk}"


def editor_of(practice: Practice, *, besides: User) -> Editor | None:
    """Return who else saved or opened a section within the last five minutes."""
    editor: Editor | None = cache.get(_key(practice))
    return editor if editor is not None and editor.person_id != besides.pk else None


def note_editor(practice: Practice, person: User) -> None:
    """Note that this person is at work; the time of the beginning stays."""
    before: Editor | None = cache.get(_key(practice))
    if before is not None and before.person_id != person.pk:
        return
    since = before.since if before is not None else timezone.now()
    cache.set(_key(practice), Editor(person.pk, person.name, since), _PATIENCE.total_seconds())
