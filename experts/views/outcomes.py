"""What became of a summary, and questions back to the moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from content.http import conflict
from content.services import OutdatedError
from experts.access import may_answer_follow_up, may_ask_back, may_note_outcome
from experts.forms.releases import AnswerForm, FollowUpForm, OutcomeForm
from experts.models import FollowUp, Outcome
from experts.news.releases import ASKED_BACK
from experts.services.outcomes import answer_follow_up, ask_back, edit_outcome, note_outcome
from experts.views.questions import readable
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Consultation

_ONLY_LIAISON = (
    "Was daraus wurde, hält der Deutsche Landkreistag fest, oder die Moderation für ihn."
)
_ONLY_ASKING = "Rückfragen stellt der Deutsche Landkreistag."
_ONLY_OFFICE = "Rückfragen beantwortet die Moderation."


def _summary(consultation: Consultation, anchor: str) -> str:
    newest = reverse("experts:release", args=[consultation.pk, consultation.edition])
    return f"{newest}#{anchor}"


def _released(request: SignedInRequest, consultation_id: int) -> Consultation:
    """Return a consultation of which something was released."""
    found = readable(request, consultation_id)
    if not found.has_release:
        raise Http404
    return found


def outcome_new(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Note what became of the summary."""
    found = _released(request, consultation_id)
    if not may_note_outcome(request.user, found):
        raise PermissionDenied(_ONLY_LIAISON)
    form = OutcomeForm(request.POST or None, instance=Outcome(consultation=found))
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        note_outcome(found, by=request.user, token=token, values=form.values)
        messages.success(request, "Das ist notiert. Die Kreise erfahren davon.")
        return redirect(_summary(found, "ergebnisse"))
    context = {"form": form, "consultation": found, "title": "Ergebnis notieren"}
    return render(request, "experts/outcome_edit.html", context)


def outcome_edit(request: SignedInRequest, consultation_id: int, outcome_id: int) -> HttpResponse:
    """Put an outcome right, from the version the editor started from."""
    found = _released(request, consultation_id)
    outcomes = Outcome.objects.visible_to(request.user).filter(consultation=found)
    outcome = get_object_or_404(outcomes, pk=outcome_id)
    if not may_note_outcome(request.user, found):
        raise PermissionDenied(_ONLY_LIAISON)
    back = _summary(found, "ergebnisse")
    form = OutcomeForm(request.POST or None, instance=outcome)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            edit_outcome(outcome, by=request.user, version=version, values=form.values)
        except OutdatedError as error:
            page = "experts/outcome_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Das Ergebnis ist gespeichert.")
        return redirect(back)
    context = {"form": form, "consultation": found, "title": "Ergebnis bearbeiten"}
    return render(request, "experts/outcome_edit.html", context)


def follow_up_new(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Ask the moderators back."""
    found = _released(request, consultation_id)
    if not may_ask_back(request.user, found):
        raise PermissionDenied(_ONLY_ASKING)
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_back(found, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Rückfrage ist gestellt. Die Antwort steht später hier.")
        return redirect(_summary(found, "rueckfragen"))
    context = {"form": form, "consultation": found}
    return render(request, "experts/follow_up_new.html", context)


def follow_up_answer(
    request: SignedInRequest, consultation_id: int, follow_up_id: int
) -> HttpResponse:
    """Answer a question back, or put the answer right."""
    found = _released(request, consultation_id)
    follow_ups = FollowUp.objects.visible_to(request.user).filter(consultation=found)
    follow_up = get_object_or_404(follow_ups.select_related("consultation"), pk=follow_up_id)
    if not may_answer_follow_up(request.user, follow_up):
        raise PermissionDenied(_ONLY_OFFICE)
    see([ASKED_BACK], follow_up.pk, by=request.user)
    asked = follow_up.text
    back = _summary(found, "rueckfragen")
    form = AnswerForm(request.POST or None, instance=follow_up)
    if request.method == "POST" and form.is_valid():
        try:
            version, text = form.cleaned_data["version"], form.cleaned_data["answer"]
            answer_follow_up(follow_up, by=request.user, version=version, text=text)
        except OutdatedError as error:
            page = "experts/outcome_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Die Antwort ist gespeichert.")
        return redirect(back)
    context = {"form": form, "consultation": found, "asked": asked, "follow_up": follow_up}
    return render(request, "experts/follow_up_answer.html", context)
