from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.access import may_change_kreis, may_manage_team
from members.forms import KreisChangeForm, ReasonForm
from members.models import Deputyship, Kreis, User
from members.services import LastLeadError, change_kreis, close_access, make_lead, reopen_access

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_NOT_YOURS = (
    "Wer für einen Kreis im Forum ist, regelt dessen Leitung. "
    "Wenden Sie sich an sie oder an die Moderation."
)

_LAST_LEAD = "{} ist die einzige Leitung. Machen Sie zuerst jemand anderes dazu."


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
    people = people.with_refusals().prefetch_related(named)
    team = [(person, may_change_kreis(request.user, person)) for person in people]
    context = {"kreis": kreis, "team": team, "form": ReasonForm()}
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
            messages.error(request, _LAST_LEAD.format(person.name))
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


def person_change_kreis(request: SignedInRequest, ags: str, person_id: int) -> HttpResponse:
    """Move somebody of the team to another Kreis."""
    kreis = managed_kreis(request, ags)
    person = get_object_or_404(User.objects.coordinators(), pk=person_id)
    may = may_change_kreis(request.user, person)
    if person.kreis_id != kreis.pk:
        if may:  # sent twice, or a colleague was faster
            return redirect("members:kreis-team", person.kreis_id)
        raise Http404
    if not may:
        message = "Den Wechsel in einen anderen Kreis stellt die Moderation ein."
        raise PermissionDenied(message)
    form = KreisChangeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_kreis(person, by=request.user, **form.cleaned_data)
        except LastLeadError:
            form.add_error(None, _LAST_LEAD.format(person.name))
        else:
            new = form.cleaned_data["kreis"]
            messages.success(request, f"{person.name} ist jetzt für {new} im Forum.")
            return redirect("members:kreis-team", new.pk)
    context = {"form": form, "kreis": kreis, "person": person}
    return render(request, "members/person_change_kreis.html", context)
