from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from events.models import Event

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


# Public events are read without signing in.
@login_not_required
def event_list(request: HttpRequest) -> HttpResponse:
    events = Event.objects.visible_to(request.user).announced().coming(timezone.now())[:20]
    return render(request, "events/event_list.html", {"events": events})


# As the list: of what the public does not read, it learns nothing.
@login_not_required
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    found = get_object_or_404(Event.objects.visible_to(request.user), pk=event_id)
    return render(request, "events/event.html", {"event": found})
