"""What happens to a whole topic: it is closed, moves, is deleted, comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from forum.access import may_delete_topic, may_enter, may_remove_topic, may_restore_topic
from forum.choices import Act, TopicState
from forum.forms import DecisionForm, MoveForm, StateForm
from forum.models import Room, Topic
from forum.readers import fits_within
from forum.services import (
    AnsweredError,
    DecidedError,
    Ruling,
    WiderError,
    decide,
    delete_topic,
    move_topic,
    remove_topic,
    restore_topic,
)
from forum.views.decisions import already_decided
from forum.views.moderating import moderated
from forum.views.topics import known_topic

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_ANSWERED = "Ein Thema, in dem andere geantwortet haben, nimmt nur die Moderation heraus."
_OWN = "Ein Thema, in dem ein Beitrag von Ihnen geprüft wird, löscht jemand anderes."
_NOT_YOURS = "Zurückholen kann es, wer es gelöscht hat, oder die Moderation."


def topic_moderate(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Close, move or delete a topic, with a reason that its author is told."""
    thing = moderated(request, topic_id)
    if request.method != "POST":
        return _page(request, thing)
    act = request.POST.get("act", "")
    if act not in {Act.CLOSE, Act.MOVE, Act.DELETE}:
        return HttpResponseBadRequest("Diese Entscheidung gibt es nicht.")
    if act == Act.DELETE and not may_remove_topic(request.user, thing):
        raise PermissionDenied(_OWN)
    form = _form(request, Act(act), thing, request.POST)
    return _decide(request, thing, form) if form.is_valid() else _page(request, thing, form)


def _targets(request: SignedInRequest, thing: Topic) -> list[Room]:
    """Return the rooms that are narrow enough by their kind and that this person moderates too."""
    rooms = Room.objects.moderated_by(request.user).filter(archived_at__isnull=True).in_order()
    return [room for room in rooms if fits_within(room, thing.room)]


def _form(
    request: SignedInRequest, act: Act, thing: Topic, data: object = None, **initial: object
) -> DecisionForm:
    if act == Act.MOVE:
        rooms = _targets(request, thing)
        if data is None:  # sent again, the form names where it stands by now
            rooms = [room for room in rooms if room != thing.room]
        return MoveForm(data, act=act, initial=initial, rooms=rooms)
    return DecisionForm(data, act=act, initial=initial)


def _decide(request: SignedInRequest, thing: Topic, form: DecisionForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        answer = _carry_out(request, thing, form)
    except DecidedError as error:
        messages.warning(
            request, f"{already_decided(error.decision)} Ihre Begründung steht noch im Feld."
        )
        current = known_topic(request, thing.pk)
        return _page(request, current, typed=(form.act, said["reason"]), status=409)
    except WiderError as error:
        count = error.count
        who = f"{count} Person{'en' if count != 1 else ''}" if count else "Menschen"
        verb = "liest" if count == 1 else "lesen"
        form.add_error("room", f"Dort {verb} {who} mit, die das Thema hier nicht {verb}.")
        return _page(request, thing, form, status=409)
    messages.success(request, f"Entschieden: {form.act.label}.")
    return answer


def _carry_out(request: SignedInRequest, thing: Topic, form: DecisionForm) -> HttpResponse:
    said = dict(form.cleaned_data)
    room = said.pop("room", None)
    # What was reported of the first post is a matter of its own.
    ruling = Ruling(by=request.user, **{**said, "known": 0})
    if form.act == Act.DELETE:
        remove_topic(thing, ruling)
        return redirect("forum:bin")
    if form.act == Act.MOVE:
        move_topic(thing, room, ruling)
    else:
        decide(thing.posts.get(number=1), form.act, ruling)
    return redirect(thing)


def _page(
    request: SignedInRequest,
    thing: Topic,
    sent: DecisionForm | None = None,
    *,
    typed: tuple[Act, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    first = thing.posts.get(number=1)
    last = first.decisions.first()
    decisions = first.decisions.known_to(request.user).select_related("by", "noted_by")
    acts = [Act.MOVE, Act.DELETE]
    if thing.state != TopicState.CLOSED:
        acts.insert(0, Act.CLOSE)
    forms = []
    for act in acts:
        reason = typed[1] if typed is not None and typed[0] == act else ""
        form = _form(request, act, thing, seen=last.pk if last else 0, reason=reason)
        forms.append(sent if sent is not None and sent.act == act else form)
    context = {
        "topic": thing,
        "forms": forms,
        "decisions": decisions,
        "chosen": sent.act if sent else typed[0] if typed else "",
        "state_form": StateForm(
            initial={"state": thing.state, "is_pinned": thing.is_pinned},
            closed=thing.state == TopicState.CLOSED,
        ),
    }
    return render(request, "forum/topic_moderate.html", context, status=status)


@require_POST
def topic_delete(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Take the own topic away, as long as nobody answered."""
    thing = known_topic(request, topic_id)
    if thing.author_id != request.user.pk or not may_delete_topic(request.user, thing):
        raise PermissionDenied(_ANSWERED)
    try:
        delete_topic(thing, by=request.user)
    except AnsweredError as error:
        raise PermissionDenied(_ANSWERED) from error
    messages.success(request, "Das Thema ist gelöscht. 30 Tage lang holen Sie es von hier zurück.")
    return redirect("forum:bin")


def topic_bin(request: SignedInRequest) -> HttpResponse:
    """Show the topics this person can bring back."""
    if not may_enter(request.user):
        raise Http404
    topics = Topic.objects.in_bin(request.user)
    return render(request, "forum/bin.html", {"topics": topics})


@require_POST
def topic_restore(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Bring a topic back."""
    thing = get_object_or_404(Topic.objects.in_bin(request.user), pk=topic_id)
    if not may_restore_topic(request.user, thing):
        raise PermissionDenied(_NOT_YOURS)
    if restore_topic(thing, by=request.user):
        messages.success(request, "Das Thema steht wieder da.")
    return redirect(thing)
