from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.http import sent_number
from content.services import OutdatedError
from events.access import can_organise
from events.forms import CancelForm
from events.models import Event
from events.services import (
    IncompleteError,
    cancel_event,
    copy_event,
    discard_event,
    publish_event,
)
from events.services.announcing import missing_in
from events.views.editing import NO_ORGANISER, editable
from events.wording import place_of, times_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest


def event_publish(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Show what everybody will read, then announce it."""
    event = editable(request, event_id)
    if not event.is_draft:
        messages.info(request, "Der Termin ist schon veröffentlicht.")
        return redirect(event)
    if request.method == "POST":
        try:
            publish_event(event, by=request.user, version=sent_number(request.POST, "version"))
        except IncompleteError:
            return redirect("events:event-publish", event.pk)
        except OutdatedError:
            messages.info(request, _CHANGED)
            return redirect("events:event-publish", event.pk)
        messages.success(request, "Der Termin ist veröffentlicht.")
        return redirect(event)
    names = {field.name: str(field.verbose_name) for field in Event._meta.fields}
    missing = [names[name] for name in missing_in(event)]
    context = {
        "event": event,
        "missing": missing,
        "times": times_of(event),
        "where": place_of(event),
    }
    return render(request, "events/event_publish.html", context)


_CHANGED = "Der Entwurf wurde inzwischen geändert. Prüfen Sie ihn bitte noch einmal."


def event_cancel(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Call an event off, with a reason."""
    event = editable(request, event_id)
    if event.is_cancelled or event.is_draft:
        said = "abgesagt" if event.is_cancelled else "noch nicht veröffentlicht"
        messages.info(request, f"Der Termin ist {said}.")
        return redirect(event)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if cancel_event(event, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, "Der Termin ist abgesagt. Wer angemeldet ist, erfährt es.")
        return redirect(event)
    context = {"form": form, "event": event, "times": times_of(event)}
    return render(request, "events/event_cancel.html", context)


@require_POST
def event_discard(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Delete a draft."""
    event = editable(request, event_id)
    if not event.is_draft:
        raise PermissionDenied(_ANNOUNCED)
    if discard_event(event, by=request.user):
        messages.success(request, "Der Entwurf ist gelöscht.")
    return redirect("events:event-list")


_ANNOUNCED = "Ein veröffentlichter Termin wird abgesagt, nicht gelöscht."


@require_POST
def event_copy(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Begin a draft like this event."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=event_id)
    if not can_organise(request.user):
        raise PermissionDenied(NO_ORGANISER)
    try:
        token = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return HttpResponseBadRequest()
    copy = copy_event(event, by=request.user, token=token)
    messages.success(request, "Das ist die Kopie. Prüfen Sie Tag, Uhrzeit und Zugangslink.")
    return redirect("events:event-edit", copy.pk)
