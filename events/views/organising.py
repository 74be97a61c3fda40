from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from content.http import sent_number
from content.services import record
from content.slugs import german_slug
from content.tables import csv_response
from events.access import may_register_other
from events.choices import Mode, RegistrationState
from events.forms import MessageForm
from events.models import Event, Registration
from events.services import ClosedError, register, withdraw, write_to_registered
from events.views.editing import editable
from events.wording import place_of, times_of
from members.models import User

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_FOUND_AT_MOST = 20
_LONGEST = 100


def _registrations(request: SignedInRequest, event: Event) -> list[Registration]:
    found = Registration.objects.visible_to(request.user).filter(event=event).active()
    return list(found.select_related("person__kreis").order_by("arrival", "pk"))


def registration_list(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Show who comes, who waits and what people need; to print, too."""
    event = editable(request, event_id)
    found = _registrations(request, event)
    words = " ".join(request.GET.get("q", "").replace("\0", "")[:_LONGEST].split())
    registered = [one for one in found if one.has_place]
    context = {
        "event": event,
        "times": times_of(event),
        "where": place_of(event),
        "groups": [
            (title, people, comes)
            for title, people, comes in (
                ("Vor Ort", [one for one in registered if one.mode == Mode.ON_SITE], True),
                ("Online", [one for one in registered if one.mode == Mode.ONLINE], True),
                ("Platz angeboten", [one for one in found if one.is_offered], False),
                ("Warteliste", [one for one in found if one.is_waiting], False),
            )
            if people
        ],
        "count": len(registered),
        "words": words,
        "others": _others(request, event, found, words) if event.takes_registrations else [],
        "searches": request.user.kreis_id is None,
        "today": timezone.localdate(),
    }
    return render(request, "events/registration_list.html", context)


def _others(
    request: SignedInRequest, event: Event, found: list[Registration], words: str
) -> list[User]:
    """Return whom the organiser can register: colleagues; of everybody those who are searched."""
    user = request.user
    people = User.objects.visible_to(user).with_access()
    if user.kreis_id is not None:
        people = people.filter(kreis_id=user.kreis_id)
    elif not words:
        return []
    people = people.exclude(pk__in=[one.person_id for one in found]).exclude(role="")
    some = people.named(words).order_by("last_name", "first_name")[:_FOUND_AT_MOST]
    return [
        one
        for one in some
        if event.audience <= one.clearance and may_register_other(user, one, event)
    ]


@require_POST
def registration_other(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Register a person, or take one off the list."""
    event = editable(request, event_id)
    number = sent_number(request.POST, "person")
    person = get_object_or_404(User.objects.visible_to(request.user), pk=number)
    if "abmelden" in request.POST:
        own = get_object_or_404(Registration.objects.filter(event=event), person=person)
        if withdraw(own, by=request.user):
            messages.success(request, f"{person.name} ist abgemeldet und erfährt es.")
    else:
        _register(request, event, person)
    return redirect("events:registration-list", event.pk)


def _register(request: SignedInRequest, event: Event, person: User) -> None:
    values = {"mode": request.POST.get("mode", "")}
    try:
        made = register(event, person, by=request.user, values=values)
    except (ClosedError, PermissionDenied):
        text = "Diese Person lässt sich zu diesem Termin nicht anmelden."
        messages.error(request, text)
        return
    said = {
        RegistrationState.WAITING: "steht auf der Warteliste",
        RegistrationState.OFFERED: "hat schon ein Angebot für einen Platz",
    }.get(RegistrationState(made.state), "ist angemeldet")
    messages.success(request, f"{person.name} {said} und erfährt es.")


def registrations_csv(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Hand out the list for a spreadsheet; noted, for it leaves the portal (S64)."""
    event = editable(request, event_id)
    heading = ("Name", "Kreis oder Rolle", "Funktion", "E-Mail", "Teilnahme", "Stand")
    needs = ("Sprachmittlung", "Verpflegung", "Barrierefreiheit", "angemeldet am")
    rows = [
        (
            *(one.person.name, _of(one.person), one.person.function, one.person.email),
            *(one.get_mode_display(), one.get_state_display()),
            *(one.needs_language, one.needs_catering, one.needs_access),
            f"{timezone.localtime(one.queued_at):%d.%m.%Y %H:%M}",
        )
        for one in _registrations(request, event)
    ]
    record("event.exported", event, by=request.user, rows=len(rows))
    name = f"anmeldungen-{german_slug(event.title)[:40] or event.pk}"
    return csv_response(name, [(*heading, *needs), *rows])


def _of(person: User) -> str:
    return person.kreis.name if person.kreis else person.get_role_display()


def event_message(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Write to all who have a place."""
    event = editable(request, event_id)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_to_registered(event, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Nachricht ist an alle Angemeldeten geschickt.")
        return redirect(f"{event.get_absolute_url()}#nachrichten")
    count = event.registrations.registered().count()
    context = {"form": form, "event": event, "count": count}
    return render(request, "events/event_message.html", context)
