"""The pages of comparison. They are part of the benchmark and of no portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString

from benchmarks.limits_models import Post, Topic

if TYPE_CHECKING:
    from django.http import HttpRequest

TOPIC_ID = 7


def user(request: HttpRequest) -> HttpResponse:
    """Answer with the name of who asks: session and user, two queries."""
    return HttpResponse(request.user.get_username())


def topic50(request: HttpRequest) -> HttpResponse:
    """Show a topic as anybody would write it."""
    topic = Topic._default_manager.get(pk=TOPIC_ID)
    posts = Post._default_manager.filter(topic_id=TOPIC_ID, number__lte=50).order_by("number")
    return render(request, "limits/topic50.html", {"topic": topic, "posts": posts})


def topic50_fast(request: HttpRequest) -> HttpResponse:
    """Answer with the same bytes, of which each post's were made when it was written."""
    topic = Topic._default_manager.get(pk=TOPIC_ID)
    found = Post._default_manager.filter(topic_id=TOPIC_ID, number__lte=50).order_by("number")
    posts = SafeString("".join(found.values_list("fragment", flat=True)))
    return render(request, "limits/topic50_fast.html", {"topic": topic, "posts": posts})


urlpatterns = [
    path("user/", user),
    path("topic50/", topic50),
    path("topic50_fast/", topic50_fast),
]
