from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from content.drafts import save_draft
from forum.access import may_post
from forum.drafts import can_be_kept, place_of
from forum.forms import PostForm
from forum.services import ClosedError, write_post
from forum.views.topics import known_topic, show_topic

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from forum.forms import TopicForm
    from forum.models import Topic

_CLOSED = "Hier lässt sich nichts mehr schreiben: Das Thema oder der Raum ist geschlossen."


def post_new(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Publish an answer, or show it first; what cannot be published is lost nowhere."""
    thing = known_topic(request, topic_id)
    if request.method != "POST":
        # Whoever was signed out while writing comes here from the sign-in.
        return redirect(f"{thing.get_absolute_url()}#antwort")
    form = PostForm(request.POST)
    fine = form.is_valid()
    if not may_post(request.user, thing):
        return _refused(request, thing, form)
    if not fine or "vorschau" in request.POST:
        _keep(request, thing)
        return show_topic(request, thing, form)
    try:
        post = write_post(thing, by=request.user, **form.cleaned_data)
    except ClosedError:
        return _refused(request, thing, form)
    return published(post.get_absolute_url(), form)


def published(address: str, form: PostForm | TopicForm) -> HttpResponse:
    """Lead to what was written; there the browser learns that it may drop its copy of the words."""
    page, mark, place = address.partition("#")
    more = "&" if "?" in page else "?"
    return redirect(f"{page}{more}gesendet={form.cleaned_data['token']}{mark}{place}")


def _refused(request: SignedInRequest, thing: Topic, form: PostForm) -> HttpResponse:
    """Show a topic that was closed meanwhile, with what was written for it."""
    _keep(request, thing)
    messages.error(request, _CLOSED)
    return show_topic(request, thing, form, status=409)


def _keep(request: SignedInRequest, thing: Topic) -> None:
    text = request.POST.get("text", "")
    if can_be_kept(text):
        save_draft(request.user, place_of(thing), text)
