"""The summary in work, with the contributions beside it. Only moderators come here."""

from __future__ import annotations

from functools import wraps
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.http import conflict, sent_number
from content.services import OutdatedError
from experts.access import may_run
from experts.choices import REQUIRED, ContributionState, Section
from experts.completeness import gaps_for_agreement, remarks
from experts.counting import Counted, count_answers
from experts.figures import write_number
from experts.forms.summary import ParagraphForm
from experts.models import Answer, Contribution, Paragraph, Quotation, Source
from experts.services.consultations import MoveError
from experts.services.writing import (
    add_paragraph,
    draft_method,
    edit_paragraph,
    move_paragraph,
    remove_paragraph,
)
from experts.views.questions import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Consultation, ConsultationItem

NOT_NOW = (
    "An der Auswertung wird zurzeit nicht geschrieben. Das geht, solange sie in Arbeit oder in "
    "Abstimmung ist; den Schritt dorthin finden Sie bei der Anfrage."
)


def writable(request: SignedInRequest, consultation_id: int) -> Consultation:
    """Return a consultation for the moderator who writes its summary; nobody else knows of it."""
    found = readable(request, consultation_id)
    if not may_run(request.user, found):
        raise Http404
    if not found.is_in_work:
        raise PermissionDenied(NOT_NOW)
    return found


def written(request: SignedInRequest, consultation_id: int, paragraph_id: int) -> Paragraph:
    """Return a paragraph for who writes in it."""
    consultation = writable(request, consultation_id)
    found = Paragraph.objects.visible_to(request.user).select_related("consultation", "item")
    return get_object_or_404(found, pk=paragraph_id, consultation=consultation)


def or_not_now[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Say so when the summary was taken out of work while somebody wrote."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except MoveError as error:
            raise PermissionDenied(NOT_NOW) from error

    return wrapped


def work_url(
    consultation: Consultation, paragraph: Paragraph | None = None, place: str = ""
) -> str:
    """Return where the summary is written, with a paragraph chosen."""
    url = reverse("experts:summary-work", args=[consultation.pk])
    if paragraph is None:
        return url
    return f"{url}?absatz={paragraph.pk}#{place or f'absatz-{paragraph.pk}'}"


# ---- The working view ----------------------------------------------------------------------------


def summary_work(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Show what the Kreise answered beside what is written of it."""
    found = writable(request, consultation_id)
    items = list(found.items.all())
    counted = count_answers(found, items)
    paragraphs = _paragraphs(request, found, counted)
    asked = request.GET.get("absatz", "")
    chosen = next((one for one in paragraphs if str(one.pk) == asked), None)
    contributions = Contribution.objects.visible_to(request.user).submitted()
    silent = contributions.filter(consultation=found, no_comment=True).select_related("kreis")
    context = {
        "consultation": found,
        "parts": _answered(request, found, items, counted, chosen),
        "silent": list(silent.order_by("kreis__sort_name")),
        "sections": _by_section(paragraphs),
        "chosen": chosen,
        "gaps": gaps_for_agreement(found),
        "remarks": remarks(found),
    }
    return render(request, "experts/summary_work.html", context)


def _paragraphs(
    request: SignedInRequest, consultation: Consultation, counted: Counted
) -> list[Any]:
    sources = Source.objects.visible_to(request.user)
    quotations = Quotation.objects.visible_to(request.user)
    joined: Any = Paragraph.objects.visible_to(request.user).prefetch_related(
        Prefetch("sources", sources.select_related("contribution__kreis", "practice")),
        Prefetch("quotations", quotations.select_related("contribution__kreis")),
    )
    paragraphs: list[Any] = list(joined.filter(consultation=consultation))
    for one in paragraphs:
        put_figures(one, counted)
    return paragraphs


def put_figures(paragraph: Any, counted: Counted) -> None:
    """Let a paragraph know the figures that stand beside it."""
    paragraph.agreement = counted.agreements.get(paragraph.item_id)
    paragraph.numbers = counted.numbers.get(paragraph.item_id)


def _by_section(paragraphs: list[Any]) -> list[tuple[Section, bool, list[Any]]]:
    return [
        (section, section in REQUIRED, [one for one in paragraphs if one.section == section])
        for section in Section
    ]


def _answered(
    request: SignedInRequest,
    consultation: Consultation,
    items: list[ConsultationItem],
    counted: Counted,
    chosen: Any,
) -> list[dict[str, Any]]:
    """Return the items, each with its figures and what every Kreis said to it."""
    answers: Any = Answer.objects.visible_to(request.user).filter(
        contribution__consultation=consultation, contribution__state=ContributionState.SUBMITTED
    )
    rows: list[Any] = list(
        answers.select_related("contribution__kreis", "item").order_by(
            "item__position", "contribution__kreis__sort_name"
        )
    )
    tied = {one.contribution_id for one in chosen.sources.all()} if chosen else set()
    for row in rows:
        row.is_tied = row.contribution_id in tied
        row.said = "" if row.number is None else write_number(row.number, row.item.unit)
    of_item = {key: list(some) for key, some in groupby(rows, lambda row: row.item_id)}
    return [
        {
            "item": item,
            "agreement": counted.agreements.get(item.pk),
            "numbers": counted.numbers.get(item.pk),
            "answers": [row for row in of_item.get(item.pk, []) if _says(row)],
        }
        for item in items
    ]


def _says(answer: Any) -> bool:
    return bool(answer.choice or answer.text or answer.said)


# ---- Paragraphs ----------------------------------------------------------------------------------


@or_not_now
def paragraph_new(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Write a paragraph."""
    found = writable(request, consultation_id)
    wanted = request.GET.get("abschnitt", "")
    section = wanted if wanted in Section.values else Section.FINDINGS
    form = ParagraphForm(
        request.POST or None, instance=Paragraph(consultation=found, section=section)
    )
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        paragraph = add_paragraph(found, by=request.user, token=token, values=form.values)
        messages.success(request, "Der Absatz ist gespeichert. Wählen Sie jetzt seine Belege.")
        return redirect(work_url(found, paragraph))
    context = {"form": form, "consultation": found, "back": work_url(found)}
    return render(request, "experts/paragraph_new.html", context)


@or_not_now
def paragraph_edit(
    request: SignedInRequest, consultation_id: int, paragraph_id: int
) -> HttpResponse:
    """Word a paragraph anew, from the version the editor started from; see to its sources."""
    found = written(request, consultation_id, paragraph_id)
    stored = found.flagged
    form = ParagraphForm(request.POST or None, instance=found)
    back = work_url(found.consultation, found)
    if request.method == "POST" and form.is_valid():
        try:
            edit_paragraph(
                found,
                by=request.user,
                version=form.cleaned_data["version"],
                values=form.values,
                checked=bool(form.cleaned_data.get("checked")),
            )
        except OutdatedError as error:
            page = "experts/paragraph_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Der Absatz ist gespeichert.")
        return redirect(back)
    sources = Source.objects.visible_to(request.user).filter(paragraph=found)
    quotations = Quotation.objects.visible_to(request.user).filter(paragraph=found)
    context = {
        "form": form,
        "paragraph": found,
        "flagged": stored,
        "consultation": found.consultation,
        "sources": sources.select_related("contribution__kreis", "practice"),
        "quotations": quotations.select_related("contribution__kreis"),
        "back": back,
    }
    return render(request, "experts/paragraph_edit.html", context)


@or_not_now
def paragraph_remove(
    request: SignedInRequest, consultation_id: int, paragraph_id: int
) -> HttpResponse:
    """Ask, then take a paragraph away."""
    found = written(request, consultation_id, paragraph_id)
    if request.method == "POST":
        version = sent_number(request.POST, "version")
        try:
            remove_paragraph(found, by=request.user, version=version)
        except OutdatedError:
            messages.info(request, "Der Absatz wurde inzwischen geändert. Prüfen Sie ihn noch.")
            return redirect(request.path)
        messages.success(request, "Der Absatz ist entfernt.")
        return redirect(work_url(found.consultation))
    context = {
        "paragraph": found,
        "consultation": found.consultation,
        "back": work_url(found.consultation, found),
    }
    return render(request, "experts/paragraph_remove.html", context)


@require_POST
@or_not_now
def paragraph_move(
    request: SignedInRequest, consultation_id: int, paragraph_id: int
) -> HttpResponse:
    """Put a paragraph at another place of its section."""
    found = written(request, consultation_id, paragraph_id)
    place = request.POST.get("platz", "")
    if place.isdecimal() and len(place) < 5:
        move_paragraph(found, by=request.user, to=int(place))
    return redirect(work_url(found.consultation, found))


@require_POST
@or_not_now
def method_draft(request: SignedInRequest, consultation_id: int) -> HttpResponse:
    """Write from the facts how the summary came about."""
    found = writable(request, consultation_id)
    if draft_method(found, by=request.user):
        messages.success(request, "Der Abschnitt steht. Prüfen und ergänzen Sie ihn.")
    return redirect(f"{work_url(found)}#{Section.METHOD.value}")
