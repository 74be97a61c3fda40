"""Where paragraphs come from, and what is quoted in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.http import conflict
from content.services import OutdatedError
from experts.forms.summary import DocumentForm, QuotationForm, passages
from experts.models import Answer, Contribution, Quotation, Source
from experts.services.quoting import add_quotation, edit_quotation, remove_quotation
from experts.services.writing import tie_contribution, tie_document, tie_practice, untie
from experts.views.synthesis import or_not_now, work_url, writable, written
from practices.models import Practice
from search.filters import words_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from experts.models import Paragraph
    from practices.querysets import PracticeQuerySet

_MOST_FOUND = 20
_TIED, _WAS_TIED = "Der Beleg ist eingetragen.", "Dieser Beleg war schon eingetragen."


def _number(text: str) -> int:
    """Return a key that was sent; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@require_POST
@or_not_now
def source_contribution(
    request: SignedInRequest, consultation_id: int, paragraph_id: int
) -> HttpResponse:
    """Tie the contribution an answer belongs to; the answer is where the eyes are."""
    found = written(request, consultation_id, paragraph_id)
    answers = Answer.objects.visible_to(request.user).select_related("contribution")
    answer = get_object_or_404(
        answers,
        pk=_number(request.POST.get("antwort", "")),
        contribution__consultation=found.consultation_id,
    )
    is_new = tie_contribution(found, answer.contribution, by=request.user)
    messages.success(request, _TIED if is_new else _WAS_TIED)
    return redirect(work_url(found.consultation, found, f"antwort-{answer.pk}"))


def _search(request: SignedInRequest, text: str) -> PracticeQuerySet:
    """Return practices by their title, or the one whose address was put in."""
    readable = Practice.objects.visible_to(request.user).published()
    last = text.rstrip("/").rpartition("/")[2]
    by_address = Q(pk=_number(last)) if "/" in text else Q()
    words = Q()
    for word in text.split()[:8]:
        words &= Q(title__icontains=word)
    found = readable.filter(by_address or words)
    return found.select_related("kreis").order_by("title", "pk")[:_MOST_FOUND]


@or_not_now
def source_practice(
    request: SignedInRequest, consultation_id: int, paragraph_id: int
) -> HttpResponse:
    """Look for a practice, and tie it."""
    found = written(request, consultation_id, paragraph_id)
    if request.method == "POST":
        practices = Practice.objects.visible_to(request.user)
        practice = get_object_or_404(practices, pk=_number(request.POST.get("praxis", "")))
        is_new = tie_practice(found, practice, by=request.user)
        messages.success(request, _TIED if is_new else _WAS_TIED)
        return redirect(_editor(found))
    text = words_of(request.GET)
    context = {
        "paragraph": found,
        "consultation": found.consultation,
        "text": text,
        "practices": list(_search(request, text)) if text else [],
        "back": _editor(found),
    }
    return render(request, "experts/source_practice.html", context)


@or_not_now
def source_document(
    request: SignedInRequest, consultation_id: int, paragraph_id: int
) -> HttpResponse:
    """Name a document, and tie it."""
    found = written(request, consultation_id, paragraph_id)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_new = tie_document(found, by=request.user, **form.cleaned_data)
        messages.success(request, _TIED if is_new else _WAS_TIED)
        return redirect(_editor(found))
    context = {
        "form": form,
        "paragraph": found,
        "consultation": found.consultation,
        "title": "Dokument als Beleg",
        "button": "Beleg eintragen",
        "back": _editor(found),
    }
    return render(request, "experts/summary_form.html", context)


@require_POST
@or_not_now
def source_remove(
    request: SignedInRequest, consultation_id: int, paragraph_id: int, source_id: int
) -> HttpResponse:
    """Take a source off its paragraph."""
    found = written(request, consultation_id, paragraph_id)
    sources = Source.objects.visible_to(request.user).select_related("paragraph__consultation")
    source = sources.filter(pk=source_id, paragraph=found).first()
    if source is not None and untie(source, by=request.user):
        messages.success(request, "Der Beleg ist entfernt.")
    return redirect(_editor(found))


def _editor(paragraph: Paragraph) -> str:
    args = [paragraph.consultation_id, paragraph.pk]
    return f"{reverse('experts:paragraph-edit', args=args)}#belege"


# ---- Quotations ----------------------------------------------------------------------------------


@or_not_now
def quotation_new(
    request: SignedInRequest, consultation_id: int, paragraph_id: int, contribution_id: int
) -> HttpResponse:
    """Quote a Kreis in a paragraph."""
    found = written(request, consultation_id, paragraph_id)
    contributions = Contribution.objects.visible_to(request.user).submitted()
    contribution = get_object_or_404(
        contributions.select_related("kreis"),
        pk=contribution_id,
        consultation=found.consultation_id,
    )
    form = QuotationForm(request.POST or None, instance=Quotation())
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        token, wording = values["token"], values["wording"]
        try:
            add_quotation(found, contribution, by=request.user, token=token, wording=wording)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Das Zitat steht. Der Kreis wird um Zustimmung gebeten.")
            return redirect(work_url(found.consultation, found))
    context = _quoting(found, contribution, form) | {"title": "Kreis zitieren"}
    return render(request, "experts/quotation.html", context)


def _quoting(paragraph: Paragraph, contribution: Contribution, form: Any) -> dict[str, Any]:
    return {
        "form": form,
        "paragraph": paragraph,
        "consultation": paragraph.consultation,
        "kreis": contribution.kreis,
        "passages": passages(contribution),
        "back": work_url(paragraph.consultation, paragraph),
    }


def _quotation(request: SignedInRequest, consultation_id: int, quotation_id: int) -> Quotation:
    consultation = writable(request, consultation_id)
    joins = ("paragraph__consultation", "contribution__kreis")
    found = Quotation.objects.visible_to(request.user).select_related(*joins)
    return get_object_or_404(found, pk=quotation_id, paragraph__consultation=consultation)


@or_not_now
def quotation_edit(
    request: SignedInRequest, consultation_id: int, quotation_id: int
) -> HttpResponse:
    """Quote another passage; the Kreis is asked anew."""
    found = _quotation(request, consultation_id, quotation_id)
    form = QuotationForm(request.POST or None, instance=found)
    back = work_url(found.paragraph.consultation, found.paragraph)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        version, wording = values["version"], values["wording"]
        try:
            edit_quotation(found, by=request.user, version=version, wording=wording)
        except ValidationError as error:
            form.add_error(None, error)
        except OutdatedError as error:
            page = "experts/quotation_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        else:
            messages.success(request, "Das Zitat ist gespeichert.")
            return redirect(back)
    words = {"title": "Zitat ändern", "quotation": found}
    context = _quoting(found.paragraph, found.contribution, form) | words
    return render(request, "experts/quotation.html", context)


@require_POST
@or_not_now
def quotation_remove(
    request: SignedInRequest, consultation_id: int, quotation_id: int
) -> HttpResponse:
    """Take a quotation out."""
    found = _quotation(request, consultation_id, quotation_id)
    if remove_quotation(found, by=request.user):
        messages.success(request, "Das Zitat ist entfernt.")
    return redirect(work_url(found.paragraph.consultation, found.paragraph))
