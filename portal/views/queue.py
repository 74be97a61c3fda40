"""„Warteschlange“ in the admin: what waits, one list for each, and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from content.models import Snippet
from content.queues import Queue, Sent, SettledError, Step, queues_of, waiting_for

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.queues import Dossier

_A_PAGE = 50
# So far a queue is looked through for what comes next.
_MOST_AHEAD = 1000
_GONE = "Das steht nicht mehr in der Warteschlange."


def _queue(request: SignedInRequest, name: str) -> Queue:
    for queue in queues_of(request.user):
        if queue.name == name:
            return queue
    raise Http404


def queue_list(request: SignedInRequest, queue_name: str) -> HttpResponse:
    """Show what waits in a queue, the oldest first."""
    queue = _queue(request, queue_name)
    waiting = waiting_for(request.user)
    found = [(thing.pk, queue.line(thing)) for thing in queue.things(request.user)[:_A_PAGE]]
    context = {
        "title": queue.label,
        "queue": queue,
        "waiting": waiting,
        "count": next(one.count for one in waiting if one.queue is queue),
        "lines": found,
    }
    return _page(request, "admin/queue.html", context)


def queue_item(request: SignedInRequest, queue_name: str, thing_id: int) -> HttpResponse:
    """Show one thing, take the decision about it, and lead on to the next."""
    queue = _queue(request, queue_name)
    thing = queue.things(request.user).filter(pk=thing_id).first()
    following = _following(request, queue, thing_id)
    sent = request.POST.get("schritt", "")
    if thing is None:
        said = queue.settled(request.user, thing_id)
        if not said and request.method != "POST":
            raise Http404
        return _late(request, queue, said or _GONE, following)
    steps = queue.steps(request.user, thing, Sent(sent, request.POST or None))
    step = next((one for one in steps if one.name == sent and one.form.is_bound), None)
    if step is not None and step.form.is_valid():
        try:
            messages.success(request, queue.decide(request.user, thing, step))
        except SettledError as error:
            return _late(request, queue, error.said or _GONE, following)
        except ValidationError as error:
            step.form.add_error(None, error)
        else:
            return redirect(following)
    line, dossier = queue.line(thing), queue.open(request.user, thing)
    context = {
        "title": line.title,
        "queue": queue,
        "line": line,
        "dossier": dossier,
        "steps": _with_wording(steps, dossier),
        "chosen": sent or request.GET.get("schritt", ""),
        "following": following,
    }
    return _page(request, "admin/queue_item.html", context)


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {**admin.site.each_context(request), **context}
    return render(request, template, context, status=status)


def _following(request: SignedInRequest, queue: Queue, thing_id: int) -> str:
    """Return where to go on: the next of this queue, the first of another one, the index."""
    keys = list(queue.things(request.user).values_list("pk", flat=True)[:_MOST_AHEAD])
    ahead = keys[keys.index(thing_id) + 1 :] if thing_id in keys else keys
    if ahead:
        return _address(queue, ahead[0])
    own = queues_of(request.user)
    place = own.index(next(one for one in own if one.name == queue.name))
    for other in own[place + 1 :]:
        first = other.things(request.user).first()
        if first is not None:
            return _address(other, first.pk)
    return reverse("admin:index")


def _address(queue: Queue, key: int) -> str:
    return reverse("admin:queue-item", args=[queue.name, key])


def _late(request: SignedInRequest, queue: Queue, said: str, following: str) -> HttpResponse:
    """Say who was first; what was typed stands there to be copied (S73)."""
    skipped = {"csrfmiddlewaretoken", "schritt", "token", "seen", "known", "version"}
    typed = [text for name, text in request.POST.items() if name not in skipped and str(text)]
    context = {
        "title": "Bereits erledigt" if said != _GONE else "Nicht mehr in der Warteschlange",
        "queue": queue,
        "said": said,
        "typed": typed,
        "following": following,
    }
    status = 409 if request.method == "POST" else 200
    return _page(request, "admin/queue_settled.html", context, status)


def _with_wording(steps: list[Step], dossier: Dossier) -> list[tuple[Step, list[tuple[Any, str]]]]:
    """Return each step with the templates of wording that fit, filled in."""
    places = {step.place for step in steps if step.place}
    known = list(Snippet.objects.filter(place__in=places, is_active=True)) if places else []
    values = dict(dossier.values)
    return [
        (step, [(one, one.filled(values)) for one in known if one.place == step.place])
        for step in steps
    ]
