from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.moments import moment
from forum.access import may_create_room, may_enter, may_moderate, may_see_members, may_write_in
from forum.choices import RoomKind
from forum.filters import TopicFilters
from forum.listing import draw_rooms, draw_themes, draw_topics
from forum.models import Room, Topic
from forum.news import MEMBERSHIP, MEMBERSHIP_ENDED
from forum.reading import A_PAGE, rooms_listed, topics_listed, topics_pinned
from forum.rows import ListedTopic
from forum.services import mark_all_read, unmark_all_read
from notices.services import see

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from members.models import User


def topic_list(request: SignedInRequest) -> HttpResponse:
    """Show the rooms and what was said last in them."""
    user = request.user
    if not may_enter(user):
        raise Http404
    see([MEMBERSHIP_ENDED], user.pk, by=user)
    rooms = rooms_listed(user)
    context = {
        "rooms": rooms,
        "rooms_drawn": draw_rooms(rooms),
        "writable": any(may_write_in(user, room) for room in rooms),
        "may_create_room": may_create_room(user, RoomKind.CLOSED),
        "marked_at": moment(request.GET.get("gelesen", "")),
        **_listed(request, reverse("forum:topic-list")),
    }
    return render(request, "forum/topic_list.html", context)


def room(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a room: who reads along, and its topics."""
    user = request.user
    found = get_object_or_404(Room.objects.visible_to(user).with_watch(user), slug=slug)
    see([MEMBERSHIP], found.pk, by=user)
    context = {
        "room": found,
        "may_write": may_write_in(user, found),
        "may_moderate": may_moderate(user, found),
        "may_see_members": may_see_members(user, found),
        **_listed(request, found.get_absolute_url(), found),
    }
    return render(request, "forum/room.html", context)


def _listed(request: SignedInRequest, url: str, room: Room | None = None) -> dict[str, object]:
    """Return one page of topics as the address asks for it, by key: the time of the last word."""
    user = request.user
    filters = TopicFilters(request.GET, user, url)
    before = moment(request.GET.get("vor", ""))
    if filters.narrow:
        page = _narrowed(user, filters, room, before)
    else:
        page = topics_listed(user, room, before=before)
    topics, older = page[:A_PAGE], ""
    if len(page) > A_PAGE:
        older = filters.address(vor=topics[-1].last_post_at.isoformat())
    if room is not None and not filters.narrow and before is None:
        topics = [*topics_pinned(user, room), *topics]
    return {
        "topics": topics,
        "drawn": draw_topics(topics, room_shown=room is None),
        "older": older,
        "filters": filters,
        "theme_options": draw_themes(filters.themes, filters.theme),
        "list_url": url,
    }


def _narrowed(
    user: User, filters: TopicFilters, room: Room | None, before: datetime | None
) -> list[ListedTopic]:
    topics = filters.matching(Topic.objects.visible_to(user))
    if room is not None:
        topics = topics.filter(room=room)
    if before is not None:
        topics = topics.filter(last_post_at__lt=before)
    return [ListedTopic(*row) for row in topics.as_listed(user)[: A_PAGE + 1]]


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
