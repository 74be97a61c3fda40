"""Who is locked out of a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.uploads import one_line
from forum.access import may_lock_out, may_moderate
from forum.forms import LockForm
from forum.models import Room, RoomLock
from forum.readers import people_reading
from forum.services import LastHostError, let_back, lock_out
from forum.views.moderating import OFFICE
from members.choices import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from members.models import User

_STAYS = "Sich selbst und, in offenen Räumen, die Moderation sperrt niemand aus."
_FOUND = 10


def _room(request: SignedInRequest, slug: str) -> Room:
    room = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    if not may_moderate(request.user, room):
        raise PermissionDenied(OFFICE)
    return room


def room_locks(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is locked out here, and lock somebody else out."""
    room = _room(request, slug)
    readers = people_reading(room).exclude(pk=request.user.pk)
    offered = readers if room.is_closed else readers.exclude(role=Role.MODERATOR)
    name = one_line(request.GET.get("name", ""), 80)
    chosen = _chosen(request, readers)
    form = LockForm(request.POST or None, people=readers, initial={"person": chosen})
    if request.method == "POST" and form.is_valid():
        answer = _locked(request, room, form)
        if answer is not None:
            return answer
    context = {
        "room": room,
        "locks": RoomLock.objects.running().filter(room=room).for_list(),
        "name": name,
        "found": _named(offered, name)[:_FOUND] if name else (),
        "person": chosen,
        "form": form,
    }
    return render(request, "forum/room_locks.html", context)


def _chosen(request: SignedInRequest, readers: QuerySet[User]) -> User | None:
    wanted = request.POST.get("person") or request.GET.get("person", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    return readers.filter(pk=wanted).first()


def _named(readers: QuerySet[User], name: str) -> QuerySet[User]:
    """Return the readers whose name or Kreis holds every word."""
    for word in name.split():
        either = Q(first_name__unaccent__icontains=word) | Q(last_name__unaccent__icontains=word)
        readers = readers.filter(either | Q(kreis__name__unaccent__icontains=word))
    return readers.order_by("last_name", "first_name", "pk")


def _locked(request: SignedInRequest, room: Room, form: LockForm) -> HttpResponse | None:
    said = form.cleaned_data
    if not may_lock_out(request.user, room, said["person"]):
        form.add_error(None, _STAYS)
        return None
    try:
        locked = lock_out(room, by=request.user, **said)
    except LastHostError as error:
        form.add_error(None, error.said)
        return None
    if locked:
        messages.success(request, f"{said['person'].name} liest und schreibt hier nicht mehr mit.")
    return redirect("forum:room-locks", room.slug)


@require_POST
def lock_lift(request: SignedInRequest, slug: str, lock_id: int) -> HttpResponse:
    """Let a person back into a room."""
    room = _room(request, slug)
    lock = get_object_or_404(room.locks.select_related("person"), pk=lock_id)
    reason = one_line(request.POST.get("reason", ""), 300)
    if let_back(room, lock.person, by=request.user, reason=reason):
        messages.success(request, f"{lock.person.name} gehört wieder zum Leserkreis.")
    return redirect("forum:room-locks", room.slug)
