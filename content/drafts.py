"""Words that are not sent yet, kept on the server: a closed laptop loses none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.models import Draft
from content.prepared import prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

# No form of the portal takes more.
LONGEST = 20_000


def draft_of(person: User, place: str) -> Draft | None:
    """Return what the person left unsent at this place."""
    found = _drafts(person, place)
    return found[0] if found else None


@prepared
def _drafts(person: User, place: str) -> QuerySet[Draft]:
    return Draft.objects.filter(person_id=person.pk, place=place)


def save_draft(person: User, place: str, text: str) -> Draft | None:
    """Keep what the person typed, in so far as it can be kept, up to LONGEST characters.

    Nothing but blanks is no draft and takes an older one away.
    """
    kept = text.replace("\0", "").encode(errors="ignore").decode()[:LONGEST]
    if not kept.strip():
        drop_draft(person, place)
        return None
    return Draft.objects.update_or_create(
        person_id=person.pk, place=place, defaults={"text": kept}
    )[0]


def open_draft(person: User, place: str) -> Draft:
    """Return the draft of a place for whoever puts something to it: locked, empty where none was.

    Within a transaction.
    """
    drafts = Draft.objects.select_for_update()
    draft, created = drafts.get_or_create(person_id=person.pk, place=place, defaults={"text": ""})
    if not created:
        draft.save(update_fields=["saved_at"])
    return draft


def drop_draft(person: User, place: str) -> bool:
    """Throw a draft away; tell whether there was one."""
    return Draft.objects.filter(person_id=person.pk, place=place).delete()[0] > 0
