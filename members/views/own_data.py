"""„Meine Daten herunterladen“: ask for it, wait, fetch it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from content.http import deliver
from content.services import record
from members.models import DataExport
from members.services.own_data import ask_for_data
from members.views.confirming import confirmed

if TYPE_CHECKING:
    from django.http import FileResponse, HttpResponse

    from content.http import SignedInRequest


def own_data(request: SignedInRequest) -> HttpResponse:
    """Say what the archive holds and where it stands; whoever asks is asked for the password."""
    if request.method == "POST":
        return _ask(request)
    export = DataExport.objects.visible_to(request.user).first()
    return render(request, "members/own_data.html", {"export": export, "now": timezone.now()})


@confirmed
def _ask(request: SignedInRequest) -> HttpResponse:
    if ask_for_data(request.user):
        messages.success(request, "Wir stellen Ihre Daten zusammen und sagen Ihnen Bescheid.")
    return redirect("members:own-data")


@confirmed
def own_data_file(request: SignedInRequest) -> FileResponse:
    """Hand out the archive to its person alone, as long as it is there."""
    export = get_object_or_404(DataExport.objects.visible_to(request.user).on_hand())
    record("person.data_fetched", request.user, by=request.user)
    name = f"meine-daten-{timezone.localtime(export.asked_at):%Y-%m-%d}.zip"
    return deliver(export.file, name=name, content_type="application/zip")
