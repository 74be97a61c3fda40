from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render

from portal.models import Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGES = ("impressum", "datenschutz", "barrierefreiheit", "hilfe", "leichte-sprache", "regeln")


# Imprint, privacy, accessibility, help and rules are open to all by law (S82).
@login_not_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "portal/page.html", {"page": get_object_or_404(Page, pk=slug)})
