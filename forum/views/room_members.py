"""Who belongs to a room: its hosts admit and remove, members leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.access import may_name_members, may_see_members
from forum.choices import RoomKind
from forum.models import Room, RoomMember
from forum.news import MEMBERSHIP
from forum.readers import hosts_of, people_reading, who_can_be_named
from forum.services import (
    LastHostError,
    NoHostError,
    admit,
    set_host,
    take_over,
    withdraw_from_room,
)
from forum.views.moderating import OFFICE
from notices.services import see

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from members.models import User

_SHOWN = 20
_EVERYBODY = "In diesen Raum muss niemand aufgenommen werden: Kreise und Programmteam lesen mit."
_LAST = (
    "Ein geschlossener Raum behält eine Gastgeberin oder einen Gastgeber. "
    "Geben Sie die Rolle zuerst einem anderen Mitglied."
)
_NO_MORE = "Geändert wurde nichts: Sie selbst nehmen in diesem Raum niemanden mehr auf."


def _room(request: SignedInRequest, slug: str) -> Room:
    return get_object_or_404(Room.objects.visible_to(request.user), slug=slug)


def _members_of(room: Room) -> str:
    return reverse("forum:room-members", args=[room.slug])


def room_members(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is named in a room; to who may admit, with a search for people."""
    room = _room(request, slug)
    if not may_see_members(request.user, room):
        raise PermissionDenied(_EVERYBODY if room.kind == RoomKind.PROGRAMME else OFFICE)
    see([MEMBERSHIP], room.pk, by=request.user)
    may_name = may_name_members(request.user, room)
    hosts = set(hosts_of(room).values_list("pk", flat=True))
    words = " ".join(request.GET.get("q", "")[:100].split())
    found = list(who_can_be_named(room).named(words)[: _SHOWN + 1]) if may_name and words else []
    members = RoomMember.objects.visible_to(request.user).filter(room=room).for_list()
    context = {
        "room": room,
        "members": members,
        "reading": set(people_reading(room).values_list("pk", flat=True)),
        "may_name": may_name,
        "needs_host": room.is_closed and len(hosts) < 2,
        "may_take_over": room.is_closed and not hosts,
        "words": words,
        "found": found[:_SHOWN],
        "more": len(found) > _SHOWN,
    }
    return render(request, "forum/room_members.html", context)


def _acted(
    request: SignedInRequest, room: Room, act: Callable[[], bool], said: str
) -> HttpResponse:
    """Do it and say so, or why not; back to who may still come there."""
    try:
        if act():
            messages.success(request, said)
    except LastHostError:
        messages.error(request, _LAST)
    except NoHostError:
        messages.error(request, _NO_MORE)
    if not Room.objects.visible_to(request.user).filter(pk=room.pk).exists():
        return redirect("forum:topic-list")
    return redirect(_members_of(room) if may_see_members(request.user, room) else room)


def _named_room(request: SignedInRequest, slug: str) -> Room:
    room = _room(request, slug)
    if not may_name_members(request.user, room):
        raise PermissionDenied(OFFICE)
    return room


def _wanted(request: SignedInRequest) -> int:
    """Return the id a form names; 0, which nobody has, for anything else."""
    wanted = request.POST.get("person", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0


def _member(request: SignedInRequest, room: Room) -> User:
    """Return the member a form names; nobody else of the Forum can be meant (S30)."""
    members = RoomMember.objects.visible_to(request.user).filter(room=room)
    return get_object_or_404(members.for_list(), person_id=_wanted(request)).person


@require_POST
def room_admit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let somebody into a room; whoever is in already stays in."""
    room = _named_room(request, slug)
    if room.memberships.filter(person_id=_wanted(request)).exists():
        return redirect(_members_of(room))
    person = get_object_or_404(who_can_be_named(room), pk=_wanted(request))
    said = f"{person.name} gehört jetzt zum Raum und weiß davon."
    return _acted(request, room, lambda: admit(room, person, by=request.user), said)


@require_POST
def room_remove(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take somebody out of a room."""
    room = _named_room(request, slug)
    person = _member(request, room)
    said = f"{person.name} gehört nicht mehr zum Raum und weiß davon."
    return _acted(request, room, lambda: withdraw_from_room(room, person, by=request.user), said)


@require_POST
def room_host(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a member a host, or no host; without any host, a member oneself."""
    room = _room(request, slug)
    if "selbst" in request.POST and room.is_closed:
        said = "Sie haben jetzt die Gastgeberrolle."
        return _acted(request, room, lambda: take_over(room, by=request.user), said)
    if not may_name_members(request.user, room):
        raise PermissionDenied(OFFICE)
    person = _member(request, room)
    host = "zurueck" not in request.POST
    said = f"{person.name} hat die Gastgeberrolle {'jetzt' if host else 'nicht mehr'}."
    return _acted(
        request, room, lambda: set_host(room, person, by=request.user, is_host=host), said
    )


@require_POST
def room_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave a room one is named in."""
    room = _room(request, slug)
    said = f"Sie gehören nicht mehr zum Raum „{room.name}“."
    user = request.user
    return _acted(request, room, lambda: withdraw_from_room(room, user, by=user), said)
