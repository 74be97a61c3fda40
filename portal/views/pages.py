from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render

from portal.handbook import handbook as handbook_of
from portal.handbook import handbooks_for
from portal.models import Page
from portal.shortcuts import GROUPS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HELP = "hilfe"
PAGES = ("impressum", "datenschutz", "barrierefreiheit", HELP, "leichte-sprache", "regeln")


# Imprint, privacy, accessibility, help and rules are open to all by law (S82).
@login_not_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Page, pk=slug)
    handbooks = handbooks_for(request.user) if slug == HELP else []
    return render(request, "portal/page.html", {"page": found, "handbooks": handbooks})


# Part of the help: says how things are done, and holds nothing that anybody wrote here.
@login_not_required
def handbook(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "portal/handbook.html", {"handbook": handbook_of(name)})


# Part of the help, and what the dialog of „?“ shows.
@login_not_required
def shortcuts(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/shortcuts.html", {"groups": GROUPS})
