from __future__ import annotations

from typing import TYPE_CHECKING

from content.choices import Audience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User


def clearance_of(user: User | AnonymousUser) -> Audience:
    """Return the widest audience this person belongs to; the public for anybody not signed in."""
    return getattr(user, "clearance", Audience.PUBLIC)
