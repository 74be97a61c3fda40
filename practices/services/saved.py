"""„Merkliste“."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.models import SavedPractice

if TYPE_CHECKING:
    from members.models import User
    from practices.models import Practice


def keep_practice(practice: Practice, *, by: User) -> bool:
    """Put a practice on the own list; tell whether it is new there."""
    _, is_new = SavedPractice.objects.get_or_create(person=by, practice=practice)
    return is_new


def forget_practice(practice: Practice, *, by: User) -> bool:
    """Take a practice off the own list; tell whether it was there."""
    gone, _ = SavedPractice.objects.filter(person=by, practice=practice).delete()
    return bool(gone)
