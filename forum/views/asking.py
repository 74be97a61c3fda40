from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from content.drafts import draft_of
from forum.access import may_enter, may_write_in
from forum.drafts import NEW_TOPIC, parts_of
from forum.forms import TopicForm
from forum.models import Room, Topic
from forum.services import ClosedError, start_topic
from forum.views.topics import preview_of
from forum.views.writing import published
from practices.models import Practice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpResponse

    from content.http import SignedInRequest
    from content.models import Draft

_NOBODY = "Im Austausch schreiben die Mitgliedskreise, das Programmteam und die Moderation."
_CLOSED = "Dieser Raum ist inzwischen archiviert. Wählen Sie einen anderen."


def topic_new(request: SignedInRequest) -> HttpResponse:
    """Ask the Forum: the question, and the room that hears it."""
    user = request.user
    if not may_enter(user):
        raise Http404
    rooms = [room for room in Room.objects.visible_to(user).in_order() if may_write_in(user, room)]
    if not rooms:
        raise PermissionDenied(_NOBODY)
    draft = draft_of(user, NEW_TOPIC)
    practice = _practice(request)
    initial = _initial(request, draft, practice)
    initial["room"] = initial["room"] or _first(rooms, practice).slug
    form = TopicForm(request.POST or None, person=user, rooms=rooms, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid() and "vorschau" not in request.POST:
        begun = _begin(request, form)
        if begun is not None:
            return published(begun.get_absolute_url(), form)
        messages.error(request, _CLOSED)
        status = 409
    context = {
        "form": form,
        "rooms": rooms,
        "draft": draft,
        "practice": practice,
        "preview": preview_of(request, form),
    }
    return render(request, "forum/topic_new.html", context, status=status)


def _begin(request: SignedInRequest, form: TopicForm) -> Topic | None:
    said = form.cleaned_data
    values = {name: said[name] for name in ("title", "theme", "tag_names", "practice")}
    try:
        return start_topic(
            said["room"], by=request.user, text=said["text"], token=said["token"], values=values
        )
    except ClosedError:
        return None


def _initial(
    request: SignedInRequest, draft: Draft | None, practice: Practice | None
) -> dict[str, Any]:
    """Return what the form begins with: what the address asks for, else the draft."""
    title, text = parts_of(draft)
    asked = {name: request.GET.get(name, "")[:120] for name in ("title", "room", "theme")}
    if practice is not None and practice.main_theme is not None:
        asked["theme"] = asked["theme"] or practice.main_theme.key
    return {**asked, "title": asked["title"] or title, "text": text, "practice": practice}


def _practice(request: SignedInRequest) -> Practice | None:
    """Return the practice that is asked about, if this person reads it."""
    wanted = request.POST.get("practice") or request.GET.get("practice", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        return None
    known = Practice.objects.visible_to(request.user).published().select_related("main_theme")
    return known.filter(pk=wanted).first()


def _first(rooms: Sequence[Room], practice: Practice | None) -> Room:
    """Return the room that is offered first; to a practice nothing is tied under Chatham House."""
    fitting = (room for room in rooms if practice is None or not room.is_chatham_house)
    return next(fitting, rooms[0])
