"""Changing what a topic is called, and beginning a practice from one's own words in it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from content.http import conflict
from content.services import OutdatedError
from forum.access import may_begin_practice, may_delete_topic, may_edit_topic
from forum.forms import topic_edit_form
from forum.services import ChathamHouseError, begin_practice, edit_topic, own_words
from forum.views.topics import known_topic
from practices.forms import NewPracticeForm
from practices.models import Practice

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest

_NOT_YOURS = (
    "Ein Thema bearbeitet, wer es begonnen hat, solange es offen ist, und die Moderation des Raums."
)
_KREISE = "Praxisbeispiele schreiben die Mitgliedskreise."
_STAYS = (
    "In diesem Raum gilt die Chatham-House-Regel: Was hier steht, wird nicht übernommen, auch "
    "nicht in ein Praxisbeispiel. Beginnen Sie es unter „Praxis meines Kreises“ mit eigenen Worten."
)


def topic_edit(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Change title, theme, tags and the practice of a topic."""
    thing = known_topic(request, topic_id)
    if not may_edit_topic(request.user, thing):
        raise PermissionDenied(_NOT_YOURS)
    back = thing.get_absolute_url()
    form = topic_edit_form(request.user)(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        if thing.room.is_chatham_house:
            values["practice"] = values["event"] = None
        try:
            edit_topic(thing, by=request.user, version=version, values=values)
        except OutdatedError as error:
            page = "forum/topic_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        messages.success(request, "Das Thema ist gespeichert.")
        return redirect(back)
    own = thing.author_id == request.user.pk
    deletes = own and may_delete_topic(request.user, thing)
    context = {"form": form, "topic": thing, "back": back, "may_delete_topic": deletes}
    return render(request, "forum/topic_edit.html", context)


def topic_practice(request: SignedInRequest, topic_id: int) -> HttpResponse:
    """Begin a practice of the own Kreis from what that said in a topic, and from nothing else."""
    thing = known_topic(request, topic_id)
    if not may_begin_practice(request.user, thing):
        raise PermissionDenied(_STAYS if thing.room.is_chatham_house else _KREISE)
    title, text = own_words(thing, request.user)
    form = NewPracticeForm(request.POST or None, initial={"title": title, "token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            practice = begin_practice(thing, by=request.user, **form.cleaned_data)
        except ChathamHouseError as error:
            raise PermissionDenied(_STAYS) from error
        except Practice.DoesNotExist:
            raise Http404 from None
        return redirect("practices:practice-edit", practice.pk)
    context = {"form": form, "topic": thing, "text": text, "title": title}
    return render(request, "forum/topic_practice.html", context)
