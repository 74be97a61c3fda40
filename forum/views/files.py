"""Files of posts: handed out with the right of their post, taken in while somebody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.http import deliver
from forum.models import PostFile

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from content.http import SignedInRequest


@require_safe
def post_file(request: SignedInRequest, file_id: int) -> HttpResponseBase:
    """Hand out a file or a picture to whoever reads its post at this moment (S27)."""
    file = get_object_or_404(PostFile.objects.visible_to(request.user), pk=file_id)
    return deliver(
        file.file,
        name=file.download_name,
        content_type=file.content_type,
        inline=file.is_picture,
    )
