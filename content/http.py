from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from members.models import User


class SignedInRequest(HttpRequest):
    """For annotations: the request of a view that SignInRequired guards."""

    user: User
