"""What an event left behind: its minutes, and the tasks they give."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.differences import marked
from content.http import conflict, sent_number
from content.services import OutdatedError
from events.access import can_read_minutes, may_finish_task, may_write_minutes
from events.forms.minutes import MinutesForm
from events.models import Minutes, MinutesTask, MinutesVersion
from events.news import MINUTES, MINUTES_TASK
from events.querysets import knows_people
from events.reading import minutes_at
from events.services import ClosedError
from events.services.minutes import publish_minutes, write_minutes
from events.views.editing import editable
from events.wording import place_of, times_of
from members.models import User
from notices.services import see

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from content.http import SignedInRequest
    from events.models import Event

_NOT_YET = "Ein Protokoll schreiben Sie, sobald der Termin begonnen hat."


def minutes_of(user: User | AnonymousUser, event: Event) -> Minutes | None:
    """Return the minutes of an event that this reader reads."""
    for found in minutes_at(user, event.pk):
        found.event = event
        return found
    return None


def tasks_shown(user: User | AnonymousUser, minutes: Minutes) -> list[MinutesTask]:
    """Return the tasks, with `owner_name` as far as one may know of people, and `may_finish`."""
    found = MinutesTask.objects.visible_to(user).filter(minutes=minutes)
    tasks = list(found.select_related("owner__kreis"))
    owners = [task.owner_id for task in tasks]
    known = User.objects.visible_to(user).filter(pk__in=owners) if tasks else User.objects.none()
    named = set(known.values_list("pk", flat=True))
    for task in tasks:
        task.minutes = minutes
        shown: Any = task
        shown.owner_name = _name(task.owner) if task.owner_id in named else ""
        shown.may_finish = may_finish_task(user, task)
    return tasks


def left_behind(user: User | AnonymousUser, event: Event) -> dict[str, object]:
    """Return what the page of an event shows of its minutes; nothing before it begins."""
    if not event.has_begun:
        return {}
    found = minutes_of(user, event)
    writes = may_write_minutes(user, event)
    if writes and found is None:
        # Those that this person does not read: nobody writes them a second time.
        writes = not Minutes.objects.filter(event=event).exists()
    return {
        "minutes": found,
        "tasks": tasks_shown(user, found) if found else [],
        "may_write_minutes": writes,
    }


def _name(owner: User | None) -> str:
    if owner is None:
        return ""
    return f"{owner.name}, {owner.kreis.name}" if owner.kreis else owner.name


def _readable(request: HttpRequest, event_id: int) -> Minutes:
    found = Minutes.objects.visible_to(request.user).select_related("event__kreis")
    return get_object_or_404(found.prefetch_related("event__organisers"), event_id=event_id)


# Those of public events can be open to the public.
@login_not_required
def minutes(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show what was said and decided, and who does what."""
    user = request.user
    found = _readable(request, event_id)
    tasks = tasks_shown(user, found)
    see([MINUTES], found.pk, by=user)
    if tasks:
        see([MINUTES_TASK], *(task.pk for task in tasks), by=user)
    context = {
        "minutes": found,
        "event": found.event,
        "times": times_of(found.event),
        "where": place_of(found.event),
        "tasks": tasks,
        "may_write": may_write_minutes(user, found.event),
        "names_shown": knows_people(user),
    }
    return render(request, "events/minutes.html", context)


def written(request: SignedInRequest, event_id: int) -> tuple[Event, Minutes | None]:
    """Return an event that took place and its minutes, to write in them.

    Who looks after the event but does not read its confidential minutes, does not know of them.
    """
    event = editable(request, event_id)
    found = Minutes.objects.filter(event=event).first()
    if found is not None:
        found.event = event
        if not can_read_minutes(request.user, found):
            raise Http404
    if not may_write_minutes(request.user, event):
        raise PermissionDenied(_NOT_YET)
    return event, found


def minutes_edit(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Write the minutes, from the version the editor started from."""
    event, found = written(request, event_id)
    instance = found or Minutes(event=event, version=0)
    form = MinutesForm(request.POST or None, instance=instance, person=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            write_minutes(event, by=request.user, version=version, values=form.values)
        except ClosedError as error:
            raise PermissionDenied(_NOT_YET) from error
        except OutdatedError as error:
            return _conflict(request, form, error.current)
        messages.success(request, "Das Protokoll ist gespeichert.")
        return redirect("events:minutes", event.pk)
    context = {"form": form, "event": event, "minutes": found, "times": times_of(event)}
    return render(request, "events/minutes_edit.html", context)


def _conflict(request: SignedInRequest, form: Any, current: Minutes) -> HttpResponse:
    if current.pk and not can_read_minutes(request.user, current):
        raise Http404
    back = current.get_absolute_url()
    return conflict(request, form, current, page="events/minutes_conflict.html", back=back)


_PUBLISHED = "Das Protokoll ist veröffentlicht. Wer dabei war, erfährt es."
_CHANGED = "Das Protokoll wurde inzwischen geändert. Prüfen Sie es bitte noch einmal."


@require_POST
def minutes_publish(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Let others read the minutes."""
    _, found = written(request, event_id)
    if found is None:
        raise Http404
    try:
        if publish_minutes(found, by=request.user, version=sent_number(request.POST, "version")):
            messages.success(request, _PUBLISHED)
    except OutdatedError:
        messages.info(request, _CHANGED)
    return redirect(found)


def minutes_versions(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Show what each version changed, as far as it was written for this reader."""
    found = _readable(request, event_id)
    versions = MinutesVersion.objects.visible_to(request.user).filter(minutes=found)
    context = {
        "minutes": found,
        "event": found.event,
        "versions": list(_with_differences(list(versions))),
        "names_shown": knows_people(request.user),
    }
    return render(request, "events/minutes_versions.html", context)


def _with_differences(
    versions: list[MinutesVersion],
) -> Iterable[tuple[MinutesVersion, list[tuple[str, SafeString]] | None]]:
    for version, before in zip_longest(versions, versions[1:]):
        yield version, None if before is None else _differences(before, version)


def _differences(old: MinutesVersion, new: MinutesVersion) -> list[tuple[str, SafeString]]:
    both = (
        ("Verlauf und Ergebnisse", old.text, new.text),
        ("Beschlüsse", "\n".join(old.decisions), "\n".join(new.decisions)),
    )
    return [(label, marked(before, after)) for label, before, after in both if before != after]
