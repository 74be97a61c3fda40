"""Leading a consultation on: each step says what it does, and asks why where that is not plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render

from content.services import OutdatedError
from experts.access import may_ask, may_withdraw_question
from experts.choices import Stage
from experts.forms.questions import StepForm
from experts.services.consultations import (
    MoveError,
    close_consultation,
    evaluate_consultation,
    open_consultation,
    set_deadline,
    withdraw_consultation,
)
from experts.views.questions import readable, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Consultation

_CHANGED = "Die Anfrage wurde inzwischen geändert. Prüfen Sie, ob der Schritt noch passt."
_NO_WAY = "Dieser Schritt ist bei dieser Anfrage zurzeit nicht möglich."


def _step(
    request: SignedInRequest,
    consultation: Consultation,
    form: StepForm,
    act: Callable[..., bool],
    words: dict[str, str],
) -> HttpResponse:
    """Ask, then take the step; who was second finds it taken and loses nothing (S71, S72)."""
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        try:
            if act(consultation, by=request.user, **values):
                messages.success(request, words["done"])
            return redirect(consultation)
        except OutdatedError as error:
            messages.info(request, _CHANGED)
            seen: Any = request.POST.copy()
            seen["version"] = str(error.current.version)
            form.data = seen
        except MoveError:
            messages.info(request, _NO_WAY)
            return redirect(consultation)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "consultation": consultation, **words}
    return render(request, "experts/step.html", context)


def consultation_open(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Ask the Kreise, or ask them once more."""
    found = run(request, consultation_id)
    again = found.opened_at is not None
    form = StepForm(
        request.POST or None, consultation=found, with_deadline=True, demands_reason=again
    )
    words = {
        "title": "Noch einmal für Rückmeldungen öffnen" if again else "Für die Kreise öffnen",
        "says": "Alle Mitgliedskreise werden gefragt und erhalten eine Mitteilung. "
        "Der Wortlaut lässt sich danach nicht mehr ändern.",
        "button": "Anfrage öffnen",
        "done": "Die Anfrage ist offen. Die Kreise sind gefragt.",
    }
    return _step(request, found, form, open_consultation, words)


def consultation_deadline(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Give another deadline."""
    found = run(request, consultation_id)
    form = StepForm(
        request.POST or None, consultation=found, with_deadline=True, demands_reason=True
    )
    words = {
        "title": "Frist ändern",
        "says": "Alle Kreise erfahren die neue Frist.",
        "button": "Frist speichern",
        "done": "Die neue Frist ist gespeichert.",
    }
    return _step(request, found, form, set_deadline, words)


def consultation_evaluate(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Begin the evaluation, or go back to it."""
    found = run(request, consultation_id)
    early = found.is_open and not found.is_over and found.answered_count < found.asked_count
    form = StepForm(
        request.POST or None,
        consultation=found,
        demands_reason=early or found.stage != Stage.OPEN,
    )
    says = "Danach nimmt das Portal keine Rückmeldungen mehr an."
    if early:
        says = f"Die Frist läuft noch bis zum {found.deadline:%d.%m.%Y}. {says}"
    elif found.stage in {Stage.RELEASED, Stage.CLOSED}:
        says = "Die freigegebene Fassung bleibt, wie sie ist. Die neue entsteht daneben."
    elif found.stage == Stage.AGREEMENT:
        says = "Die Kreise lesen den Entwurf erst wieder, wenn Sie ihn erneut vorlegen."
    words = {
        "title": "Auswertung beginnen" if found.is_open else "Auswertung wieder aufnehmen",
        "says": says,
        "button": "Auswertung beginnen",
        "done": "Die Auswertung hat begonnen.",
    }
    return _step(request, found, form, evaluate_consultation, words)


def consultation_close(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Put it to the archive."""
    found = run(request, consultation_id)
    form = StepForm(request.POST or None, consultation=found)
    words = {
        "title": "Anfrage abschließen",
        "says": "Die Auswertung bleibt im Archiv, und Ergebnisse lassen sich weiter notieren.",
        "button": "Anfrage abschließen",
        "done": "Die Anfrage ist abgeschlossen.",
    }
    return _step(request, found, form, close_consultation, words)


def consultation_withdraw(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Take the question back."""
    found = readable(request, consultation_id)
    if not may_ask(request.user):
        message = "Eine Anfrage ziehen der Landkreistag und die Moderation zurück."
        raise PermissionDenied(message)
    if found.stage != Stage.WITHDRAWN and not may_withdraw_question(request.user, found):
        raise PermissionDenied(_NO_WAY)
    form = StepForm(request.POST or None, consultation=found, demands_reason=True)
    words = {
        "title": "Anfrage zurückziehen",
        "says": "Das lässt sich nicht rückgängig machen. Wer gefragt war, erfährt es.",
        "button": "Anfrage zurückziehen",
        "done": "Die Anfrage ist zurückgezogen.",
    }
    return _step(request, found, form, withdraw_consultation, words)
