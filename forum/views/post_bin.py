"""„Papierkorb“: the own deleted posts, for thirty days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from forum.access import may_edit_post, may_enter
from forum.models import Post

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_A_PAGE = 50


def post_bin(request: SignedInRequest) -> HttpResponse:
    """Show what the person deleted and may bring back."""
    user = request.user
    if not may_enter(user):
        raise Http404
    posts = list(Post.objects.visible_to(user).in_bin_of(user)[: _A_PAGE + 1])
    context = {
        "posts": [(post, may_edit_post(user, post, post.topic)) for post in posts[:_A_PAGE]],
        "more": len(posts) > _A_PAGE,
    }
    return render(request, "forum/post_bin.html", context)
