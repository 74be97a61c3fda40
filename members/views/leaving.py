"""„Konto löschen“: what happens, who takes over, and the way back."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.people import held_by
from members.forms import EraseForm, HandOverForm, LeaveForm
from members.models import User
from members.services import LastLeadError, is_last_lead
from members.services.erasing import erase_person
from members.services.leaving import (
    GRACE,
    LastAdminError,
    ask_to_leave,
    hand_over,
    is_last_admin,
    take_back_leaving,
)
from members.views.confirming import confirmed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.people import Held

_LAST_LEAD = (
    "Sie sind die einzige Leitung Ihres Kreises. Machen Sie zuerst jemand anderes dazu, oder "
    "bitten Sie die Moderation darum."
)
_LAST_ADMIN = "Sie sind die einzige technische Verwaltung. Benennen Sie zuerst jemand anderes."


@confirmed
def leave(request: SignedInRequest) -> HttpResponse:
    """Say what an erasure does and keeps; take the wish."""
    person = request.user
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_leave(person, words=form.cleaned_data["words"])
        except LastLeadError:
            form.add_error(None, _LAST_LEAD)
        except LastAdminError:
            form.add_error(None, _LAST_ADMIN)
        else:
            return redirect("members:leave")
    context = {
        "form": form,
        "held": len(held_by(person)),
        "days": GRACE.days,
        "hindrance": _hindrance(person),
    }
    return render(request, "members/leave.html", context)


def _hindrance(person: User) -> str:
    if is_last_lead(person):
        return _LAST_LEAD
    return _LAST_ADMIN if is_last_admin(person) else ""


@require_POST
def stay(request: SignedInRequest) -> HttpResponse:
    """Take it back."""
    if take_back_leaving(request.user):
        messages.success(request, "Schön, dass Sie bleiben. Ihr Konto wird nicht gelöscht.")
    return redirect("members:profile")


def handover(request: SignedInRequest) -> HttpResponse:
    """Show what rests on oneself, and give it to colleagues."""
    held = held_by(request.user)
    form = HandOverForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        given = hand_over(request.user, form.chosen)
        if given:
            messages.success(request, f"Übergeben: {given}. Wer übernimmt, sieht es ab sofort.")
        else:
            messages.info(request, "Übergeben wurde nichts.")
        return redirect("members:handover")
    groups = [
        # Named one by one: a template would call what hands it over.
        (sort, [_shown(form, one) for one in things])
        for sort, things in groupby(held, key=lambda one: one.sort)
    ]
    return render(request, "members/handover.html", {"form": form, "groups": groups})


def _shown(form: HandOverForm, held: Held) -> dict[str, object]:
    field = form[held.key] if held.key in form.fields else None
    said = {"title": held.title, "url": held.url, "otherwise": held.otherwise}
    return said | {"field": field, "nobody_can": field is None and held.give is not None}


def person_erase(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Erase somebody at once, for the technical administration alone."""
    if not request.user.is_superuser or person_id == request.user.pk:
        raise Http404
    return _erase(request, person_id)


@confirmed
def _erase(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(User, pk=person_id, erased_at__isnull=True)
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        words, reason = form.cleaned_data["words"], form.cleaned_data["reason"]
        if erase_person(person.pk, words, by=request.user, reason=reason):
            messages.success(request, "Das Konto ist gelöscht; nichts nennt die Person mehr.")
        return redirect("admin:members_user_changelist")
    context = {"form": form, "person": person, "is_last_lead": is_last_lead(person)}
    return render(request, "members/person_erase.html", context)
