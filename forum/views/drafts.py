from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from content.drafts import drop_draft
from forum.access import may_enter, may_post
from forum.drafts import NEW_TOPIC, can_be_kept, keep_draft, one_of, place_of
from forum.reading import MOST_UNSENT, unsent_by
from forum.services import describe_files
from forum.views.files import words_for_pictures
from forum.views.topics import known_topic

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest


def draft_save(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Keep what is being typed in a topic; „verwerfen“ throws it away."""
    thing = known_topic(request, topic_id)
    back = f"{thing.get_absolute_url()}#antwort"
    if (
        request.method == "POST"
        and "verwerfen" not in request.POST
        and not may_post(request.user, thing)
    ):
        return JsonResponse({"said": ""}, status=409)
    return kept(request, place_of(thing), request.POST.get("text", ""), back)


def topic_draft_save(request: SignedInRequest) -> HttpResponse:
    """Keep a question that is being typed; „verwerfen“ throws it away."""
    if not may_enter(request.user):
        raise Http404
    text = one_of(request.POST.get("title", "")[:120], request.POST.get("text", ""))
    return kept(request, NEW_TOPIC, text, "forum:topic-new")


def kept(request: SignedInRequest, place: str, text: str, back: str) -> HttpResponse:
    """Keep a text at its place, and what is said of pictures there; say when."""
    if request.method != "POST":
        return redirect(back)
    if "verwerfen" in request.POST:
        drop_draft(request.user, place)
        messages.success(request, "Der Entwurf ist verworfen.")
        return redirect(back)
    if not can_be_kept(text):
        said = "Nicht gespeichert: Der Text ist zu lang oder enthält ungültige Zeichen."
        return JsonResponse({"said": said}, status=400)
    words = words_for_pictures(request.POST)
    if words:
        describe_files(place, words, by=request.user)
    draft = keep_draft(request.user, place, text)
    at = timezone.localtime(draft.saved_at if draft else None)
    said = f"Entwurf auf dem Server gespeichert, {at:%H:%M} Uhr" if draft else ""
    return JsonResponse({"said": said})


def drafts(request: SignedInRequest) -> HttpResponse:
    """Show what the person has not sent yet, in all rooms; throw some of it away."""
    user = request.user
    if not may_enter(user):
        raise Http404
    found = unsent_by(user)
    if request.method == "POST":
        chosen = request.POST.get("entwurf", "")
        for one in found:
            if str(one.draft.pk) == chosen and drop_draft(user, one.draft.place):
                messages.success(request, "Der Entwurf ist verworfen.")
        return redirect("forum:drafts")
    return render(request, "forum/drafts.html", {"found": found, "most": MOST_UNSENT})
