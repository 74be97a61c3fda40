from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from content.http import conflict
from content.services import OutdatedError
from events.access import may_register, may_take_part
from events.forms import RegistrationForm
from events.models import Event, Registration
from events.services import (
    ClosedError,
    FullError,
    accept_offer,
    change_registration,
    register,
    withdraw,
)
from events.wording import place_of, times_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_NO_ROLE = "Anmelden können sich Personen mit einer Rolle im Forum."
_CLOSED = "Die Anmeldung zu diesem Termin ist geschlossen."
_FULL = "In dieser Form ist der Termin ausgebucht. Ihren bisherigen Platz behalten Sie."


def _readable(request: SignedInRequest, event_id: int) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user), pk=event_id)


def _own(request: SignedInRequest, event: Event) -> Registration | None:
    own = Registration.objects.filter(event=event, person_id=request.user.pk).first()
    if own is not None:
        own.event = event
    return own


def _page(request: SignedInRequest, name: str, event: Event, **context: Any) -> HttpResponse:
    facts = {"event": event, "times": times_of(event), "where": place_of(event)}
    return render(request, name, facts | context)


def event_register(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Register, in the way that the person chooses."""
    event = _readable(request, event_id)
    if not may_take_part(request.user, event):
        raise PermissionDenied(_NO_ROLE if event.state != "entwurf" else _CLOSED)
    own = _own(request, event)
    if own is not None and own.is_active:
        return redirect(f"{event.get_absolute_url()}#anmeldung")
    if not may_register(request.user, event):
        return _closed(request, event)
    form = RegistrationForm(request.POST or None, event=event, instance=own or Registration())
    if request.method == "POST" and form.is_valid():
        values, token = form.values, form.cleaned_data["token"]
        try:
            made = register(event, request.user, by=request.user, values=values, token=token)
        except ClosedError:
            return _closed(request, event)
        _say(request, made)
        return redirect(f"{event.get_absolute_url()}#anmeldung")
    return _page(request, "events/event_register.html", event, form=form)


def _say(request: SignedInRequest, made: Registration) -> None:
    if made.has_place:
        messages.success(request, "Sie sind angemeldet. Die Bestätigung kommt per E-Mail.")
    elif made.is_waiting:
        messages.info(request, _WAITING.format(capfirst(made.get_mode_display())))
    elif not made.is_active:
        messages.info(request, _LEFT)


_LEFT = "Nach dieser Anmeldung haben Sie sich abgemeldet, und dabei bleibt es."
_WAITING = (
    "{} ist kein Platz mehr frei; Sie stehen auf der Warteliste. Wird einer frei, bieten wir ihn "
    "in der Reihenfolge der Anmeldungen an."
)


def _closed(request: SignedInRequest, event: Event) -> HttpResponse:
    messages.info(request, _CLOSED)
    return redirect(event)


def registration_edit(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Change how the person takes part, or what is needed."""
    event = _readable(request, event_id)
    own = _own(request, event)
    if own is None or not own.is_active:
        return redirect(event)
    form = RegistrationForm(request.POST or None, event=event, instance=own)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_registration(own, by=request.user, version=version, values=form.values)
        except OutdatedError as error:
            return _conflict(request, form, error.current)
        except FullError:
            form.add_error("mode", _FULL)
        except ClosedError:
            return _closed(request, event)
        else:
            messages.success(request, "Ihre Anmeldung ist gespeichert.")
            return redirect(f"{event.get_absolute_url()}#anmeldung")
    return _page(request, "events/registration_edit.html", event, form=form)


def _conflict(
    request: SignedInRequest, form: RegistrationForm, current: Registration
) -> HttpResponse:
    page, back = "events/registration_conflict.html", current.event.get_absolute_url()
    return conflict(request, form, current, page=page, back=back)


@require_POST
def event_withdraw(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Leave, the waiting list too."""
    event = _readable(request, event_id)
    own = _own(request, event)
    if own is not None and withdraw(own, by=request.user):
        said = "stehen nicht mehr auf der Warteliste" if own.is_waiting else "sind abgemeldet"
        messages.success(request, f"Sie {said}.")
    return redirect(f"{event.get_absolute_url()}#anmeldung")


@require_POST
def offer(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Take the place that is offered, or leave it to the next."""
    event = _readable(request, event_id)
    own = _own(request, event)
    if own is None:
        return redirect(event)
    if "ablehnen" in request.POST:
        if own.is_offered and withdraw(own, by=request.user):
            messages.success(request, "Sie haben den Platz abgelehnt.")
    elif accept_offer(own, by=request.user):
        messages.success(request, "Sie sind angemeldet. Die Bestätigung kommt per E-Mail.")
    else:
        own.refresh_from_db(fields=["state"])
        # A double click took it already.
        if not own.has_place:
            messages.info(request, "Dieses Angebot gilt nicht mehr.")
    return redirect(f"{event.get_absolute_url()}#anmeldung")
