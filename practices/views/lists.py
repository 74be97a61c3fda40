"""Own lists: the Kreis's practices in every state, and the „Merkliste“."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render

from practices.access import may_create, may_read_internal_fields, may_see_editions
from practices.choices import State
from practices.editions import differences
from practices.models import Edition, Practice, SavedPractice

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from content.http import SignedInRequest

_UNFINISHED = (State.DRAFT, State.QUERY, State.SUBMITTED)


def own(request: SignedInRequest) -> HttpResponse:
    """Show drafts and published practices of the own Kreis."""
    if not may_create(request.user):
        message = "Eigene Praxisbeispiele haben die Mitgliedskreise."
        raise PermissionDenied(message)
    practices = Practice.objects.visible_to(request.user).filter(kreis_id=request.user.kreis_id)
    found = list(practices.select_related("kreis", "changed_by", "revises").order_by("-changed_at"))
    unfinished = [practice for practice in found if practice.state in _UNFINISHED]
    context = {
        "unfinished": unfinished,
        "others": [practice for practice in found if practice.state not in _UNFINISHED],
    }
    return render(request, "practices/own.html", context)


def saved(request: SignedInRequest) -> HttpResponse:
    """Show the „Merkliste“."""
    entries = SavedPractice.objects.visible_to(request.user)
    practices = [
        entry.practice
        for entry in entries.select_related("practice__kreis", "practice__main_theme")
    ]
    return render(request, "practices/saved.html", {"practices": practices})


def _with_editions(request: HttpRequest, practice_id: int) -> Practice:
    readable = Practice.objects.visible_to(request.user).select_related("kreis")
    return get_object_or_404(readable, pk=practice_id)


def practice_editions(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Show every published state with what changed in it."""
    practice = _with_editions(request, practice_id)
    internal = may_read_internal_fields(request.user, practice)
    editions = []
    if may_see_editions(request.user, practice):
        editions = list(Edition.objects.visible_to(request.user).filter(practice=practice))
    pairs = zip(editions, [*editions, None][1:], strict=True)
    context = {
        "practice": practice,
        "internal": internal,
        "editions": [
            (
                edition,
                differences(before.fields, edition.fields, internal=internal) if before else None,
            )
            for edition, before in pairs
        ],
    }
    return render(request, "practices/practice_editions.html", context)


def practice_differences(
    request: SignedInRequest, practice_id: int, old: int, new: int
) -> HttpResponse:
    """Compare two published states."""
    practice = _with_editions(request, practice_id)
    internal = may_read_internal_fields(request.user, practice)
    editions = Edition.objects.visible_to(request.user).filter(practice=practice)
    before, after = (get_object_or_404(editions, number=number) for number in (old, new))
    context = {
        "practice": practice,
        "internal": internal,
        "before": before,
        "after": after,
        "differences": differences(before.fields, after.fields, internal=internal),
    }
    return render(request, "practices/practice_differences.html", context)
