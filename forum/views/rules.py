"""The rules of the Forum come before the first word: accepted once, at the sign-in or here."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from forum.access import may_enter
from forum.drafts import NEW_TOPIC, can_be_kept, keep_draft, one_of, place_of
from forum.views.files import take_files
from forum.views.topics import known_topic
from members.services import acknowledge_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from content.http import SignedInRequest


_KEPT = "Ihr Text ist als Entwurf gespeichert. Er steht wieder da, wenn Sie zugestimmt haben."


def rules_accept(request: SignedInRequest) -> HttpResponse:
    """Show the rules and take the word of who did not give it at the first sign-in."""
    if not may_enter(request.user):
        raise Http404
    if request.method == "POST":
        acknowledge_rules(request.user)
        return redirect(_back(request))
    context = {"topic_id": request.GET.get("thema", ""), "asked": request.GET.get("frage", "")}
    return render(request, "forum/rules.html", context)


def _back(request: SignedInRequest) -> str:
    """Return where the person wanted to write: below a topic, else a question as it was begun."""
    topic_id = request.POST.get("thema", "")
    if topic_id.isdecimal() and len(topic_id) < 10:
        return reverse("forum:topic", args=[int(topic_id)]) + "#antwort"
    asked = QueryDict(request.POST.get("frage", "")[:500])
    return f"{reverse('forum:topic-new')}?{asked.urlencode()}".rstrip("?")


def _keep(request: SignedInRequest, topic_id: int | None) -> None:
    """Keep what was typed and chosen: the rules may be new since the person began to write."""
    text = request.POST.get("text", "")
    place = NEW_TOPIC if topic_id is None else place_of(known_topic(request, topic_id))
    if topic_id is None:
        text = one_of(request.POST.get("title", "")[:120], text)
    if text.strip() and can_be_kept(text) and keep_draft(request.user, place, text):
        messages.info(request, _KEPT)
    take_files(request, place)


def after_rules(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that publishes: who never accepted the rules meets them first."""

    @wraps(view)
    def asked(request: SignedInRequest, **place: int) -> HttpResponse:
        user = request.user
        if user.acknowledged_at is None and may_enter(user):
            topic_id = place.get("topic_id")
            if request.method == "POST":
                _keep(request, topic_id)
            back = {"thema": topic_id} if topic_id else {"frage": request.GET.urlencode()}
            return redirect(f"{reverse('forum:rules-accept')}?{urlencode(back)}")
        return view(request, **place)

    return asked
