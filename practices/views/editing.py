"""The editor: a list of sections, each a page that saves itself."""

from __future__ import annotations

import uuid
from copy import copy
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from content.http import conflict
from content.locks import editor_of, note_editor
from content.models import Record
from content.services import OutdatedError
from notices.services import see
from practices.access import can_read, may_create, may_edit, may_moderate, may_revise, may_withdraw
from practices.completeness import anchor_of, missing_fields, percent_filled, section_states
from practices.editions import in_words, label_of
from practices.fields import SECTION_OF_FIELD, SECTION_OF_KEY, SECTIONS
from practices.forms import (
    AnswerForm,
    NewPracticeForm,
    answers_form,
    material_forms,
    section_form,
)
from practices.models import Practice, ReviewRemark
from practices.news import OF_PRACTICE
from practices.services import (
    AnsweredError,
    IncompleteError,
    answer_remark,
    create_practice,
    discard_draft,
    save_practice,
    start_revision,
    submit_practice,
)
from practices.views.closed import typed_again
from practices.views.merged import follows_merged

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from practices.fields import Section
    from practices.forms.editor import PracticeForm

_NOT_YOURS = (
    "An diesem Beispiel schreibt der eigene Kreis, solange es nicht eingereicht ist, "
    "danach die Moderation."
)
_KREIS_ANSWERS = "Eine Rückfrage beantwortet der Kreis, dem sie gilt."
_NO_LONGER_ASKED = (
    "Geändert wurde nichts: Antworten lassen sich schreiben, solange das Beispiel zur Rückfrage "
    "bei Ihrem Kreis liegt."
)
# What a form started from, and no words of the practice.
_BASE = {"version", "seen"}
_SUBMITTED = "Das Beispiel ist eingereicht. Die Glocke sagt Ihnen, wenn es weitergeht."


def editable_practice(request: SignedInRequest, practice_id: int) -> Practice:
    readable = Practice.objects.visible_to(request.user).select_related("kreis", "revises")
    practice = get_object_or_404(readable, pk=practice_id)
    if not may_edit(request.user, practice):
        raise PermissionDenied(_NOT_YOURS)
    return practice


def practice_new(request: SignedInRequest) -> HttpResponse:
    """Begin a practice with its title."""
    if not may_create(request.user) or request.user.kreis is None:
        message = "Praxisbeispiele schreiben die Mitgliedskreise."
        raise PermissionDenied(message)
    form = NewPracticeForm(request.POST or None, initial={"token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        kreis = request.user.kreis
        try:
            practice = create_practice(
                values["title"], kreis=kreis, by=request.user, token=values["token"]
            )
        except Practice.DoesNotExist:
            raise Http404 from None
        return redirect("practices:practice-edit", practice.pk)
    return render(request, "practices/practice_new.html", {"form": form})


@follows_merged
def practice_edit(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Show the sections and what is missing in each."""
    practice = editable_practice(request, practice_id)
    see(OF_PRACTICE, practice.pk, by=request.user)
    missing = missing_fields(practice)
    remarks = list(practice.remarks.visible_to(request.user).select_related("by"))
    open_in = {SECTION_OF_FIELD[one.field].key for one in remarks if one.answered_at is None}
    context = {
        "practice": practice,
        "sections": [
            (section, [label_of(name) for name in lacking], section.key in open_in)
            for section, lacking in section_states(missing)
        ],
        "percent": percent_filled(missing),
        "open_remarks": sum(one.answered_at is None for one in remarks),
        "missing": missing,
    }
    return render(request, "practices/practice_edit.html", context)


def practice_section(request: SignedInRequest, practice_id: int, section_key: str) -> HttpResponse:
    """Edit one section; a request of the autosave gets a short answer instead of a page."""
    section = SECTION_OF_KEY.get(section_key)
    try:
        practice = editable_practice(request, practice_id)
    except (Http404, PermissionDenied):
        late = section and typed_again(request, practice_id, section_form(section)(request.POST))
        if late:
            return late
        raise
    if section is None:
        raise Http404
    form = section_form(section)(request.POST or None, instance=copy(practice))
    if request.method == "POST" and request.headers.get("X-Autosave") == "1":
        note_editor(practice, request.user)
        return _autosaved(request, practice, form)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], _values(form)
        try:
            seen = form.cleaned_data["seen"]
            save_practice(practice, by=request.user, version=version, values=values, seen=seen)
        except OutdatedError as error:
            page, back = "practices/practice_conflict.html", request.path
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, f"„{section.label}“ ist gespeichert.")
        return redirect(_after(request, practice, section_key))
    return section_page(request, practice, section, form)


def section_page(
    request: SignedInRequest,
    practice: Practice,
    section: Section,
    form: PracticeForm,
    answers: forms.Form | None = None,
) -> HttpResponse:
    """Show a section with what is typed into its form, and into the answers to its queries."""
    other = editor_of(practice, besides=request.user)
    note_editor(practice, request.user)
    remarks = practice.remarks.visible_to(request.user).filter(field__in=section.fields)
    asked = list(remarks.select_related("by"))
    answers = answers or answers_form(asked)
    context = {
        "practice": practice,
        "section": section,
        "sections": SECTIONS,
        "form": form,
        **(material_forms(practice) if section.material else {}),
        "other": other,
        "answers": answers,
        "remarks": [
            (remark, label_of(remark.field), answers[f"answer_{remark.pk}"]) for remark in asked
        ],
    }
    return render(request, "practices/practice_section.html", context)


def _values(form: PracticeForm) -> dict[str, object]:
    return {name: value for name, value in form.cleaned_data.items() if name not in _BASE}


def _after(request: SignedInRequest, practice: Practice, section_key: str) -> str:
    """Go on to the next section, or back to the list."""
    keys = [section.key for section in SECTIONS]
    following = keys[keys.index(section_key) + 1 :]
    if "next" in request.POST and following:
        return reverse("practices:practice-section", args=[practice.pk, following[0]])
    return reverse("practices:practice-edit", args=[practice.pk])


def _autosaved(request: SignedInRequest, practice: Practice, form: PracticeForm) -> JsonResponse:
    """Save what is right so far; say when, and what is not right yet."""
    form.is_valid()
    values = _values(form)
    version, seen = form.cleaned_data.get("version", 0), form.cleaned_data.get("seen", "")
    try:
        if save_practice(practice, by=request.user, version=version, values=values, seen=seen):
            # Its own, and not what somebody else has saved since: that one must meet a conflict.
            version, seen = practice.version, practice.saved_mark
    except OutdatedError:
        return JsonResponse({"conflict": True}, status=409)
    saved_at = f"{timezone.localtime():%H:%M}"
    wrong = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    answer = {"saved_at": saved_at, "version": version, "seen": seen, "wrong": wrong}
    return JsonResponse(answer)


def practice_check(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Show all answers once more; hand them to the office."""
    if request.method == "POST" and (submitted := _submitted(request, practice_id)):
        messages.success(request, _SUBMITTED)
        return redirect(submitted.get_absolute_url())
    practice = editable_practice(request, practice_id)
    missing = missing_fields(practice)
    open_remarks = practice.remarks.open().count()
    if request.method == "POST":
        try:
            if submit_practice(practice, by=request.user) or _submitted(request, practice_id):
                messages.success(request, _SUBMITTED)
            return redirect(practice.get_absolute_url())
        except IncompleteError:
            messages.error(request, "Zum Einreichen fehlt noch etwas; es steht oben auf der Seite.")
    said = in_words(practice)
    context = {
        "practice": practice,
        "open_remarks": open_remarks,
        "missing": [(SECTION_OF_FIELD[name], label_of(name), anchor_of(name)) for name in missing],
        "sections": [
            (section, [(label_of(name), said.get(name, "")) for name in section.shown])
            for section in SECTIONS
        ],
    }
    return render(request, "practices/practice_check.html", context)


def _submitted(request: SignedInRequest, practice_id: int) -> Practice | None:
    """Return what is with the office already: the second click of two says what the first did."""
    practice = Practice.objects.visible_to(request.user).filter(pk=practice_id).first()
    return practice if practice is not None and may_withdraw(request.user, practice) else None


@require_POST
def practice_revise(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Begin a new edition of a published practice, or go on with the one that was begun."""
    practice = get_object_or_404(Practice.objects.visible_to(request.user), pk=practice_id)
    if not may_revise(request.user, practice):
        raise PermissionDenied(_NOT_YOURS)
    revision = start_revision(practice, by=request.user)
    if not can_read(request.user, revision):
        text = (
            "Der Kreis arbeitet bereits an einer neuen Fassung. "
            "Sie können sie lesen und bearbeiten, sobald er sie einreicht."
        )
        messages.info(request, text)
        return redirect(practice.get_absolute_url())
    if may_edit(request.user, revision):
        return redirect("practices:practice-edit", revision.pk)
    return redirect(revision.get_absolute_url())


def practice_discard(request: SignedInRequest, practice_id: int) -> HttpResponse:
    """Ask, then delete a draft for good."""
    if request.method == "POST" and (gone := _discarded(request, practice_id)):
        messages.success(request, "Der Entwurf ist verworfen.")
        return redirect(gone)
    practice = editable_practice(request, practice_id)
    if request.method == "POST":
        original = practice.revises
        if discard_draft(practice, by=request.user):
            messages.success(request, f"Der Entwurf „{practice.title}“ ist verworfen.")
            return redirect(original.get_absolute_url() if original else "practices:own")
        if gone := _discarded(request, practice_id):
            messages.success(request, "Der Entwurf ist verworfen.")
            return redirect(gone)
        messages.error(request, "Verwerfen lässt sich nur ein Entwurf.")
        return redirect(practice.get_absolute_url())
    return render(request, "practices/practice_discard.html", {"practice": practice})


def _discarded(request: SignedInRequest, practice_id: int) -> str:
    """Return where to go on, if the own Kreis discarded this draft: the second click of two."""
    trail = Record.objects.filter(act="practice.draft_discarded", key=str(practice_id))
    last = trail.filter(kind="practices.practice").first()
    if last is None or last.details["kreis"] != request.user.kreis_id:
        return ""
    original = Practice.objects.visible_to(request.user).filter(pk=last.details.get("revises"))
    found = original.first()
    return found.get_absolute_url() if found else reverse("practices:own")


@require_POST
def remark_answer(request: SignedInRequest, practice_id: int, remark_id: int) -> HttpResponse:
    """Note what the Kreis says to a query; nobody else says it in its place."""
    readable = Practice.objects.visible_to(request.user)
    practice = get_object_or_404(readable, pk=practice_id)
    if may_moderate(request.user, practice):
        raise PermissionDenied(_KREIS_ANSWERS)
    known = ReviewRemark.objects.visible_to(request.user).filter(practice=practice)
    remark = get_object_or_404(known, pk=remark_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_remark(remark, by=request.user, answer=form.cleaned_data["answer"])
        except AnsweredError:
            messages.error(request, _NO_LONGER_ASKED)
            return redirect(practice.get_absolute_url())
        messages.success(request, "Ihre Antwort ist gespeichert.")
    else:
        messages.error(request, "Schreiben Sie eine Antwort mit höchstens 1.000 Zeichen.")
    section = SECTION_OF_FIELD[remark.field]
    return redirect("practices:practice-section", practice.pk, section.key)
