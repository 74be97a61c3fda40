from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from content.drafts import draft_of, drop_draft, save_draft
from content.markdown import to_html
from forum.access import may_edit_post, may_mark_answer, may_moderate, may_post, may_write_in
from forum.choices import FollowLevel
from forum.forms import FollowForm, PostForm, StateForm, TopicForm
from forum.models import Helpful, Post, Room, Topic
from forum.news import POST
from forum.services import (
    ClosedError,
    follow_topic,
    mark_best_answer,
    mark_read,
    say_helpful,
    start_topic,
    write_post,
)
from notices.services import see
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.models import Draft

A_PAGE = 50
_CLOSED = "Hier lässt sich nichts mehr schreiben: Das Thema oder der Raum ist geschlossen."
_NOT_ASKED = "Die beste Antwort markiert, wer gefragt hat, oder die Moderation."
_NEW = "neue Frage"


def place_of(topic: Topic) -> str:
    """Return where a draft of an answer lies."""
    return f"thema {topic.pk}"


def known_topic(request: SignedInRequest, topic_id: int) -> Topic:
    """Return a topic this person reads, with the room and how far it was read."""
    topics = Topic.objects.visible_to(request.user).as_read_by(request.user)
    return get_object_or_404(topics, pk=topic_id)


def topic(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Show fifty posts of a topic: those asked for, else those that are new."""
    thing = known_topic(request, topic_id)
    return show_topic(request, thing)


def show_topic(
    request: SignedInRequest, thing: Topic, form: PostForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a topic; with a form, what was typed there stands in it."""
    user = request.user
    first = _first(request.GET.get("ab", ""), thing)
    posts = list(thing.posts.window(first, A_PAGE))
    if posts and posts[-1].number > thing.read_number:
        mark_read(thing, by=user, number=posts[-1].number)
    see([POST], *(post.pk for post in posts), by=user)
    draft = draft_of(user, place_of(thing)) if form is None else None
    context = {
        "topic": thing,
        "posts": posts,
        "first_new": thing.read_number + 1 if 0 < thing.read_number < thing.post_count else 0,
        "new_count": thing.post_count - thing.read_number,
        "helpful": set(Helpful.objects.of(user, posts)),
        "form": form or PostForm(initial={"text": _quoted(request, posts, draft)}),
        "preview": to_html(request.POST["text"]) if "vorschau" in request.POST else "",
        "draft": draft,
        "practice": Practice.objects.visible_to(user).filter(pk=thing.practice_id).first()
        if thing.practice_id
        else None,
        "state_form": StateForm(initial={"state": thing.state, "is_pinned": thing.is_pinned}),
        "may_post": may_post(user, thing),
        "may_mark": may_mark_answer(user, thing),
        "may_moderate": may_moderate(user, thing.room),
        "editable": {post.number for post in posts if may_edit_post(user, post, thing)},
        "follow": FollowForm(initial={"level": thing.follow_level or FollowLevel.MENTIONS}),
        "earlier": max(first - A_PAGE, 1) if first > 1 else None,
        "later": first + A_PAGE if first + A_PAGE <= thing.post_count else None,
        "last_page": (thing.post_count - 1) // A_PAGE * A_PAGE + 1,
        "first": first,
    }
    return render(request, "forum/topic.html", context, status=status)


def _quoted(request: SignedInRequest, posts: Sequence[Post], draft: Draft | None) -> str:
    """Return what stands in the composer: the draft, and below it a post that is quoted."""
    text = draft.text if draft else ""
    wanted = request.GET.get("zitat", "")
    chosen = next((one for one in posts if str(one.number) == wanted), None)
    if chosen is None or chosen.deleted_at is not None:
        return text
    lines = [f"> **{chosen.author_name}, {chosen.author_kreis}:**", ">"]
    lines += [f"> {line}".rstrip() for line in chosen.text.splitlines()]
    quote = "\n".join(lines) + "\n\n"
    return f"{text.rstrip()}\n\n{quote}" if text.strip() else quote


def _first(wanted: str, topic: Topic) -> int:
    """Return the number of the first post on the page that shows what is wanted."""
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 9 else topic.read_number + 1
    number = max(1, min(number, topic.post_count))
    return (number - 1) // A_PAGE * A_PAGE + 1


def topic_new(request: SignedInRequest) -> HttpResponse:
    """Ask the Forum: the question, and the room that hears it."""
    user = request.user
    rooms = [room for room in Room.objects.visible_to(user).in_order() if may_write_in(user, room)]
    if not rooms:
        message = "Im Austausch schreiben die Mitgliedskreise, das Programmteam und die Moderation."
        raise PermissionDenied(message)
    asked = {name: request.GET.get(name, "")[:120] for name in ("title", "room", "practice")}
    draft = draft_of(user, _NEW)
    initial = {**asked, "text": draft.text if draft else ""}
    initial["room"] = initial["room"] or rooms[0].slug
    form = TopicForm(request.POST or None, person=user, rooms=rooms, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        values = {name: said[name] for name in ("title", "theme", "practice")}
        try:
            begun = start_topic(
                said["room"], by=user, text=said["text"], token=said["token"], values=values
            )
        except ClosedError:
            messages.error(request, _CLOSED)
        else:
            drop_draft(user, _NEW)
            return redirect(begun)
    return render(request, "forum/topic_new.html", {"form": form, "rooms": rooms, "draft": draft})


@require_POST
def post_new(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Publish an answer, or show it first; what cannot be published is lost nowhere."""
    thing = known_topic(request, topic_id)
    form = PostForm(request.POST)
    if not form.is_valid() or "vorschau" in request.POST:
        save_draft(request.user, place_of(thing), request.POST.get("text", "")[:20_000])
        return show_topic(request, thing, form)
    if not may_post(request.user, thing):
        messages.error(request, _CLOSED)
        return show_topic(request, thing, form, status=409)
    try:
        post = write_post(
            thing, by=request.user, text=form.cleaned_data["text"], token=form.cleaned_data["token"]
        )
    except ClosedError:
        messages.error(request, _CLOSED)
        return show_topic(request, thing, form, status=409)
    drop_draft(request.user, place_of(thing))
    return redirect(post)


@require_POST
def draft_save(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Keep what is being typed; „verwerfen“ throws it away."""
    thing = known_topic(request, topic_id)
    if "verwerfen" in request.POST:
        drop_draft(request.user, place_of(thing))
        messages.success(request, "Der Entwurf ist verworfen.")
        return redirect(thing)
    text = request.POST.get("text", "")
    if len(text) > 20_000 or "\0" in text:
        said = "Der Text ist zu lang oder enthält ungültige Zeichen."
        return JsonResponse({"said": said}, status=400)
    draft = save_draft(request.user, place_of(thing), text)
    saved_at = draft.saved_at if draft else timezone.now()
    said = f"Entwurf auf dem Server gespeichert, {timezone.localtime(saved_at):%H:%M} Uhr"
    return JsonResponse({"said": said if draft else ""})


def _post(request: SignedInRequest, topic: Topic) -> Post:
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(topic.posts, number=int(number), deleted_at=None)


@require_POST
def post_helpful(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Say „Hilfreich“ of somebody's post, or take it back."""
    post = _post(request, known_topic(request, topic_id))
    say_helpful(post, by=request.user, helpful="zurueck" not in request.POST)
    return redirect(post)


@require_POST
def post_best(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Mark a post as the best answer, or take the mark off."""
    thing = known_topic(request, topic_id)
    if not may_mark_answer(request.user, thing):
        raise PermissionDenied(_NOT_ASKED)
    post = _post(request, thing)
    mark_best_answer(thing, None if "zurueck" in request.POST else post, by=request.user)
    return redirect(post)


@require_POST
def topic_follow(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Say how one wants to hear of a topic."""
    thing = known_topic(request, topic_id)
    form = FollowForm(request.POST)
    if form.is_valid():
        follow_topic(thing, by=request.user, level=FollowLevel(form.cleaned_data["level"]))
        messages.success(request, "Gespeichert.")
    return redirect(thing)
