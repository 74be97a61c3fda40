"""The editor's part for files and the picture. Each change is a form of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from content.attachments import TooManyFilesError
from content.forms import FileForm
from content.services import OutdatedError
from practices.forms import PictureForm
from practices.models import PracticeFile
from practices.services import (
    ClosedError,
    Picture,
    add_file,
    picture_mark,
    remove_file,
    remove_image,
    set_image,
)
from practices.views.editing import editable_practice

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from practices.models import Practice

_OUTDATED = (
    "Inzwischen hat jemand anderes das Bild geändert; Sie sehen es hier. "
    "Wählen Sie Ihr Bild noch einmal und speichern Sie, wenn stattdessen Ihres gelten soll."
)


def _back(practice: Practice) -> str:
    address = reverse("practices:practice-section", args=[practice.pk, "kontakt"])
    return f"{address}#material"


def _closed(request: SignedInRequest, practice: Practice) -> HttpResponse:
    messages.error(request, "Das Beispiel wird gerade nicht bearbeitet. Geändert wurde nichts.")
    return redirect(practice.get_absolute_url())


def file_add(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Put a file to the others; what is refused says why."""
    practice = editable_practice(request, practice_id)
    is_sent = request.method == "POST"
    form = FileForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        upload, title = form.cleaned_data["file"], form.cleaned_data["title"]
        try:
            is_new = add_file(practice, by=request.user, upload=upload, title=title)
        except ClosedError:
            return _closed(request, practice)
        except TooManyFilesError as error:
            form.add_error("file", str(error))
        else:
            said = "ist hochgeladen" if is_new else "war schon dabei"
            messages.success(request, f"„{title or upload.title}“ {said}.")
            return redirect(_back(practice))
    context = {"practice": practice, "form": form, "back": _back(practice)}
    return render(request, "practices/file_add.html", context)


def file_remove(request: SignedInRequest, practice_id: int, file_id: int) -> HttpResponse:
    """Ask, then take a file away."""
    practice = editable_practice(request, practice_id)
    files = PracticeFile.objects.visible_to(request.user).select_related("practice")
    file = get_object_or_404(files, pk=file_id, practice=practice)
    if request.method == "POST":
        try:
            if remove_file(file, by=request.user):
                messages.success(request, f"„{file.title}“ ist entfernt.")
        except ClosedError:
            return _closed(request, practice)
        return redirect(_back(practice))
    context = {"practice": practice, "file": file, "back": _back(practice)}
    return render(request, "practices/file_remove.html", context)


def picture_edit(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Set the picture, or change the texts that belong to it."""
    practice = editable_practice(request, practice_id)
    is_sent = request.method == "POST"
    form = PictureForm(practice, *((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        values = form.cleaned_data
        picture = Picture(values["picture"], values["image_alt"], values["image_credit"])
        try:
            is_other = set_image(practice, picture, by=request.user, mark=values["mark"])
        except ClosedError:
            return _closed(request, practice)
        except OutdatedError as error:
            practice = error.current
            form = PictureForm(practice, {**request.POST.dict(), "mark": picture_mark(practice)})
            form.add_error("picture", _OUTDATED)
        else:
            said = "Das Bild ist gespeichert." if is_other else "Das Bild ist wie zuvor."
            messages.success(request, said)
            return redirect(_back(practice))
    context = {"practice": practice, "form": form, "back": _back(practice)}
    return render(request, "practices/picture_edit.html", context)


def picture_remove(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Ask, then take the picture away."""
    practice = editable_practice(request, practice_id)
    if request.method == "POST":
        try:
            if remove_image(practice, by=request.user):
                messages.success(request, "Das Bild ist entfernt.")
        except ClosedError:
            return _closed(request, practice)
        return redirect(_back(practice))
    context = {"practice": practice, "back": _back(practice)}
    return render(request, "practices/picture_remove.html", context)
