"""The way to a release: the preview, the first person's hand-over, the second one's release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render

from content.choices import Audience
from content.services import OutdatedError
from experts.access import may_hand_over, may_narrow_release, may_release
from experts.editions import Edition
from experts.forms.releases import HandOverForm, NarrowForm, ReleaseForm
from experts.news.releases import HANDED_OVER
from experts.services.consultations import MoveError
from experts.services.releasing import (
    IncompleteSummaryError,
    hand_over_summary,
    narrow_release,
    obstacles_of,
    release_summary,
)
from experts.summary import checksum, compose
from experts.views.questions import run
from notices.services import see

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Consultation

_AUDIENCES = {"landkreistag": Audience.PARTNERS, "oeffentlich": Audience.PUBLIC}
_NOT_NOW = "Freigeben lässt sich eine Auswertung, die mit den Kreisen abgestimmt wird."
_CHANGED = "Inzwischen hat sich etwas geändert. Prüfen Sie die Vorschau noch einmal."


def summary_release(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Show exactly what will be released, and let two persons release it."""
    found = run(request, consultation_id)
    if request.method == "POST" and found.has_release and not found.is_in_work:
        return redirect(_summary_of(found))
    if not may_hand_over(request.user, found):
        raise PermissionDenied(_NOT_NOW)
    see([HANDED_OVER], found.pk, by=request.user)
    chosen = request.GET.get("fuer", "")
    audience = _AUDIENCES.get(chosen, Audience.PARTNERS)
    content = compose(found, audience=audience)
    form = _form(request, found, seen=checksum(content))
    if request.method == "POST" and form.is_valid():
        done = _act(request, found, form, audience)
        if done is not None:
            return done
    context = {
        "consultation": found,
        "edition": Edition(content),
        "audience": audience,
        "audiences": [(key, one.label, one == audience) for key, one in _AUDIENCES.items()],
        "obstacles": obstacles_of(found),
        "may_release": may_release(request.user, found),
        "form": form,
    }
    return render(request, "experts/summary_release.html", context)


def _summary_of(consultation: Consultation) -> Any:
    return consultation.releases.defer("pdf", "content").order_by("-edition")[0]


def _form(request: SignedInRequest, consultation: Consultation, *, seen: str) -> HandOverForm:
    data = request.POST or None
    if consultation.handed_over_by_id is None:
        return HandOverForm(data, consultation=consultation, seen=seen)
    return ReleaseForm(data, consultation=consultation, seen=seen)


def _act(
    request: SignedInRequest, found: Consultation, form: HandOverForm, audience: Audience
) -> HttpResponse | None:
    """Take the step; None where the page has to be shown once more, saying why."""
    try:
        if isinstance(form, ReleaseForm):
            values = {"note": "", **form.cleaned_data}
            if release_summary(found, by=request.user, audience=audience, **values):
                messages.success(request, "Die Auswertung ist freigegeben.")
            return redirect(_summary_of(found))
        if hand_over_summary(found, by=request.user, audience=audience, **form.cleaned_data):
            messages.success(request, "Die Auswertung liegt der zweiten Person vor.")
        return redirect(request.path)
    except MoveError as error:
        message = "Freigeben kann nur eine zweite Person der Moderation."
        raise PermissionDenied(message) from error
    except OutdatedError:
        messages.info(request, _CHANGED)
        return redirect(request.get_full_path())
    except IncompleteSummaryError as error:
        for obstacle in error.obstacles:
            form.add_error(None, obstacle)
    except ValidationError as error:
        if hasattr(error, "error_dict") and not set(error.error_dict) <= set(form.fields):
            form.add_error(None, error.messages)
        else:
            form.add_error(None, error)
    return None


def summary_narrow(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Take what was released back from the public."""
    found = run(request, consultation_id)
    if not may_narrow_release(request.user, found):
        message = "Diese Auswertung ist nicht öffentlich."
        raise PermissionDenied(message)
    form = NarrowForm(request.POST or None, consultation=found)
    if request.method == "POST" and form.is_valid():
        try:
            narrow_release(found, by=request.user, **form.cleaned_data)
        except OutdatedError:
            messages.info(request, _CHANGED)
            return redirect(request.path)
        messages.success(request, "Die Auswertung ist nicht mehr öffentlich.")
        return redirect(_summary_of(found))
    context = {
        "title": "Nicht mehr öffentlich zeigen",
        "says": (
            "Alle Fassungen lesen danach nur noch der Landkreistag und das Forum. "
            "Auch spätere Fassungen werden nicht öffentlich."
        ),
        "button": "Öffentlichkeit ausschließen",
        "form": form,
        "consultation": found,
    }
    return render(request, "experts/step.html", context)
