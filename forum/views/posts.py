from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from forum.access import can_read_words, may_edit_post
from forum.services import delete_post, restore_post
from forum.views.topics import known_topic

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from forum.models import Post

_GONE = "Dieser Beitrag ist gelöscht."
_HIDDEN = "Von der Moderation ausgeblendet."
NOT_YOURS = "Einen Beitrag ändert, wer ihn geschrieben hat, solange das Thema offen ist."


def known_post(request: SignedInRequest, topic_id: int, number: int) -> Post:
    """Return a post of a topic this person reads; of a deleted one access knows more."""
    thing = known_topic(request, topic_id)
    post = get_object_or_404(thing.posts, number=number)
    post.topic = thing  # with its room, which access asks for
    return post


@require_http_methods(["POST"])
def post_delete(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Take the own post away, or bring it back."""
    post = known_post(request, topic_id, number)
    if not may_edit_post(request.user, post, post.topic):
        raise PermissionDenied(NOT_YOURS)
    if "zurueck" in request.POST:
        if restore_post(post, by=request.user):
            messages.success(request, "Der Beitrag steht wieder da.")
    elif delete_post(post, by=request.user):
        messages.success(request, "Der Beitrag ist gelöscht. 30 Tage lang holen Sie ihn zurück.")
    return redirect(post)


def post_versions(request: SignedInRequest, topic_id: int, number: int) -> HttpResponse:
    """Show what a post said before; of one taken away only to its author and the moderation."""
    post = known_post(request, topic_id, number)
    if not can_read_words(request.user, post):
        raise PermissionDenied(_GONE if post.deleted_at is not None else _HIDDEN)
    context = {"post": post, "topic": post.topic, "versions": post.versions.all()}
    return render(request, "forum/post_versions.html", context)
