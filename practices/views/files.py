"""Handing out files and pictures: each time with the right of the practice they belong to (S27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.choices import Audience
from content.http import deliver
from practices.models import Practice, PracticeFile

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from content.http import SignedInRequest


@require_safe
def practice_file(
    request: SignedInRequest,
    practice_id: int,
    file_id: int,
    name: str,  # noqa: ARG001  (how the reader's browser calls the file)
) -> HttpResponseBase:
    files = PracticeFile.objects.visible_to(request.user)
    file = get_object_or_404(files, pk=file_id, practice_id=practice_id)
    return deliver(file.file, name=file.download_name, content_type=file.content_type)


# The pictures of public practices are seen without signing in; `visible_to` decides for each.
@login_not_required
@require_safe
def practice_picture(request: HttpRequest, practice_id: int) -> HttpResponseBase:
    readable = Practice.objects.visible_to(request.user).exclude(image="")
    practice = get_object_or_404(readable.only("image", "audience"), pk=practice_id)
    name = f"bild-{practice.pk}.webp"
    response = deliver(practice.image, name=name, content_type="image/webp", inline=True)
    if practice.audience == Audience.PUBLIC and not request.user.is_authenticated:
        # In the reader's browser alone, and not for long: narrowing acts at once (S28).
        response["Cache-Control"] = "private, max-age=60"
    return response
