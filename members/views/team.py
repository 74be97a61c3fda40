from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.access import may_manage_team
from members.forms import ReasonForm
from members.models import Deputyship, Kreis, User
from members.services import LastLeadError, close_access, make_lead, reopen_access

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_NOT_YOURS = (
    "Wer für einen Kreis im Forum ist, regelt dessen Leitung. "
    "Wenden Sie sich an sie oder an die Moderation."
)


def managed_kreis(request: SignedInRequest, ags: str) -> Kreis:
    """Return a Kreis whose team the person manages; 403 with a sentence for everybody else."""
    kreis = get_object_or_404(Kreis.objects.visible_to(request.user), pk=ags)
    if not may_manage_team(request.user, kreis):
        raise PermissionDenied(_NOT_YOURS)
    return kreis


def kreis_team(request: SignedInRequest, ags: str) -> HttpResponse:
    """Show who is in the Forum for a Kreis, and whose access was closed."""
    kreis = managed_kreis(request, ags)
    deputyships = Deputyship.objects.visible_to(request.user).current().for_list()
    named = Prefetch("deputyships", queryset=deputyships, to_attr="current_deputyships")
    people = User.objects.filter(kreis_id=kreis.pk).coordinators().with_second_factor()
    people = people.prefetch_related(named)
    context = {"kreis": kreis, "people": people, "form": ReasonForm()}
    return render(request, "members/kreis_team.html", context)


@require_POST
def person_close(request: SignedInRequest, ags: str, person_id: int) -> HttpResponse:
    kreis = managed_kreis(request, ags)
    person = get_object_or_404(User, pk=person_id, kreis_id=kreis.pk)
    form = ReasonForm(request.POST)
    if person == request.user:
        messages.error(request, "Den eigenen Zugang beendet jemand anderes aus der Leitung.")
    elif not form.is_valid():
        messages.error(request, "Nennen Sie den Grund; er steht im Protokoll.")
    else:
        try:
            if close_access(person, by=request.user, reason=form.cleaned_data["reason"]):
                messages.success(request, f"Der Zugang von {person.name} ist beendet.")
        except LastLeadError:
            text = f"{person.name} ist die einzige Leitung. Machen Sie zuerst jemand anderes dazu."
            messages.error(request, text)
    return redirect("members:kreis-team", kreis.pk)


@require_POST
def person_reopen(request: SignedInRequest, ags: str, person_id: int) -> HttpResponse:
    kreis = managed_kreis(request, ags)
    person = get_object_or_404(User, pk=person_id, kreis_id=kreis.pk)
    if reopen_access(person, by=request.user, reason=""):
        messages.success(request, f"Der Zugang von {person.name} ist wieder offen.")
    return redirect("members:kreis-team", kreis.pk)


@require_POST
def person_make_lead(request: SignedInRequest, ags: str, person_id: int) -> HttpResponse:
    kreis = managed_kreis(request, ags)
    person = get_object_or_404(User, pk=person_id, kreis_id=kreis.pk)
    if make_lead(person, by=request.user):
        messages.success(request, f"{person.name} hat jetzt auch die Leitung.")
    return redirect("members:kreis-team", kreis.pk)
