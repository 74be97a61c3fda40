from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from notices.choices import MOST_COUNTED
from notices.reading import unread_count
from portal.navigation import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

    from members.models import User

THEMES = {"light", "dark"}


def frame(request: HttpRequest) -> dict[str, object]:
    """Give base.html what it needs, from what the request already carries.

    Only the bell of somebody with unread notices asks the database, once.
    """
    # A page that fails before the sign-in is known still gets its frame.
    user = getattr(request, "user", AnonymousUser())
    theme = getattr(user, "theme", "")
    return {
        "navigation": navigation(request, user),
        "theme": theme if theme in THEMES else "",
        "demo_mode": settings.DEMO_MODE,
        # Called by the template, where the bell stands.
        "unread": lambda: _unread(user),
        "factor_waived": not settings.SECOND_FACTOR_REQUIRED,
    }


def _unread(user: User | AnonymousUser) -> str:
    count = unread_count(user) if user.is_authenticated else 0
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")
