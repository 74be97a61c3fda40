from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from portal.forms import BarrierForm
from portal.services import report_barrier

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


# By law everybody may say that a page cannot be used (S82).
@login_not_required
def barrier_report(request: HttpRequest) -> HttpResponse:
    """Take what somebody could not use; the office answers within a month."""
    form = BarrierForm(request.POST or None, initial={"page": request.GET.get("seite", "")[:200]})
    if request.method == "POST":
        if not consume(request, action="barrier"):
            answer: HttpResponse = respond_429(request)
            return answer
        if form.is_valid():
            report_barrier(**form.cleaned_data)
            text = "Danke, Ihr Hinweis ist angekommen. Wir antworten innerhalb eines Monats."
            messages.success(request, text)
            return redirect("portal:barrierefreiheit")
    return render(request, "portal/barrier_report.html", {"form": form})
