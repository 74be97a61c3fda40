from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.forms import VersionedForm
    from members.models import User


class SignedInRequest(HttpRequest):
    """For annotations: the request of a view that SignInRequired guards."""

    user: User


def conflict(
    request: SignedInRequest, form: VersionedForm, current: Any, *, page: str, back: str
) -> HttpResponse:
    """Show both versions; what is saved from there stands on the newest one (S72)."""
    differences = form.differences(current)
    if not differences:  # sent twice, or both wrote the same
        messages.success(request, "Das ist gespeichert.")
        return redirect(back)
    data = request.POST.copy()
    data["version"] = str(current.version)
    again = type(form)(data, instance=copy(current))
    context = {"form": again, "current": current, "differences": differences, "back": back}
    return render(request, page, context, status=409)
