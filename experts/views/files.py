"""Files of a question's background: handed out with the right of this moment (S27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from content.attachments import TooManyFilesError
from content.forms import FileForm
from content.http import deliver
from experts.access import may_edit_question
from experts.models import ConsultationFile
from experts.services.consultations import MoveError
from experts.services.files import add_file, remove_file
from experts.views.questions import IS_ASKED, readable

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from content.http import SignedInRequest
    from experts.models import Consultation


@require_safe
def file(
    request: SignedInRequest,
    consultation_id: int,
    file_id: int,
    name: str,  # noqa: ARG001  (how the reader's browser calls the file)
) -> HttpResponseBase:
    files = ConsultationFile.objects.visible_to(request.user)
    found = get_object_or_404(files, pk=file_id, consultation_id=consultation_id)
    return deliver(found.file, name=found.download_name, content_type=found.content_type)


def _editable(request: SignedInRequest, consultation_id: int) -> Consultation:
    found = readable(request, consultation_id)
    if not may_edit_question(request.user, found):
        raise PermissionDenied(IS_ASKED)
    return found


def file_new(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Put a file to the question; what is refused says why."""
    found = _editable(request, consultation_id)
    is_sent = request.method == "POST"
    form = FileForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        upload, title = form.cleaned_data["file"], form.cleaned_data["title"]
        try:
            is_new = add_file(found, by=request.user, upload=upload, title=title)
        except MoveError as error:
            raise PermissionDenied(IS_ASKED) from error
        except TooManyFilesError as error:
            form.add_error("file", str(error))
        else:
            said = "ist hochgeladen" if is_new else "war schon dabei"
            messages.success(request, f"„{title or upload.title}“ {said}.")
            return redirect(found)
    context = {"form": form, "consultation": found, "back": found.get_absolute_url()}
    return render(request, "experts/file_new.html", context)


def file_remove(request: SignedInRequest, consultation_id: int, file_id: int) -> HttpResponse:
    """Ask, then take a file away."""
    found = _editable(request, consultation_id)
    files = ConsultationFile.objects.visible_to(request.user).select_related("consultation")
    there = get_object_or_404(files, pk=file_id, consultation=found)
    if request.method == "POST":
        try:
            if remove_file(there, by=request.user):
                messages.success(request, f"„{there.title}“ ist entfernt.")
        except MoveError as error:
            raise PermissionDenied(IS_ASKED) from error
        return redirect(found)
    context = {"consultation": found, "file": there, "back": found.get_absolute_url()}
    return render(request, "experts/file_remove.html", context)
