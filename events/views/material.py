"""Files to an event: handed out each time with the right of this moment (S27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from content.attachments import TooManyFilesError
from content.http import deliver
from events.forms.material import MaterialForm
from events.models import Material
from events.services.material import add_material, remove_material
from events.views.editing import editable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from content.http import SignedInRequest
    from events.models import Event


# That of public events can be open to the public; `visible_to` decides for each file.
@login_not_required
@require_safe
def material(
    request: HttpRequest,
    event_id: int,
    file_id: int,
    name: str,  # noqa: ARG001  (how the reader's browser calls the file)
) -> HttpResponseBase:
    files = Material.objects.visible_to(request.user)
    file = get_object_or_404(files, pk=file_id, event_id=event_id)
    return deliver(file.file, name=file.download_name, content_type=file.content_type)


def _back(event: Event) -> str:
    return f"{event.get_absolute_url()}#material"


def material_new(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Put a file to an event; what is refused says why."""
    event = editable(request, event_id)
    is_sent = request.method == "POST"
    form = MaterialForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            is_new = add_material(event, by=request.user, upload=upload, values=form.values)
        except TooManyFilesError as error:
            form.add_error("file", str(error))
        else:
            said = "ist hochgeladen" if is_new else "war schon dabei"
            title = form.cleaned_data["title"] or upload.title
            messages.success(request, f"„{title}“ {said}.")
            return redirect(_back(event))
    context = {"form": form, "event": event, "back": _back(event)}
    return render(request, "events/material_new.html", context)


def material_remove(request: SignedInRequest, event_id: int, file_id: int) -> HttpResponse:
    """Ask, then take a file away."""
    event = editable(request, event_id)
    files = Material.objects.visible_to(request.user).select_related("event")
    file = get_object_or_404(files, pk=file_id, event=event)
    if request.method == "POST":
        if remove_material(file):
            messages.success(request, f"„{file.title}“ ist entfernt.")
        return redirect(_back(event))
    context = {"event": event, "file": file, "back": _back(event)}
    return render(request, "events/material_remove.html", context)
