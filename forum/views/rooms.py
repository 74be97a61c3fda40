from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from content.http import conflict
from content.services import OutdatedError
from content.uploads import one_line
from forum.access import may_create_room, may_enter, may_moderate
from forum.choices import RoomKind
from forum.forms import RoomEditForm, RoomForm
from forum.models import Room
from forum.readers import named_like, opened_in_admin, readers_of
from forum.services import archive_room, create_room, edit_room, reopen_room
from forum.views.moderating import OFFICE

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest


_OPENED_SHOWN = 10


def room_new(request: SignedInRequest) -> HttpResponse:
    """Open a room."""
    if not may_enter(request.user):
        raise Http404
    if not may_create_room(request.user, RoomKind.CLOSED):
        message = "Räume richten die Moderation und die Leitungen der Kreise ein."
        raise PermissionDenied(message)
    form = RoomForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(create_room(by=request.user, **form.cleaned_data))
    return render(request, "forum/room_new.html", {"form": form})


def room_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change a room's name and purpose."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    if not may_moderate(request.user, room):
        raise PermissionDenied(OFFICE)
    form = RoomEditForm(request.POST or None, instance=room)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version, back = values.pop("version"), room.get_absolute_url()
        try:
            edit_room(room, by=request.user, version=version, values=values)
        except OutdatedError as error:
            page = "forum/room_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Der Raum ist gespeichert.")
        return redirect(back)
    return render(request, "forum/room_edit.html", {"form": form, "room": room})


def room_readers(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who reads along here."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    opened = opened_in_admin(room)[:_OPENED_SHOWN]
    context = {"room": room, "readers": readers_of(room), "opened": opened}
    return render(request, "forum/room_readers.html", context)


@require_safe
def room_mentions(request: SignedInRequest, slug: str) -> JsonResponse:
    """Name those who read along whose name begins like what follows an „@“."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    found = named_like(room, request.GET.get("q", "")[:80], by=request.user)
    return JsonResponse({"found": [{"name": name, "detail": detail} for name, detail in found]})


@require_POST
def room_archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Close a room for writing, or open it again."""
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    if not may_moderate(request.user, room):
        raise PermissionDenied(OFFICE)
    if "zurueck" in request.POST:
        if reopen_room(room, by=request.user):
            messages.success(request, "In diesem Raum lässt sich wieder schreiben.")
    elif archive_room(room, by=request.user, reason=one_line(request.POST.get("reason", ""), 300)):
        messages.success(request, "Der Raum ist archiviert: lesbar, aber ohne neue Beiträge.")
    return redirect(room)
