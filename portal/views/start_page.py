from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from content.prepared import prepared
from events.listing import draw_events, listed_public, own_coming
from forum.access import may_enter
from forum.listing import draw_topics
from forum.reading import topics_newest
from members.entries import members
from members.models import User
from members.tasks import deputising, with_deputyships
from notices.kinds import kinds_for
from practices.models import Practice
from practices.tasks import newest_practices, practices_of_kreis

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from members.querysets import UserQuerySet


@prepared
def _colleagues(reader: User) -> UserQuerySet:
    team: UserQuerySet = User.objects.visible_to(reader).filter(kreis_id=reader.kreis_id)
    return team.coordinators().select_related(None).only("first_name", "last_name", "email")


# The public reads here what the Forum is.
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _landing(request)
    user = request.user
    deputyships = deputising(user)
    tasks = with_deputyships(user, deputyships)
    context = {
        "today": timezone.localdate(),
        "deputyships": deputyships,
        "tasks": tasks,
        "minutes": sum(task.minutes or 0 for task in tasks),
        "has_notices": bool(kinds_for(user)),
        "may_enter": may_enter(user),
        "topics": draw_topics(topics_newest(user), room_shown=False) if may_enter(user) else "",
        "events": own_coming(user),
        "newest": newest_practices(user)[: 2 if may_enter(user) else None],
        **(_own_kreis(user) if user.kreis_id else {}),
    }
    return render(request, "portal/start.html", context)


def _own_kreis(user: User) -> dict[str, object]:
    practices = practices_of_kreis(user)
    published = sum(practice.is_readable for practice in practices)
    return {
        "kreis": user.kreis,
        "own_practices": practices[:5],
        "published": published,
        "drafts": len(practices) - published,
        "adopted": [practice for practice in practices if practice.adoption_count][:2],
        "colleagues": _colleagues(user),
    }


def _landing(request: HttpRequest) -> HttpResponse:
    context = {
        "kreise": members(request.user),
        "practices": Practice.objects.visible_to(request.user).for_list()[:3],
        "events": draw_events(listed_public()),
    }
    return render(request, "portal/landing.html", context)
