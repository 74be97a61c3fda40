from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from content.drafts import draft_of
from events.models import Event
from forum.access import may_enter, may_write_in
from forum.drafts import NEW_TOPIC, can_be_kept, keep_draft, one_of, parts_of
from forum.forms import TopicForm
from forum.models import Room, Topic
from forum.services import ClosedError, begun_topic, start_topic
from forum.views.files import Chosen, files_context, is_about_files, is_final, take_files
from forum.views.rules import after_rules
from forum.views.topics import preview_of
from forum.views.writing import published, show_files
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.models import Draft

_NOBODY = "Im Austausch schreiben die Mitgliedskreise, das Programmteam und die Moderation."
_CLOSED = "Dieser Raum ist inzwischen archiviert. Wählen Sie einen anderen."


@after_rules
def topic_new(request: SignedInRequest) -> HttpResponse:
    """Ask the Forum: the question, and the room that hears it."""
    user = request.user
    if not may_enter(user):
        raise Http404
    rooms = [room for room in Room.objects.visible_to(user).in_order() if may_write_in(user, room)]
    if not rooms:
        raise PermissionDenied(_NOBODY)
    draft = draft_of(user, NEW_TOPIC)
    tied = {"practice": _practice(request), "event": _event(request)}
    about = tied["practice"] or tied["event"]
    initial = _initial(request, draft, about) | tied
    if draft is None:  # what waited may have been meant for few: its room is chosen again
        initial["room"] = initial["room"] or _first(rooms, about).slug
    form = TopicForm(request.POST or None, person=user, rooms=rooms, initial=initial)
    chosen, status = Chosen(), 200
    if request.method == "POST":
        if (sent := _sent(request, form)) is not None:
            return published(sent.get_absolute_url(), form)
        chosen = take_files(request, NEW_TOPIC, final=is_final(request))
        if form.is_valid() and not chosen.errors and is_final(request):
            if (begun := _begin(request, form, chosen)) is not None:
                return published(begun.get_absolute_url(), form)
            messages.error(request, _CLOSED)
            status = 409
        draft = _keep(request)
        if is_about_files(request):
            typed = {**initial, **request.POST.dict(), **tied}
            form = TopicForm(person=user, rooms=rooms, initial=typed)
    context = {
        "form": form,
        "rooms": rooms,
        "draft": draft,
        **tied,
        "preview": preview_of(request, form),
        **files_context(draft, chosen),
    }
    return render(request, "forum/topic_new.html", context, status=status)


def _sent(request: SignedInRequest, form: TopicForm) -> Topic | None:
    """Return what this form began already: sent again, it brings its files again (S71)."""
    if not request.FILES or not form.is_valid():
        return None
    said = form.cleaned_data
    return begun_topic(said["room"], by=request.user, token=said["token"])


def _begin(request: SignedInRequest, form: TopicForm, chosen: Chosen) -> Topic | None:
    said = form.cleaned_data
    values = {name: said[name] for name in ("title", "theme", "tag_names", "practice", "event")}
    words = {name: said[name] for name in ("text", "token")}
    try:
        return start_topic(
            said["room"], by=request.user, values=values, files=chosen.going, **words
        )
    except ClosedError:
        return None


def _keep(request: SignedInRequest) -> Draft | None:
    text = one_of(request.POST.get("title", "")[:120], request.POST.get("text", ""))
    if can_be_kept(text):
        return keep_draft(request.user, NEW_TOPIC, text)
    return draft_of(request.user, NEW_TOPIC)


def topic_files(request: SignedInRequest) -> HttpResponse:
    """Take in files while somebody asks; the words wait on the page."""
    if not may_enter(request.user):
        raise Http404
    if request.method != "POST":
        return redirect("forum:topic-new")
    return show_files(request, NEW_TOPIC, take_files(request, NEW_TOPIC))


def _initial(
    request: SignedInRequest, draft: Draft | None, about: Practice | Event | None
) -> dict[str, Any]:
    """Return what the form begins with: what the address asks for, else the draft."""
    title, text = parts_of(draft)
    asked = {name: request.GET.get(name, "")[:120] for name in ("title", "room", "theme")}
    theme = None
    if about is not None:
        theme = about.main_theme if isinstance(about, Practice) else about.theme
    if theme is not None:
        asked["theme"] = asked["theme"] or theme.key
    return {**asked, "title": asked["title"] or title, "text": text}


def _practice(request: SignedInRequest) -> Practice | None:
    """Return the practice that is asked about, if this person reads it."""
    wanted = _number(request.POST.get("practice") or request.GET.get("practice", ""))
    known = Practice.objects.visible_to(request.user).published().select_related("main_theme")
    return known.filter(pk=wanted).first() if wanted else None


def _event(request: SignedInRequest) -> Event | None:
    """Return the event that is talked about, if this person reads it."""
    wanted = _number(request.POST.get("event") or request.GET.get("termin", ""))
    known = Event.objects.visible_to(request.user).announced().select_related("theme")
    return known.filter(pk=wanted).first() if wanted else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _first(rooms: Sequence[Room], about: Practice | Event | None) -> Room:
    """Return the room that is offered first; under Chatham House nothing is tied to anything."""
    fitting = (room for room in rooms if about is None or not room.is_chatham_house)
    return next(fitting, rooms[0])
