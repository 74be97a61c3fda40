"""Telling those who come what happened to their event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from members.models import User
from members.services.deputies import tell

if TYPE_CHECKING:
    from events.querysets import RegistrationQuerySet
    from notices.kinds import NoticeKind


def tell_registered(
    registrations: RegistrationQuerySet,
    kind: NoticeKind,
    thing: object,
    *,
    happening: str,
    by: User | None = None,
) -> None:
    """Tell the people of these registrations, such as `event.registrations.active()`.

    `thing` is the key of what the notice is about: the event, or a message.
    """
    people = User.objects.filter(pk__in=registrations.values("person")).select_related("kreis")
    tell(people, kind, thing, happening=happening, by=by)
