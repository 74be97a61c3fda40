from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.http import conflict
from content.services import OutdatedError
from notices.services import see
from practices.access import (
    may_adopt,
    may_edit_adoption,
    may_see_adoption_details,
    may_see_editions,
    may_withdraw_adoption,
    may_write_outcome,
)
from practices.choices import AfterMonths
from practices.forms import AdoptionForm, OutcomeForm
from practices.models import AdoptedElement, Adoption, AdoptionOutcome, Edition, Practice
from practices.news import OF_ADOPTION, OUTCOME_DUE
from practices.services import (
    begin_adoption,
    mark_source_seen,
    save_adoption,
    save_outcome,
    withdraw_adoption,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_OWN = "Das ist ein Praxisbeispiel Ihres eigenen Kreises. Übernehmen können es andere Kreise."
_NO_KREIS = (
    "Ein Praxisbeispiel übernimmt, wer einen Mitgliedskreis koordiniert. "
    "Die Ansprechpersonen stehen auf den Seiten der Kreise."
)
_NOT_YOURS = (
    "Eine Übernahme pflegt der Kreis, der sie eingetragen hat. "
    "Wenden Sie sich an ihn oder an die Moderation."
)


def adoption_begin(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Open the record of the own Kreis; one that is there already is shown."""
    user = request.user
    source = get_object_or_404(Practice.objects.visible_to(user), pk=practice_id)
    if not may_adopt(user, source) or user.kreis is None:
        raise PermissionDenied(_OWN if user.kreis_id == source.kreis_id else _NO_KREIS)
    begun = Adoption.objects.visible_to(user).filter(practice=source, kreis=user.kreis).first()
    if begun is not None:
        return redirect(begun) if request.method == "GET" else _edit(request, begun)
    form = AdoptionForm(request.POST or None, instance=Adoption(practice=source))
    if request.method == "POST" and form.is_valid():
        try:
            adoption = begin_adoption(
                source, kreis=user.kreis, by=user, values=form.values, elements=form.elements
            )
        except OutdatedError as error:
            return _conflict(request, form, error.current)
        messages.success(request, "Die Übernahme ist eingetragen; der andere Kreis erfährt davon.")
        return redirect(adoption)
    return render(request, "practices/adoption_begin.html", {"form": form, "practice": source})


def adoption(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    """Show the record; to the programme team, Kreis and state only."""
    user = request.user
    thing = _known(request, adoption_id)
    see(OF_ADOPTION, thing.pk, by=user)
    outcomes = AdoptionOutcome.objects.visible_to(user).filter(adoption=thing)
    written = {outcome.after_months: outcome for outcome in outcomes}
    context = {
        "adoption": thing,
        "details": may_see_adoption_details(user, thing),
        "may_edit": may_edit_adoption(user, thing),
        "may_withdraw": may_withdraw_adoption(user, thing),
        "elements": AdoptedElement.objects.visible_to(user).filter(adoption=thing),
        "outcomes": [
            {
                "after": AfterMonths(months),
                "written": written.get(months),
                "due": thing.outcome_from(months),
                "may_write": may_write_outcome(user, thing, after_months=months),
            }
            for months in AfterMonths.values
        ],
        **_source(request, thing),
    }
    return render(request, "practices/adoption.html", context)


def _source(request: SignedInRequest, adoption: Adoption) -> dict[str, bool]:
    """Say whether the source has another edition by now, and whether both are to be read."""
    source, user = adoption.practice, request.user
    changed = (
        adoption.source_is_readable
        and may_see_editions(user, source)
        and source.edition != adoption.source_edition
    )
    if not changed:
        return {"source_changed": False, "source_compared": False}
    both = Edition.objects.visible_to(user).filter(
        practice_id=source.pk, number__in=(source.edition, adoption.source_edition)
    )
    return {"source_changed": True, "source_compared": both.count() == 2}


def _known(request: SignedInRequest, adoption_id: int) -> Adoption:
    known = Adoption.objects.visible_to(request.user).as_read_by(request.user)
    return get_object_or_404(known, pk=adoption_id)


def _editable(request: SignedInRequest, adoption_id: int) -> Adoption:
    thing = _known(request, adoption_id)
    if not may_edit_adoption(request.user, thing):
        raise PermissionDenied(_NOT_YOURS)
    return thing


def adoption_edit(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    return _edit(request, _editable(request, adoption_id))


def _edit(request: SignedInRequest, thing: Adoption) -> HttpResponse:
    form = AdoptionForm(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        try:
            save_adoption(
                thing,
                by=request.user,
                version=form.cleaned_data["version"],
                values=form.values,
                elements=form.elements,
            )
        except OutdatedError as error:
            return _conflict(request, form, error.current)
        messages.success(request, "Die Übernahme ist gespeichert.")
        return redirect(thing)
    context = {"form": form, "adoption": thing, "title": thing.source_title}
    return render(request, "practices/adoption_edit.html", context)


def _conflict(
    request: SignedInRequest, form: AdoptionForm, current: Adoption | None
) -> HttpResponse:
    """Show both records; of one taken back meanwhile, nothing is left."""
    if current is None:
        raise Http404
    page, back = "practices/adoption_conflict.html", current.get_absolute_url()
    return conflict(request, form, current, page=page, back=back)


@require_POST
def adoption_withdraw(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    thing = _editable(request, adoption_id)
    if withdraw_adoption(thing, by=request.user):
        messages.success(request, "Der Eintrag ist zurückgenommen.")
        return redirect("practices:adoption-list")
    messages.error(
        request,
        "Zurücknehmen lässt sich nur ein Interesse. "
        "Was weiter war, bekommt den Stand „beendet“ oder „verworfen“ mit dem Grund.",
    )
    return redirect(thing)


@require_POST
def adoption_source_seen(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    """Note that the own Kreis has looked at what changed at the source."""
    thing = _editable(request, adoption_id)
    if not thing.source_is_readable:
        raise Http404
    if mark_source_seen(thing, by=request.user):
        messages.success(request, "Vermerkt: Sie kennen die heutige Fassung der Quelle.")
    return redirect(thing)


def adoption_outcome(request: SignedInRequest, adoption_id: int, after_months: int) -> HttpResponse:
    """Note how it went after half a year or a year."""
    if after_months not in AfterMonths.values:
        raise Http404
    thing = _editable(request, adoption_id)
    if not may_write_outcome(request.user, thing, after_months=after_months):
        due = thing.outcome_from(after_months)
        when = f" Hier möglich ab {due:%d.%m.%Y}." if due else ""
        message = f"Ein Ergebnis gibt es, wenn die Übernahme so lange läuft.{when}"
        raise PermissionDenied(message)
    see([OUTCOME_DUE], thing.pk, by=request.user)
    outcome = thing.outcomes.filter(after_months=after_months).first()
    outcome = outcome or AdoptionOutcome(adoption=thing, after_months=after_months)
    form = OutcomeForm(request.POST or None, instance=outcome)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            save_outcome(
                thing, after_months=after_months, by=request.user, version=version, values=values
            )
        except OutdatedError as error:
            page, back = "practices/adoption_conflict.html", thing.get_absolute_url()
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Das Ergebnis ist festgehalten. Danke.")
        return redirect(thing)
    context = {"form": form, "adoption": thing, "after": AfterMonths(after_months)}
    return render(request, "practices/adoption_outcome.html", context)
