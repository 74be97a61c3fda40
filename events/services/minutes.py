"""Writing what an event left behind: minutes, and the tasks they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from content.markdown import to_html
from content.once import once, own_token
from content.services import OutdatedError, record
from events.access import may_have_task
from events.choices import EventState
from events.models import Minutes, MinutesTask, MinutesVersion
from events.news import MINUTES, MINUTES_TASK
from events.services.places import locked
from events.services.registering import ClosedError
from events.services.telling import tell_registered
from members.services.deputies import tell
from notices.services import settle
from search.services import index

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from events.models import Event
    from members.models import User

# What a version keeps.
_KEPT = ("text", "decisions", "audience", "for_participants")


@transaction.atomic
def write_minutes(event: Event, *, by: User, version: int, values: Mapping[str, Any]) -> bool:
    """Write the minutes of an event, from version 0 on; tell whether anything changed.

    Raises OutdatedError when the version is no longer what stands there (S72), ClosedError for an
    event that did not take place yet.
    """
    current = locked(event)
    if current.state != EventState.PUBLISHED or not current.has_begun:
        raise ClosedError
    minutes = Minutes.objects.select_for_update().filter(event=current).first()
    if minutes is None:
        minutes = Minutes(event=current, version=0, author=by, author_name=by.name)
        minutes.author_kreis = by.kreis.name if by.kreis else by.get_role_display()
    minutes.event = current
    if minutes.version != version:
        raise OutdatedError(minutes)
    changed = [name for name in _KEPT if getattr(minutes, name) != values[name]]
    if not changed:
        return False
    before = minutes.audience
    for name in changed:
        setattr(minutes, name, values[name])
    minutes.html = to_html(minutes.text)
    minutes.version += 1
    minutes.changed_at = timezone.now()
    columns = [*changed, "html", "version", "changed_at"]
    minutes.save(update_fields=columns if minutes.pk else None)
    if minutes.is_published:
        _keep_version(minutes, by=by)
        if {"audience", "for_participants"} & set(changed):
            record("minutes.audience", minutes, by=by, before=before, after=minutes.audience)
    index("protokoll", minutes)
    return True


def _keep_version(minutes: Minutes, *, by: User) -> None:
    kept = {name: getattr(minutes, name) for name in _KEPT}
    number = minutes.versions.count() + 1
    MinutesVersion.objects.create(
        minutes=minutes, number=number, by=by, author_name=by.name, **kept
    )


@transaction.atomic
def publish_minutes(minutes: Minutes, *, by: User, version: int) -> bool:
    """Let others read the minutes and tell who took part; tell whether they were a draft.

    Raises OutdatedError when they are not what was looked through (S72).
    """
    current = _locked(minutes)
    if current.is_published:
        return False
    if current.version != version:
        raise OutdatedError(current)
    current.published_at = timezone.now()
    current.version += 1
    current.save(update_fields=["published_at", "version"])
    _keep_version(current, by=by)
    record("minutes.published", current, by=by, audience=current.audience)
    index("protokoll", current)
    came = current.event.registrations.registered()
    tell_registered(came, MINUTES, current.pk, happening="veroeffentlicht", by=by)
    for task in current.tasks.filter(done_at__isnull=True).select_related("owner__kreis"):
        _tell_owner(task, by=by)
    return True


def _locked(minutes: Minutes) -> Minutes:
    """Return the minutes for the one who writes in them now."""
    found = Minutes.objects.select_for_update(of=("self",)).select_related("event")
    return found.get(pk=minutes.pk)


# ---- Tasks ---------------------------------------------------------------------------------------


def add_task(minutes: Minutes, *, by: User, token: UUID, values: Mapping[str, Any]) -> MinutesTask:
    """Give a task; sent twice with one token it is one (S71). The owner of published ones is told.

    Raises ValidationError, in words for a form, for an owner who had no part in the event.
    """
    own = own_token(token, by, f"aufgabe {minutes.pk}")
    with once(MinutesTask, own):
        current = _locked(minutes)
        _demand_owner(values["owner"], current)
        task = MinutesTask.objects.create(minutes=current, token=own, **values)
        if current.is_published:
            _tell_owner(task, by=by)
        return task
    return MinutesTask.objects.get(token=own)


def _demand_owner(owner: User, minutes: Minutes) -> None:
    if not may_have_task(owner, minutes):
        message = (
            "Aufgaben übernimmt, wer teilgenommen hat oder organisiert und das Protokoll liest."
        )
        raise ValidationError({"owner": message})


def _tell_owner(task: MinutesTask, *, by: User) -> None:
    if task.owner is not None:
        happening = f"aufgabe {task.version}"
        tell([task.owner], MINUTES_TASK, task.pk, happening=happening, by=by)


@transaction.atomic
def edit_task(task: MinutesTask, *, by: User, version: int, values: Mapping[str, Any]) -> bool:
    """Write a task anew; tell whether anything changed. A new owner is told, the old one rests.

    Raises OutdatedError (S72), ValidationError as add_task does.
    """
    current = _locked_task(task)
    if current.version != version:
        raise OutdatedError(current)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(current, name, values[name])
    current.version += 1
    if "owner" in changed:
        _demand_owner(values["owner"], current.minutes)
        settle([MINUTES_TASK], current.pk)
    current.save(update_fields=[*changed, "version"])
    if "owner" in changed and current.minutes.is_published and not current.is_done:
        _tell_owner(current, by=by)
    return True


def _locked_task(task: MinutesTask) -> MinutesTask:
    """Return the task for the one who writes it now. Raises ClosedError for one that is gone."""
    found = MinutesTask.objects.select_for_update(of=("self",)).select_related("minutes__event")
    current = found.filter(pk=task.pk).first()
    if current is None:
        raise ClosedError
    return current


@transaction.atomic
def finish_task(task: MinutesTask, *, by: User) -> bool:
    """Say that a task is done; tell whether it was open."""
    current = _locked_task(task)
    if current.is_done:
        return False
    current.done_at, current.done_by = timezone.now(), by
    current.version += 1
    current.save(update_fields=["done_at", "done_by", "version"])
    settle([MINUTES_TASK], current.pk)
    return True


@transaction.atomic
def reopen_task(task: MinutesTask) -> bool:
    """Take it back that a task is done; tell whether it was."""
    current = _locked_task(task)
    if not current.is_done:
        return False
    current.done_at = current.done_by = None
    current.version += 1
    current.save(update_fields=["done_at", "done_by", "version"])
    return True


@transaction.atomic
def remove_task(task: MinutesTask, *, by: User) -> bool:
    """Take a task away; tell whether it was there."""
    current = MinutesTask.objects.select_for_update().filter(pk=task.pk).first()
    if current is None:
        return False
    settle([MINUTES_TASK], current.pk)
    record("minutes.task_removed", current, by=by, minutes=current.minutes_id)
    current.delete()
    return True
