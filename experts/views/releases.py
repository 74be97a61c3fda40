"""Released editions: reading one, taking it along, what differs from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control

from experts.access import (
    can_read_consultation,
    may_ask_back,
    may_narrow_release,
    may_note_outcome,
)
from experts.editions import Edition, address_of, citation, differences
from experts.models import FollowUp, Outcome, Release
from experts.news.releases import ANSWERED, FINISHED, NOTED, RELEASED
from experts.querysets import is_moderator
from experts.sheets import edition_xlsx
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpRequest

    from members.models import User

# Narrowing acts at once (S28): a copy in the reader's browser is asked about each time.
_asked_each_time = cache_control(private=True, no_cache=True)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _release(request: HttpRequest, consultation_id: int, edition: int | None = None) -> Release:
    """Return an edition this person reads, without one the newest; what is hidden is absent."""
    found = Release.objects.visible_to(request.user).filter(consultation=consultation_id)
    if edition is not None:
        found = found.filter(edition=edition)
    release = found.select_related("consultation").defer("pdf").order_by("-edition").first()
    if release is None:
        raise Http404
    return release


# The public reads what was released to it.
@login_not_required
@_asked_each_time
def summary(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Lead to the newest edition this person reads; links to it stay right."""
    return redirect(_release(request, consultation_id))


# As above.
@login_not_required
@_asked_each_time
def release(request: HttpRequest, consultation_id: int, edition: int) -> HttpResponse:
    """Show an edition as it was released, for good at this address."""
    found = _release(request, consultation_id, edition)
    shown = Edition(found.content)
    address = address_of(found)
    context = {
        "release": found,
        "consultation": found.consultation,
        "edition": shown,
        "address": address,
        "citation": citation(shown, address),
        "is_newest": found.edition == found.consultation.edition,
        "before": found.edition - 1 if _reads_before(request, found) else None,
        **_beside(request, found),
    }
    return render(request, "experts/release.html", context)


def _reads_before(request: HttpRequest, release: Release) -> bool:
    earlier = Release.objects.visible_to(request.user).filter(
        consultation=release.consultation_id, edition=release.edition - 1
    )
    return earlier.exists()


def _beside(request: HttpRequest, release: Release) -> dict[str, object]:
    """Return what stands beside the summary for those who read the question."""
    user, consultation = request.user, release.consultation
    if not user.is_authenticated or not can_read_consultation(user, consultation):
        return {}
    outcomes = list(Outcome.objects.visible_to(user).filter(consultation=consultation))
    follow_ups = list(FollowUp.objects.visible_to(user).filter(consultation=consultation))
    _seen(user, release, outcomes, follow_ups)
    return {
        "reads_question": True,
        "outcomes": outcomes,
        "follow_ups": follow_ups,
        "may_note": may_note_outcome(user, consultation),
        "may_ask_back": may_ask_back(user, consultation),
        "may_answer": is_moderator(user),
        "may_narrow": may_narrow_release(user, consultation),
    }


def _seen(
    user: User, release: Release, outcomes: list[Outcome], follow_ups: list[FollowUp]
) -> None:
    """Mark what was told of these as read; for those alone whom something tells of it."""
    see([RELEASED, FINISHED], release.pk, by=user)
    for outcome in outcomes[:1]:
        see([NOTED], outcome.pk, by=user)
    for follow_up in follow_ups[-1:]:
        see([ANSWERED], follow_up.pk, by=user)


def _taken_along(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Hand out a file that no browser runs."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def _name(release: Release, suffix: str) -> str:
    return f"{release.consultation.number}-Fassung-{release.edition}.{suffix}"


# As above.
@login_not_required
@_asked_each_time
def release_pdf(request: HttpRequest, consultation_id: int, edition: int) -> HttpResponse:
    """Hand out the paper that was made when it was released."""
    found = _release(request, consultation_id, edition)
    return _taken_along(bytes(found.pdf), "application/pdf", _name(found, "pdf"))


# As above.
@login_not_required
@_asked_each_time
def release_xlsx(request: HttpRequest, consultation_id: int, edition: int) -> HttpResponse:
    """Hand out the figures as a table."""
    found = _release(request, consultation_id, edition)
    shown = Edition(found.content)
    table = edition_xlsx(shown, source=citation(shown, address_of(found)))
    return _taken_along(table, _XLSX, _name(found, "xlsx"))


# As above.
@login_not_required
@_asked_each_time
def release_differences(request: HttpRequest, consultation_id: int, edition: int) -> HttpResponse:
    """Show what differs from the edition before, for whoever reads both."""
    after = _release(request, consultation_id, edition)
    before = _release(request, consultation_id, edition - 1)
    context = {
        "consultation": after.consultation,
        "before": before,
        "after": after,
        "differences": differences(Edition(before.content), Edition(after.content)),
    }
    return render(request, "experts/release_differences.html", context)
