"""Who acts on the own account for good is asked for password or factor once more (S12)."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse

type View = Callable[..., HttpResponse]

confirmed: Callable[[View], View] = reauthentication_required
