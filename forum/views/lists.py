from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum.access import may_create_room, may_enter, may_moderate, may_see_members, may_write_in
from forum.choices import RoomKind
from forum.filters import TopicFilters
from forum.forms import moment
from forum.models import Room, Topic
from forum.news import MEMBERSHIP, MEMBERSHIP_ENDED
from forum.services import mark_all_read, unmark_all_read
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from forum.querysets import TopicQuerySet

_A_PAGE = 30


def topic_list(request: SignedInRequest) -> HttpResponse:
    """Show the rooms and what was said last in them."""
    user = request.user
    if not may_enter(user):
        raise Http404
    see([MEMBERSHIP_ENDED], user.pk, by=user)
    rooms = list(Room.objects.visible_to(user).with_unread(user).in_order())
    context = {
        "rooms": rooms,
        "writable": any(may_write_in(user, room) for room in rooms),
        "may_create_room": may_create_room(user, RoomKind.CLOSED),
        "marked_at": moment(request.GET.get("gelesen", "")),
        **_listed(request, Topic.objects.visible_to(user), reverse("forum:topic-list")),
    }
    return render(request, "forum/topic_list.html", context)


def room(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a room: who reads along, and its topics."""
    user = request.user
    found = get_object_or_404(Room.objects.visible_to(user).with_watch(user), slug=slug)
    see([MEMBERSHIP], found.pk, by=user)
    topics = Topic.objects.visible_to(user).filter(room=found)
    context = {
        "room": found,
        "may_write": may_write_in(user, found),
        "may_moderate": may_moderate(user, found),
        "may_see_members": may_see_members(user, found),
        **_listed(request, topics, found.get_absolute_url(), pinned=True),
    }
    return render(request, "forum/room.html", context)


def _listed(
    request: SignedInRequest, topics: TopicQuerySet, url: str, *, pinned: bool = False
) -> dict[str, object]:
    """Return one page of topics as the address asks for it, by key: the time of the last word."""
    filters = TopicFilters(request.GET, request.user, url)
    before = moment(request.GET.get("vor", ""))
    pinned = pinned and not filters.narrow
    known = topics.read_so_far(request.user)
    found = filters.matching(known)
    if pinned:
        found = found.filter(is_pinned=False)
    if before is not None:
        found = found.filter(last_post_at__lt=before)
    page = list(found.for_list()[: _A_PAGE + 1])
    older = ""
    if len(page) > _A_PAGE:
        older = filters.address(vor=page[_A_PAGE - 1].last_post_at.isoformat())
    first = known.filter(is_pinned=True).for_list() if pinned and before is None else ()
    return {
        "topics": page[:_A_PAGE],
        "pinned": list(first),
        "older": older,
        "filters": filters,
        "list_url": url,
    }


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
