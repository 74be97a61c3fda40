"""What somebody typed and may no longer save: shown once more, so that it can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import JsonResponse
from django.shortcuts import render

from practices.models import Practice

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest


def typed_again(
    request: SignedInRequest, practice_id: int, form: forms.BaseForm
) -> HttpResponse | None:
    """Return a page with the words of a form that came too late (409); None where there are none.

    The same for a practice that is gone and one that may not be read: it names neither.
    """
    if request.method != "POST":
        return None
    texts = [(field.label, _typed(field).strip()) for field in form.visible_fields()]
    typed = [(label, text) for label, text in texts if text]
    if not typed:
        return None
    if request.headers.get("X-Autosave") == "1":
        return JsonResponse({"closed": True}, status=409)
    practice = Practice.objects.visible_to(request.user).filter(pk=practice_id).first()
    context = {"practice": practice, "typed": typed}
    return render(request, "practices/practice_closed.html", context, status=409)


def _typed(field: forms.BoundField) -> str:
    """Return what was written into a field; choices are made again within a minute."""
    if isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField):
        return ""
    value = field.value() or ""
    if isinstance(value, str):
        return value
    return "\n".join(" · ".join(filter(None, row)) for row in value if any(row))
