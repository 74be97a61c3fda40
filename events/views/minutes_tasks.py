"""The tasks that minutes give: written by who edits the event, ticked off by their owners too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from content.http import conflict
from content.services import OutdatedError
from events.access import may_finish_task
from events.forms.minutes import TaskForm
from events.models import MinutesTask
from events.services import ClosedError
from events.services.minutes import add_task, edit_task, finish_task, remove_task, reopen_task
from events.views.minutes import written

if TYPE_CHECKING:
    from django.http import HttpResponse

    from content.http import SignedInRequest
    from events.models import Minutes

_NOT_YOURS = "Abhaken kann, wer die Aufgabe übernommen hat, und wer den Termin bearbeitet."
_GONE = "Die Aufgabe gibt es nicht mehr. Geändert wurde nichts."


def _of_event(request: SignedInRequest, event_id: int) -> Minutes:
    _, minutes = written(request, event_id)
    if minutes is None:
        raise Http404
    return minutes


def task_new(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Give somebody who took part a task."""
    minutes = _of_event(request, event_id)
    task = MinutesTask(minutes=minutes, version=0)
    form = TaskForm(request.POST or None, instance=task)
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        try:
            made = add_task(minutes, by=request.user, token=token, values=form.values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Die Aufgabe „{made.text}“ steht im Protokoll.")
            return redirect(minutes)
    context = {"form": form, "minutes": minutes, "event": minutes.event}
    return render(request, "events/task_new.html", context)


def _written(request: SignedInRequest, event_id: int, task_id: int) -> MinutesTask:
    minutes = _of_event(request, event_id)
    task = get_object_or_404(MinutesTask.objects.visible_to(request.user), pk=task_id)
    if task.minutes_id != minutes.pk:
        raise Http404
    task.minutes = minutes
    return task


def task_edit(request: SignedInRequest, event_id: int, task_id: int) -> HttpResponse:
    """Change a task, from the version the editor started from."""
    task = _written(request, event_id, task_id)
    back = task.get_absolute_url()
    form = TaskForm(request.POST or None, instance=task)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            edit_task(task, by=request.user, version=version, values=form.values)
        except OutdatedError as error:
            page = "events/task_conflict.html"
            return conflict(request, form, error.current, page=page, back=back)
        except ClosedError:
            messages.error(request, _GONE)
            return redirect(task.minutes)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Die Aufgabe ist gespeichert.")
            return redirect(back)
    context = {"form": form, "task": task, "event": task.minutes.event, "back": back}
    return render(request, "events/task_edit.html", context)


@require_POST
def task_remove(request: SignedInRequest, event_id: int, task_id: int) -> HttpResponse:
    """Take a task away."""
    task = _written(request, event_id, task_id)
    if remove_task(task, by=request.user):
        messages.success(request, f"Die Aufgabe „{task.text}“ ist entfernt.")
    return redirect(task.minutes)


@require_POST
def task_done(request: SignedInRequest, event_id: int, task_id: int) -> HttpResponse:
    """Tick a task off, or say that it is not done yet after all."""
    readable = MinutesTask.objects.visible_to(request.user).select_related("minutes__event")
    task = get_object_or_404(readable, pk=task_id, minutes__event_id=event_id)
    if not may_finish_task(request.user, task):
        raise PermissionDenied(_NOT_YOURS)
    try:
        if "offen" in request.POST:
            reopen_task(task)
            messages.success(request, f"Die Aufgabe „{task.text}“ ist wieder offen.")
        else:
            finish_task(task, by=request.user)
            messages.success(request, f"Die Aufgabe „{task.text}“ ist erledigt.")
    except ClosedError:
        messages.error(request, _GONE)
        return redirect(task.minutes)
    return redirect(task.get_absolute_url())
