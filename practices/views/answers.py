from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from practices.fields import SECTION_OF_KEY
from practices.forms import answers_form, section_form
from practices.models import ReviewRemark
from practices.services import answer_remark
from practices.views.closed import typed_again
from practices.views.editing import editable_practice, section_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest


@require_POST
def section_answers(request: SignedInRequest, practice_id: int, section_key: str) -> HttpResponse:
    """Answer the queries of a section together: none takes away what is typed to another."""
    section = SECTION_OF_KEY.get(section_key)
    if section is None:
        raise Http404
    known = ReviewRemark.objects.visible_to(request.user).filter(practice_id=practice_id)
    remarks = list(known.filter(field__in=section.fields))
    form = answers_form(remarks, request.POST)
    try:
        practice = editable_practice(request, practice_id)
    except (Http404, PermissionDenied):
        if late := typed_again(request, practice_id, form):
            return late
        raise
    if not form.is_valid():
        written = section_form(section)(instance=practice)
        return section_page(request, practice, section, written, form)
    for remark in remarks:
        if answer := form.cleaned_data[f"answer_{remark.pk}"]:
            answer_remark(remark, by=request.user, answer=answer)
    if remarks:
        messages.success(request, "Ihre Antworten sind gespeichert.")
    return redirect("practices:practice-section", practice.pk, section.key)
