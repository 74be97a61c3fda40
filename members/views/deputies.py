from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from members.access import may_name_deputy
from members.forms import DeputyForm
from members.models import Deputyship, User
from members.services import end_deputyship, name_deputy
from members.views.team import managed_kreis

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_NOT_YOURS = (
    "Eine Vertretung haben Personen, die einen Mitgliedskreis koordinieren. "
    "Benennen können sie die Person selbst, die Leitung des Kreises und die Moderation."
)


def deputies(request: SignedInRequest) -> HttpResponse:
    """Show who deputises for oneself; name somebody."""
    return _deputies_of(request, request.user)


def person_deputies(request: SignedInRequest, ags: str, person_id: int) -> HttpResponse:
    """Show who deputises for somebody of the team; name somebody."""
    kreis = managed_kreis(request, ags)
    return _deputies_of(request, get_object_or_404(User, pk=person_id, kreis_id=kreis.pk))


def _deputies_of(request: SignedInRequest, person: User) -> HttpResponse:
    if not may_name_deputy(request.user, person):
        raise PermissionDenied(_NOT_YOURS)
    form = DeputyForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            if name_deputy(person, by=request.user, **form.cleaned_data):
                messages.success(
                    request, "Die Vertretung ist eingetragen; beide erhalten Nachricht."
                )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(_page_of(request, person))
    current = Deputyship.objects.visible_to(request.user).current()
    context = {
        "person": person,
        "form": form,
        "deputyships": current.filter(person_id=person.pk).for_list(),
        "has_colleagues": form.colleagues.exists(),
    }
    return render(request, "members/deputies.html", context)


def _page_of(request: SignedInRequest, person: User) -> str:
    if person == request.user:
        return reverse("members:deputies")
    return reverse("members:person-deputies", args=[person.kreis_id, person.pk])


@require_POST
def deputyship_end(request: SignedInRequest, deputyship_id: int) -> HttpResponse:
    known = Deputyship.objects.visible_to(request.user).select_related("person__kreis", "deputy")
    thing = get_object_or_404(known, pk=deputyship_id)
    if not may_name_deputy(request.user, thing.person):
        raise PermissionDenied(_NOT_YOURS)
    if end_deputyship(thing, by=request.user):
        messages.success(request, f"Die Vertretung durch {thing.deputy.name} ist beendet.")
    return redirect(_page_of(request, thing.person))
