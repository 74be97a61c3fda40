"""Questions of the Landkreistag: the list, a question's page, wording it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from content.http import conflict
from content.services import OutdatedError
from experts.access import (
    may_ask,
    may_change_contribution,
    may_edit_question,
    may_read_contributions,
    may_run,
    may_see_progress,
    may_withdraw_contribution,
)
from experts.charts import participation
from experts.course import agreeing_of, course_of, steps_for
from experts.forms.questions import ConsultationForm
from experts.models import Consultation
from experts.news.contributions import REMINDER, SOURCE_CHANGED, SUBMITTED
from experts.news.questions import ASKED, OPENED, WITHDRAWN
from experts.news.summary import see_answers
from experts.querysets import is_moderator, is_of_kreis
from experts.services.consultations import MoveError, ask_consultation, edit_consultation
from experts.services.contributing import contribution_of
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.charts import Piece
    from members.models import User

_ONLY_ASKING = (
    "Anfragen stellt der Deutsche Landkreistag. Fragen an die anderen Kreise gehören in den "
    "Austausch."
)
_SHOWN_HERE = (ASKED, OPENED, WITHDRAWN, REMINDER, SUBMITTED, SOURCE_CHANGED)
IS_ASKED = "Die Kreise antworten schon auf diesen Wortlaut. Er lässt sich nicht mehr ändern."


def readable(request: SignedInRequest, consultation_id: int) -> Consultation:
    """Return a question that the person reads; what is hidden is absent."""
    found = Consultation.objects.visible_to(request.user).select_related("theme")
    return get_object_or_404(found, pk=consultation_id)


def run(request: SignedInRequest, consultation_id: int) -> Consultation:
    """Return a consultation for the moderator who leads it on."""
    found = readable(request, consultation_id)
    if not may_run(request.user, found):
        message = "Eine Anfrage führt die Moderation von Schritt zu Schritt."
        raise PermissionDenied(message)
    return found


def consultation(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Show question, background, items, and how far it is."""
    user = request.user
    found = readable(request, consultation_id)
    see(_SHOWN_HERE, found.pk, by=user)
    agreeing = agreeing_of(user, found)
    if agreeing is not None:
        see_answers(agreeing.opinions, by=user)
    context = {
        "consultation": found,
        "items": found.items.all(),
        "files": found.files.all(),
        "course": course_of(found),
        "steps": steps_for(user, found),
        "participation": _participation(user, found),
        "may_edit": may_edit_question(user, found),
        "agreeing": agreeing,
        **_answering(user, found),
    }
    return render(request, "experts/consultation.html", context)


def _participation(user: User, found: Consultation) -> tuple[Piece, ...]:
    """Return the bar of how many answered; nothing to who may not see that."""
    if not may_see_progress(user, found):
        return ()
    return participation(found.answered_count, found.asked_count)


def _answering(user: User, found: Consultation) -> dict[str, object]:
    """Say how far the own Kreis is; nothing of answers to who may not know of them."""
    if found.opened_at is None or not (is_moderator(user) or is_of_kreis(user)):
        return {}
    own = contribution_of(found, user) if is_of_kreis(user) else None
    own_is_in = own is not None and own.is_submitted
    return {
        "own": own,
        "may_answer": own is not None and may_change_contribution(user, own),
        "may_take_back": own is not None and may_withdraw_contribution(user, own),
        "reads_answers": may_read_contributions(user, found, own_is_in=own_is_in),
    }


def consultation_new(request: SignedInRequest) -> HttpResponse:
    """Put a question to the circle."""
    if not may_ask(request.user):
        raise PermissionDenied(_ONLY_ASKING)
    form = ConsultationForm(request.POST or None, instance=Consultation())
    if request.method == "POST" and form.is_valid():
        asked = ask_consultation(
            by=request.user,
            token=form.cleaned_data["token"],
            values=form.values,
            items=form.items,
        )
        messages.success(request, _asked(request))
        return redirect(asked)
    return render(request, "experts/consultation_new.html", {"form": form})


def _asked(request: SignedInRequest) -> str:
    if request.user.is_moderator:
        return "Die Anfrage ist gespeichert. Die Kreise sehen sie, sobald Sie sie öffnen."
    return (
        "Die Anfrage ist gestellt. Die Geschäftsstelle prüft sie und öffnet sie für die Kreise; "
        "bis dahin können Sie sie ändern."
    )


def consultation_edit(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Word the question anew, from the version the editor started from."""
    found = readable(request, consultation_id)
    if not may_ask(request.user):
        raise PermissionDenied(_ONLY_ASKING)
    if not may_edit_question(request.user, found):
        raise PermissionDenied(IS_ASKED)
    form = ConsultationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            edit_consultation(
                found,
                by=request.user,
                version=form.cleaned_data["version"],
                values=form.values,
                items=form.items,
            )
        except MoveError as error:
            raise PermissionDenied(IS_ASKED) from error
        except OutdatedError as error:
            page = "experts/consultation_conflict.html"
            back = found.get_absolute_url()
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Die Anfrage ist gespeichert.")
        return redirect(found)
    return render(request, "experts/consultation_edit.html", {"form": form, "consultation": found})
