from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from content.http import conflict
from content.services import OutdatedError
from events.access import can_edit_event, can_organise
from events.forms import EventForm
from events.models import Event
from events.services import create_event, edit_event

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

NOT_YOURS = (
    "Diesen Termin bearbeiten, wer ihn organisiert, die Leitung des veranstaltenden Kreises und "
    "die Moderation."
)
NO_ORGANISER = (
    "Termine kündigen die Mitgliedskreise, das Programmteam und die Geschäftsstelle an. "
    "Wenden Sie sich mit Ihrem Vorschlag an die Geschäftsstelle."
)


def editable(request: SignedInRequest, event_id: int) -> Event:
    """Return an event that the person looks after."""
    readable = Event.objects.visible_to(request.user).select_related("kreis", "theme")
    event = get_object_or_404(readable.prefetch_related("organisers"), pk=event_id)
    if not can_edit_event(request.user, event):
        raise PermissionDenied(NOT_YOURS)
    return event


def event_new(request: SignedInRequest) -> HttpResponse:
    """Begin a draft."""
    if not can_organise(request.user):
        raise PermissionDenied(NO_ORGANISER)
    form = EventForm(request.POST or None, person=request.user, instance=Event())
    if request.method == "POST" and form.is_valid():
        event = create_event(
            by=request.user,
            token=form.cleaned_data["token"],
            values=form.values,
            agenda=form.cleaned_data["agenda"],
        )
        messages.success(request, "Der Entwurf ist gespeichert. Veröffentlicht ist er noch nicht.")
        return redirect(event)
    return render(request, "events/event_new.html", {"form": form})


def event_edit(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Change an event, from the version the editor started from."""
    event = editable(request, event_id)
    if event.is_cancelled:
        raise PermissionDenied(_CANCELLED)
    form = EventForm(request.POST or None, person=request.user, instance=event)
    if request.method == "POST" and form.is_valid():
        try:
            changed = edit_event(
                event,
                by=request.user,
                version=form.cleaned_data["version"],
                values=form.values,
                agenda=form.cleaned_data["agenda"],
            )
        except OutdatedError as error:
            return _conflict(request, form, error.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if changed:
                messages.success(request, "Der Termin ist gespeichert.")
            return redirect(event)
    return render(request, "events/event_edit.html", {"form": form, "event": event})


_CANCELLED = "Dieser Termin ist abgesagt. Kopieren Sie ihn für einen neuen Anlauf."


def _conflict(request: SignedInRequest, form: EventForm, current: Event) -> HttpResponse:
    if current.is_cancelled:
        raise PermissionDenied(_CANCELLED)
    page = "events/event_conflict.html"
    return conflict(request, form, current, page=page, back=current.get_absolute_url())
