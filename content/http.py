from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import redirect, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models.fields.files import FieldFile
    from django.http import HttpResponse

    from content.forms import VersionedForm
    from members.models import User


log = logging.getLogger("forum.files")


class SignedInRequest(HttpRequest):
    """For annotations: the request of a view that SignInRequired guards."""

    user: User


def sent_number(data: Any, name: str) -> int:
    """Return a whole number that a form sent; -1, which no version and no key is, for all else."""
    typed = str(data.get(name, ""))
    return int(typed) if re.fullmatch("[0-9]{1,9}", typed) else -1


def first_or_404[Thing](found: Sequence[Thing]) -> Thing:
    """Return the one that a query was to find; what is hidden is absent."""
    if not found:
        raise Http404
    return found[0]


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
    again = form.renewed(data, current)
    context = {"form": again, "current": current, "differences": differences, "back": back}
    return render(request, page, context, status=409)


def deliver(
    stored: FieldFile, *, name: str, content_type: str, inline: bool = False
) -> FileResponse:
    """Hand out an uploaded file so that no browser runs it; whoever calls has asked for the right.

    No cache keeps it, for the right is asked anew each time (S27, S28, S38).
    """
    try:
        file = stored.open("rb")
    except FileNotFoundError as error:
        log.exception("stored file is missing")
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=not inline, filename=name, content_type=content_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    # Packed already, most of them: compressed on the way they would lose their length.
    response["Content-Encoding"] = "identity"
    return response
