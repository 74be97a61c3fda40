from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.access import may_create_room, may_enter, may_moderate, may_see_members, may_write_in
from forum.choices import RoomKind, TopicState
from forum.forms import moment
from forum.models import Room, Topic
from forum.news import MEMBERSHIP, MEMBERSHIP_ENDED
from forum.services import mark_all_read, unmark_all_read
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from forum.querysets import TopicQuerySet
    from members.models import User

_A_PAGE = 30
VIEWS = {
    "": "Alle",
    "ungelesen": "Ungelesen",
    "ohne-antwort": "Ohne Antwort",
    "meine": "Meine",
}


def topic_list(request: SignedInRequest) -> HttpResponse:
    """Show the rooms and what was said last in them."""
    if not may_enter(request.user):
        raise Http404
    see([MEMBERSHIP_ENDED], request.user.pk, by=request.user)
    rooms = list(Room.objects.visible_to(request.user).in_order())
    topics = Topic.objects.visible_to(request.user)
    context = {
        "rooms": rooms,
        "writable": any(may_write_in(request.user, room) for room in rooms),
        "may_create_room": may_create_room(request.user, RoomKind.CLOSED),
        **_listed(request, topics),
    }
    return render(request, "forum/topic_list.html", context)


def room(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a room: who reads along, and its topics."""
    found = get_object_or_404(Room.objects.visible_to(request.user), slug=slug)
    see([MEMBERSHIP], found.pk, by=request.user)
    topics = Topic.objects.visible_to(request.user).filter(room=found)
    context = {
        "room": found,
        "may_write": may_write_in(request.user, found),
        "may_moderate": may_moderate(request.user, found),
        "may_see_members": may_see_members(request.user, found),
        **_listed(request, topics, pinned=True),
    }
    return render(request, "forum/room.html", context)


def _listed(
    request: SignedInRequest, topics: TopicQuerySet, *, pinned: bool = False
) -> dict[str, object]:
    """Return one page of topics as the address asks for it, by key: the time of the last word."""
    chosen = request.GET.get("ansicht", "")
    chosen = chosen if chosen in VIEWS else ""
    before = moment(request.GET.get("vor", ""))
    pinned = pinned and not chosen
    known = topics.read_so_far(request.user)
    found = _chosen(known, request.user, chosen)
    if pinned:
        found = found.filter(is_pinned=False)
    if before is not None:
        found = found.filter(last_post_at__lt=before)
    page = list(found.for_list()[: _A_PAGE + 1])
    older = ""
    if len(page) > _A_PAGE:
        key = {"ansicht": chosen} if chosen else {}
        older = "?" + urlencode({**key, "vor": page[_A_PAGE - 1].last_post_at.isoformat()})
    first = known.filter(is_pinned=True).for_list() if pinned and before is None else ()
    return {
        "topics": page[:_A_PAGE],
        "pinned": list(first),
        "older": older,
        "views": [(name, label, name == chosen) for name, label in VIEWS.items()],
        "chosen": chosen,
        "marked_at": moment(request.GET.get("gelesen", "")),
    }


def _chosen(topics: TopicQuerySet, user: User, view: str) -> TopicQuerySet:
    if view == "ungelesen":
        return topics.unread_by(user)
    if view == "ohne-antwort":
        return topics.filter(post_count=1, state=TopicState.OPEN)
    if view == "meine":
        return topics.filter(author_id=user.pk)
    return topics


@require_POST
def all_read(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read, or take that back."""
    if not may_enter(request.user):
        raise Http404
    back = reverse("forum:topic-list")
    at = moment(request.POST.get("gelesen", ""))
    if at is not None:
        if unmark_all_read(at, by=request.user):
            messages.success(request, "Was ungelesen war, ist wieder ungelesen.")
        return redirect(back)
    marked_at = mark_all_read(by=request.user)
    if marked_at is None:
        return redirect(back)
    return redirect(f"{back}?{urlencode({'gelesen': marked_at.isoformat()})}")
