"""The editions of rules and privacy notice, and that people take note of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from content.differences import marked
from members.services import acknowledge_rules
from portal.models import ACKNOWLEDGED, Page, PageEdition

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from content.http import SignedInRequest
    from members.models import User


# What everybody may read now, everybody may read as it was.
@login_not_required
def page_editions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the editions of a page, each with what it changed."""
    if slug not in ACKNOWLEDGED:
        raise Http404
    page = get_object_or_404(Page, pk=slug)
    context = {"page": page, "editions": _with_changes(list(page.editions.all()))}
    return render(request, "portal/page_editions.html", context)


def _with_changes(editions: list[PageEdition]) -> list[tuple[PageEdition, SafeString | str]]:
    """Pair each edition, newest first, with what it changed in the one before."""
    before = [*(edition.body for edition in editions[1:]), None]
    return [
        (edition, edition.body if old is None else marked(old, edition.body))
        for edition, old in zip(editions, before, strict=True)
    ]


def acknowledge(request: SignedInRequest) -> HttpResponse:
    """Ask a person to take note of rules and privacy notice, with what is new in them."""
    pages = [_since(request.user, slug) for slug in ACKNOWLEDGED]
    newest = {str(known["edition"]) for known in pages}
    # Nobody takes note of what came after the page was opened.
    is_late = not set(request.POST.getlist("fassung")) <= newest
    if request.method == "POST" and not is_late:
        if acknowledge_rules(request.user):
            messages.success(request, "Danke. Ihre Kenntnisnahme ist festgehalten.")
        return redirect("portal:start")
    if is_late:
        text = "Der Text hat sich eben geändert. Bitte lesen Sie, was jetzt gilt."
        messages.warning(request, text)
    context = {"pages": pages, "is_done": request.user.acknowledged_at}
    status = 409 if is_late else 200
    return render(request, "portal/acknowledge.html", context, status=status)


def _since(person: User, slug: str) -> dict[str, object]:
    """Return a page with what changed since the edition that this person took note of last."""
    found = get_object_or_404(Page, pk=slug)
    known = PageEdition.objects.filter(page=found, pk__in=person.acknowledgements.values("edition"))
    last = known.order_by("-number").first()
    is_new = last is not None and last.body != found.body
    changes = marked(last.body, found.body) if last is not None and is_new else ""
    edition = found.editions.aggregate(newest=Max("pk"))["newest"]
    said = {"page": found, "edition": edition, "changes": changes}
    return said | {"is_known": last is not None and not is_new}
