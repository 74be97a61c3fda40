from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from members.models import Kreis, User
from members.tasks import deputising, with_deputyships
from notices.kinds import kinds_for
from practices.models import Practice

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
        "newest": Practice.objects.visible_to(user).published().for_list()[:4],
        **(_own_kreis(user) if user.kreis_id else {}),
    }
    return render(request, "portal/start.html", context)


def _own_kreis(user: User) -> dict[str, object]:
    practices = list(Practice.objects.visible_to(user).filter(kreis_id=user.kreis_id).for_list())
    published = sum(practice.is_readable for practice in practices)
    return {
        "kreis": user.kreis,
        "own_practices": practices[:5],
        "published": published,
        "drafts": len(practices) - published,
        "colleagues": User.objects.visible_to(user).filter(kreis_id=user.kreis_id).coordinators(),
    }


def _landing(request: HttpRequest) -> HttpResponse:
    context = {
        "kreise": Kreis.objects.visible_to(request.user).members().in_order().entries(),
        "practices": Practice.objects.visible_to(request.user).for_list()[:3],
    }
    return render(request, "portal/landing.html", context)
