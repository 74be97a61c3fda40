from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from content.http import conflict
from content.services import OutdatedError
from forum.access import may_moderate
from forum.choices import TopicState
from forum.forms import StateForm, SummaryForm
from forum.services import pin_topic, set_topic_state, summarise_topic
from forum.views.topics import known_topic

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from forum.models import Topic

OFFICE = "Das tun die Moderation und die Gastgeber des Raums."


def moderated(request: SignedInRequest, topic_id: int) -> Topic:
    """Return a topic whose room this person moderates."""
    thing = known_topic(request, topic_id)
    if not may_moderate(request.user, thing.room):
        raise PermissionDenied(OFFICE)
    return thing


@require_POST
def topic_state(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Open, answer, pin a topic. Closing it is a decision: its author is told why."""
    thing = moderated(request, topic_id)
    form = StateForm(request.POST, closed=thing.state == TopicState.CLOSED)
    if form.is_valid():
        said = form.cleaned_data
        changed = set_topic_state(thing, TopicState(said["state"]), by=request.user)
        pinned = pin_topic(thing, by=request.user, pinned=said["is_pinned"])
        if changed or pinned:
            messages.success(request, "Gespeichert.")
    return redirect(thing)


def topic_summary(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Write „Kurz gefasst“."""
    thing = moderated(request, topic_id)
    form = SummaryForm(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        try:
            summarise_topic(thing, by=request.user, **form.cleaned_data)
        except OutdatedError as error:
            page, back = "forum/topic_conflict.html", thing.get_absolute_url()
            return conflict(request, form, error.current, page=page, back=back)
        return redirect(thing)
    return render(request, "forum/topic_summary.html", {"form": form, "topic": thing})
