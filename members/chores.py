"""What members have to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command

from content.clock import every_quarter_hour

if TYPE_CHECKING:
    from datetime import datetime


@every_quarter_hour
def forget_sessions(now: datetime) -> None:  # noqa: ARG001  (every chore gets the time)
    """Forget ended sessions, and with them device and address they came from."""
    call_command("clearsessions")
    alive = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
