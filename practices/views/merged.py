"""Who was quicker, and where a revision went that was published meanwhile."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from practices.access import may_see_editing
from practices.models import MergedRevision
from practices.services import last_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from practices.models import Practice


def done_already(request: HttpRequest, practice: Practice) -> None:
    """Say who was quicker (S73)."""
    step = last_step(practice)
    # The trail outlives the people in it.
    name = (step and step.by and step.by.name) or "jemand anderem"
    messages.warning(request, f"Das ist bereits erledigt von {name}.")


def follows_merged(view: Callable[[Any, int], HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead from a published revision's old address to its original, if that may be read.

    Who decides about it, or wrote it, and comes too late reads who was quicker.
    """

    @wraps(view)
    def follow(request: HttpRequest, practice_id: int) -> HttpResponse:
        try:
            return view(request, practice_id)
        except Http404:
            known = MergedRevision.objects.visible_to(request.user)
            merged = known.filter(pk=practice_id).select_related("practice").first()
            if merged is None:
                raise
        practice = merged.practice
        if request.method == "POST" and may_see_editing(request.user, practice):
            done_already(request, practice)
        return redirect(practice.get_absolute_url())

    return follow
