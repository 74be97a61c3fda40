from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from portal.navigation import area_of, navigation_for

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = {"light", "dark"}


def frame(request: HttpRequest) -> dict[str, object]:
    """Give base.html what it needs, from what the request already carries: no query of its own."""
    # A page that fails before the sign-in is known still gets its frame.
    user = getattr(request, "user", AnonymousUser())
    theme = getattr(user, "theme", "")
    return {
        "navigation": navigation_for(user),
        "area": area_of(request),
        "theme": theme if theme in THEMES else "",
        "demo_mode": settings.DEMO_MODE,
        "factor_waived": not settings.SECOND_FACTOR_REQUIRED,
    }
