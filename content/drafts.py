"""Words that are not sent yet, kept on the server: a closed laptop loses none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.models import Draft

if TYPE_CHECKING:
    from members.models import User


def draft_of(person: User, place: str) -> Draft | None:
    """Return what the person left unsent at this place."""
    return Draft.objects.filter(person_id=person.pk, place=place).first()


def save_draft(person: User, place: str, text: str) -> Draft | None:
    """Keep what the person typed; nothing but blanks is no draft and takes an older one away."""
    if not text.strip():
        drop_draft(person, place)
        return None
    return Draft.objects.update_or_create(
        person_id=person.pk, place=place, defaults={"text": text}
    )[0]


def drop_draft(person: User, place: str) -> bool:
    """Throw a draft away; tell whether there was one."""
    return Draft.objects.filter(person_id=person.pk, place=place).delete()[0] > 0
