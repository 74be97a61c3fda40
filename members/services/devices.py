"""Where people are signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django.utils import timezone

if TYPE_CHECKING:
    from members.models import User

_LONGEST_NAME = UserSession._meta.get_field("user_agent").max_length


def note_session(person: User, *, key: Any, client: str, browser: str) -> None:
    """List a session under its person.

    allauth's way looks through all earlier ones first, three statements each. Those that have
    ended go with members.chores, and before the person is shown the list.
    """
    session = UserSession(
        session_key=key,
        user=person,
        ip=client,
        user_agent=browser[:_LONGEST_NAME],
        last_seen_at=timezone.now(),
    )
    UserSession.objects.bulk_create(
        [session],
        update_conflicts=True,
        unique_fields=["session_key"],
        update_fields=["user", "ip", "user_agent", "last_seen_at"],
    )
