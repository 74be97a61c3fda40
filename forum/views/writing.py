from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from content.drafts import draft_of
from forum.access import may_post
from forum.drafts import can_be_kept, keep_draft, place_of
from forum.forms import PostForm
from forum.services import ClosedError, write_post, written_post
from forum.views.files import Chosen, files_context, is_about_files, is_final, take_files
from forum.views.rules import after_rules
from forum.views.topics import known_topic, show_topic

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from forum.forms import EditPostForm, TopicForm
    from forum.models import Topic

_CLOSED = "Hier lässt sich nichts mehr schreiben: Das Thema oder der Raum ist geschlossen."


@after_rules
def post_new(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Publish an answer, or show it first; what cannot be published is lost nowhere."""
    thing = known_topic(request, topic_id)
    if request.method != "POST":
        # Whoever was signed out while writing comes here from the sign-in.
        return redirect(f"{thing.get_absolute_url()}#antwort")
    form = PostForm(request.POST)
    fine = form.is_valid()
    if fine and request.FILES:
        # Sent again, the form brings its files again (S71).
        written = written_post(thing, by=request.user, token=form.cleaned_data["token"])
        if written is not None:
            return published(written.get_absolute_url(), form)
    if not may_post(request.user, thing):
        return _refused(request, thing, form)
    final = is_final(request)
    chosen = take_files(request, place_of(thing), final=final)
    if not fine or chosen.errors or not final:
        _keep(request, thing)
        if is_about_files(request):
            form = PostForm(initial=request.POST.dict())
        return show_topic(request, thing, form, chosen=chosen)
    try:
        post = write_post(thing, by=request.user, files=chosen.going, **form.cleaned_data)
    except ClosedError:
        return _refused(request, thing, form)
    return published(post.get_absolute_url(), form)


def published(address: str, form: PostForm | TopicForm | EditPostForm) -> HttpResponse:
    """Lead to what was written; there the browser learns that it may drop its copy of the words."""
    token = form.cleaned_data["token"]
    if token is None:
        return redirect(address)
    page, mark, place = address.partition("#")
    more = "&" if "?" in page else "?"
    return redirect(f"{page}{more}gesendet={token}{mark}{place}")


def _refused(request: SignedInRequest, thing: Topic, form: PostForm) -> HttpResponse:
    """Show a topic that was closed meanwhile, with what was written for it."""
    _keep(request, thing)
    messages.error(request, _CLOSED)
    return show_topic(request, thing, form, status=409)


def _keep(request: SignedInRequest, thing: Topic) -> None:
    text = request.POST.get("text", "")
    if can_be_kept(text):
        keep_draft(request.user, place_of(thing), text)


def post_files(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Take in files while somebody answers; the words wait on the page."""
    thing = known_topic(request, topic_id)
    if request.method != "POST":
        return redirect(f"{thing.get_absolute_url()}#antwort")
    if not may_post(request.user, thing):
        closed = {"more_errors": [("files", _CLOSED)]}
        return render(request, "forum/_files.html", closed, status=409)
    return show_files(request, place_of(thing), take_files(request, place_of(thing)))


def show_files(request: SignedInRequest, place: str, chosen: Chosen) -> HttpResponse:
    """Show the files of a draft alone, for the script that sent some."""
    context = files_context(draft_of(request.user, place), chosen)
    return render(request, "forum/_files.html", context)
