from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from members.access import may_reset_factor
from members.forms import FactorResetForm
from members.models import User
from members.services import reset_factor

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_NOT_YOURS = (
    "Einen zweiten Faktor setzt die Leitung des Kreises zurück, den einer Leitung die Moderation."
)


def factor_reset(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Take a lost second factor away, with the reason for the audit trail."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not may_reset_factor(request.user, person):
        raise PermissionDenied(_NOT_YOURS)
    form = FactorResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if reset_factor(person, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, f"Der zweite Faktor von {person.name} ist zurückgesetzt.")
        else:
            messages.warning(request, f"{person.name} hat zurzeit keinen zweiten Faktor.")
        if person.kreis is None:
            return redirect("portal:start")
        return redirect("members:kreis-team", person.kreis_id)
    return render(request, "members/factor_reset.html", {"person": person, "form": form})
