"""Answering for a Kreis: the editor, the check before it counts, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from content.http import conflict, sent_number
from content.locks import editor_of, note_editor
from content.services import OutdatedError
from experts.access import may_change_contribution, may_withdraw_contribution
from experts.choices import Consent
from experts.drafts import understand
from experts.forms.contributions import ContributionForm
from experts.querysets import is_moderator, is_of_kreis
from experts.services.contributing import (
    ClosedError,
    IncompleteError,
    contribution_of,
    save_draft,
    submit_contribution,
    withdraw_contribution,
)
from experts.views.questions import readable

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.drafts import Draft
    from experts.models import Contribution

_KREISE_ANSWER = "Auf Anfragen des Landkreistages antworten die Mitgliedskreise."
_CLOSED = "Diese Anfrage nimmt keine Rückmeldungen mehr an. Fragen dazu beantwortet die Moderation."
_KEPT = (
    "Die Frist ist vorbei. Ihre Rückmeldung bleibt, wie Sie sie eingereicht haben. Solange die "
    "Anfrage offen ist, können Sie sie zurückziehen und noch einmal einreichen; sie gilt dann als "
    "nach der Frist eingegangen."
)
_STAYS = "Zurückziehen lässt sich eine Rückmeldung, bis die Auswertung freigegeben ist."
_IN = "Die Rückmeldung Ihres Kreises ist eingereicht."


def own_contribution(request: SignedInRequest, consultation_id: int) -> Contribution:
    """Return what the Kreis has, stored or new; for others there is nothing here."""
    found = readable(request, consultation_id)
    if is_of_kreis(request.user):
        return contribution_of(found, request.user)
    if is_moderator(request.user):
        raise PermissionDenied(_KREISE_ANSWER)
    raise Http404


def contribution_edit(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Answer to all items on one page; whatever is sent is kept as a draft."""
    contribution = own_contribution(request, consultation_id)
    items = list(contribution.consultation.items.all())
    data = request.POST if request.method == "POST" else None
    form = ContributionForm(data, contribution=contribution, items=items)
    if not may_change_contribution(request.user, contribution):
        return _closed(request, contribution, form)
    if data is None:
        return _editor(request, contribution, form)
    try:
        save_draft(contribution, by=request.user, version=form.sent_version, draft=form.draft)
    except ClosedError:
        return _closed(request, contribution, form)
    except OutdatedError as error:
        return _outdated(request, form, error.current)
    return _saved(request, contribution, form)


def _is_autosave(request: SignedInRequest) -> bool:
    """Whether the script of the editor asks, which needs a short answer instead of a page."""
    return request.headers.get("X-Autosave") == "1"


def _outdated(
    request: SignedInRequest, form: ContributionForm, current: Contribution
) -> HttpResponse:
    if _is_autosave(request):
        return JsonResponse({"conflict": True}, status=409)
    as_versioned: Any = form  # it answers the same questions
    page = "experts/contribution_conflict.html"
    return conflict(request, as_versioned, current, page=page, back=request.path)


def _saved(
    request: SignedInRequest, contribution: Contribution, form: ContributionForm
) -> HttpResponse:
    """Go on to the check, or say what keeps the draft from it; it is saved either way."""
    if _is_autosave(request):
        _note(request, contribution)
        at = f"{timezone.localtime():%H:%M}"
        said = {"saved_at": at, "version": contribution.version, "wrong": []}
        return JsonResponse(said)
    if "check" not in request.POST:
        messages.success(request, "Der Entwurf ist gespeichert. Eingereicht ist er noch nicht.")
        return redirect("experts:contribution-edit", contribution.consultation_id)
    data = request.POST.copy()
    data["version"] = str(contribution.version)
    checked = form.renewed(data, contribution)
    checked.checks = True
    if checked.is_valid():
        return redirect("experts:contribution-check", contribution.consultation_id)
    return _editor(request, contribution, checked)


def _note(request: SignedInRequest, contribution: Contribution) -> None:
    note_editor(contribution.consultation, request.user, part=str(contribution.kreis_id))


def _editor(
    request: SignedInRequest, contribution: Contribution, form: ContributionForm
) -> HttpResponse:
    consultation = contribution.consultation
    other = editor_of(consultation, besides=request.user, part=str(contribution.kreis_id))
    _note(request, contribution)
    context = {
        "form": form,
        "contribution": contribution,
        "consultation": consultation,
        "other": other,
    }
    return render(request, "experts/contribution_edit.html", context)


def _closed(
    request: SignedInRequest, contribution: Contribution, form: ContributionForm
) -> HttpResponse:
    """Refuse; what somebody typed meanwhile is shown once more, so that it can be copied."""
    late = contribution.is_submitted and contribution.consultation.is_open
    why = _KEPT if late else _CLOSED
    typed = form.typed if form.is_bound else []
    if not typed:
        raise PermissionDenied(why)
    if _is_autosave(request):
        return JsonResponse({"closed": True}, status=409)
    context = {"typed": typed, "why": why, "consultation": contribution.consultation}
    return render(request, "experts/contribution_closed.html", context, status=409)


def contribution_check(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Show what was understood and what of it leaves the member area; submit it."""
    contribution = own_contribution(request, consultation_id)
    if request.method == "POST":
        return _submit(request, contribution)
    if not may_change_contribution(request.user, contribution):
        raise PermissionDenied(
            _KEPT if contribution.is_submitted and contribution.consultation.is_open else _CLOSED
        )
    draft = understand(contribution.draft, list(contribution.consultation.items.all()))
    context = {
        "contribution": contribution,
        "consultation": contribution.consultation,
        "draft": draft,
        "names_itself": _names_itself(request, draft),
        "is_late": contribution.consultation.is_over,
    }
    return render(request, "experts/contribution_check.html", context)


def _names_itself(request: SignedInRequest, draft: Draft) -> str:
    """Return the Kreis's short name, where an anonymous answer holds it."""
    kreis = request.user.kreis
    if kreis is None or draft.consent != Consent.ANONYMOUS:
        return ""
    name = kreis.sort_name
    told = any(name.casefold() in one.text.casefold() for one in draft.answers)
    return name if told else ""


def _submit(request: SignedInRequest, contribution: Contribution) -> HttpResponse:
    version = sent_number(request.POST, "version")
    try:
        submit_contribution(contribution, by=request.user, version=version)
    except ClosedError as error:
        raise PermissionDenied(_KEPT if contribution.consultation.is_open else _CLOSED) from error
    except OutdatedError:
        text = "Jemand aus Ihrem Kreis hat den Entwurf inzwischen geändert. Prüfen Sie ihn bitte."
        messages.info(request, text)
    except IncompleteError:
        messages.error(request, "Zum Einreichen fehlt noch etwas; es steht oben auf der Seite.")
    else:
        messages.success(request, _IN)
        return redirect(contribution.consultation)
    return redirect("experts:contribution-check", contribution.consultation_id)


def contribution_withdraw(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Ask, then take the answer back."""
    contribution = own_contribution(request, consultation_id)
    consultation = contribution.consultation
    if request.method == "POST":
        edition = sent_number(request.POST, "edition")
        try:
            if contribution.pk and withdraw_contribution(
                contribution, by=request.user, edition=edition
            ):
                messages.success(request, "Die Rückmeldung Ihres Kreises ist zurückgezogen.")
            return redirect(consultation)
        except ClosedError as error:
            raise PermissionDenied(_STAYS) from error
        except OutdatedError:
            text = (
                "Inzwischen gilt eine neuere Fassung. Prüfen Sie, ob Sie sie zurückziehen wollen."
            )
            messages.info(request, text)
            return redirect("experts:contribution-withdraw", consultation.pk)
    if not may_withdraw_contribution(request.user, contribution):
        raise PermissionDenied(_STAYS)
    context = {"contribution": contribution, "consultation": consultation}
    return render(request, "experts/contribution_withdraw.html", context)
