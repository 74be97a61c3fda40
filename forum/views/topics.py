from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.drafts import draft_of
from content.markdown import to_html
from events.models import Event
from forum.access import has_asked, may_begin_practice, may_mark_answer, moderates
from forum.choices import FollowLevel
from forum.drafts import place_of
from forum.drawing import Page, follow_field, text_field
from forum.forms import FollowForm, PostForm
from forum.news import MENTION, POST, POST_AT_ONCE, TOPIC_BEGUN
from forum.reading import posts_shown, topic_read_by
from forum.services import (
    follow_topic,
    mark_best_answer,
    mark_read,
    say_helpful,
)
from forum.views.files import files_context
from notices.services import see
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.models import Draft
    from forum.forms import EditPostForm, TopicForm
    from forum.models import Post, Topic
    from forum.rows import ShownPost
    from forum.views.files import Chosen
    from members.models import User

A_PAGE = 50
_NOT_ASKED = "Die beste Antwort markiert, wer gefragt hat, oder die Moderation."


def known_topic(request: SignedInRequest, topic_id: int) -> Topic:
    """Return a topic this person reads, with the room and how far it was read."""
    thing = topic_read_by(request.user, topic_id)
    if thing is None:
        raise Http404
    return thing


def topic(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Show fifty posts of a topic: those asked for, else those that are new."""
    thing = known_topic(request, topic_id)
    return show_topic(request, thing)


def show_topic(
    request: SignedInRequest,
    thing: Topic,
    form: PostForm | None = None,
    status: int = 200,
    chosen: Chosen | None = None,
) -> HttpResponse:
    """Show a topic; with a form, what was typed and chosen there stands in it."""
    user = request.user
    first = _first(request.GET.get("ab") or request.GET.get("zitat", ""), thing)
    posts = posts_shown(user, thing, first=first, last=first + A_PAGE - 1)
    _note_read(user, thing, posts)
    draft = draft_of(user, place_of(thing))
    # The topic came by visible_to, so its room is one that he reads.
    may_moderate = moderates(user, thing.room)
    first_new = thing.read_number + 1 if 0 < thing.read_number < thing.post_count else 0
    may_mark = may_moderate or has_asked(user, thing)
    page = Page(thing, user, may_mark=may_mark, moderates=may_moderate)
    page.read_hidden(posts)
    form = form or PostForm(initial={"text": _quoted(request, thing, draft)})
    context = {
        "topic": thing,
        "here": page.here,
        "room_url": thing.room.get_absolute_url(),
        "posts": posts,
        **_drawn(page, posts, first_new),
        "first_new": first_new,
        "new_count": thing.post_count - thing.read_number,
        "form": form,
        "text_field": text_field(form),
        "preview": preview_of(request, form),
        "published": request.GET.get("gesendet", ""),
        "draft": draft,
        **files_context(draft, chosen),
        "practices": _practices(request, thing),
        "event": _event(request, thing),
        **_rights(page),
        "follow_field": follow_field(thing.follow_level or FollowLevel.MENTIONS),
        **_pages(thing, first),
    }
    return render(request, "forum/topic.html", context, status=status)


def _rights(page: Page) -> dict[str, bool]:
    user, topic = page.user, page.topic
    return {
        "may_begin_practice": may_begin_practice(user, topic),
        "may_edit": page.moderates or (page.may_post and has_asked(user, topic)),
        "may_post": page.may_post,
        "may_moderate": page.moderates,
    }


def _note_read(user: User, thing: Topic, posts: Sequence[ShownPost]) -> None:
    if posts and posts[-1].number > thing.read_number:
        mark_read(thing, by=user, number=posts[-1].number)
    see([POST, POST_AT_ONCE, MENTION], *(post.pk for post in posts), by=user)
    see([TOPIC_BEGUN], thing.pk, by=user)


def _drawn(page: Page, posts: Sequence[ShownPost], first_new: int) -> dict[str, str]:
    """Return the posts above the line that says what is new, and those below it."""
    line = next((at for at, post in enumerate(posts) if post.number == first_new), len(posts))
    return {"known_posts": page.draw(posts[:line]), "new_posts": page.draw(posts[line:])}


def _pages(thing: Topic, first: int) -> dict[str, int | None]:
    return {
        "first": first,
        "earlier": max(first - A_PAGE, 1) if first > 1 else None,
        "later": first + A_PAGE if first + A_PAGE <= thing.post_count else None,
        "last_page": (thing.post_count - 1) // A_PAGE * A_PAGE + 1,
    }


def _practices(request: SignedInRequest, thing: Topic) -> list[Practice]:
    """Return the practice a topic is about and those begun from it, as far as the person reads."""
    tied = [pk for pk in (thing.practice_id, *thing.begun_ids) if pk is not None]
    if not tied or thing.room.is_chatham_house:
        return []
    return list(Practice.objects.visible_to(request.user).for_list().filter(pk__in=tied))


def _event(request: SignedInRequest, thing: Topic) -> Event | None:
    """Return the event a topic is about, if the person reads it."""
    if thing.event_id is None or thing.room.is_chatham_house:
        return None
    return Event.objects.visible_to(request.user).filter(pk=thing.event_id).first()


def preview_of(request: SignedInRequest, form: PostForm | TopicForm | EditPostForm | None) -> str:
    """Return what was typed as it will stand there, if that was asked for and can be done."""
    if form is None or "vorschau" not in request.POST or not form.is_valid():
        return ""
    return to_html(form.cleaned_data["text"])


def _quoted(request: SignedInRequest, thing: Topic, draft: Draft | None) -> str:
    """Return what stands in the composer: the draft, and below it a post that is quoted."""
    text = draft.text if draft else ""
    number = _number(request.GET.get("zitat", ""))
    chosen = thing.posts.shown().filter(number=number).first() if number else None
    if chosen is None:
        return text
    lines = [f"> **{chosen.author_name}, {chosen.author_kreis}:**", ">"]
    lines += [f"> {line}".rstrip() for line in chosen.text.splitlines()]
    quote = "\n".join(lines) + "\n\n"
    return f"{text.rstrip()}\n\n{quote}" if text.strip() else quote


def _number(wanted: str) -> int | None:
    """Return the number of a post that an address names; None for anything else."""
    return int(wanted) if wanted.isdecimal() and len(wanted) < 9 else None


def _first(wanted: str, topic: Topic) -> int:
    """Return the number of the first post on the page that shows what is wanted."""
    number = _number(wanted)
    number = max(1, min(topic.read_number + 1 if number is None else number, topic.post_count))
    return (number - 1) // A_PAGE * A_PAGE + 1


def _post(request: SignedInRequest, topic: Topic) -> Post:
    number = _number(request.POST.get("number") or request.POST.get("zurueck", ""))
    return get_object_or_404(topic.posts.shown(), number=number)


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
    return redirect("forum:watching" if "liste" in request.POST else thing)
