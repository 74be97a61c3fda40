"""Deputyships: an absent person's tasks and mails reach a colleague too, and no right does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.services import record
from members.access import can_deputise, has_access
from members.models import Deputyship, User
from members.news import DEPUTISING, ENDED, NAMED
from notices.services import notify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from notices.kinds import NoticeKind


@transaction.atomic
def name_deputy(person: User, *, deputy: User, starts_on: date, ends_on: date, by: User) -> bool:
    """Name who deputises from day to day and tell both; tell whether that is new.

    Raises ValidationError, in words for a form, for somebody who cannot deputise and for days
    that are over or taken.
    """
    team = User.objects.locked_with_team(person)
    named = Deputyship(person=team[person.pk], deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    same = {"person": person, "deputy": deputy, "starts_on": starts_on, "ends_on": ends_on}
    if Deputyship.objects.current().filter(**same).exists():
        return False
    if deputy.pk not in team or not can_deputise(team[deputy.pk], named.person):
        message = "Vertreten kann, wer für denselben Kreis im Forum ist."
        raise ValidationError({"deputy": message})
    if ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "Dieser Tag ist schon vorbei."})
    named.full_clean()
    named.save()
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    record("deputyship.named", named, by=by, person=person.pk, deputy=deputy.pk, **days)
    tell([named.deputy, named.person], DEPUTISING, named.pk, happening=NAMED, by=by)
    return True


@transaction.atomic
def end_deputyship(deputyship: Deputyship, *, by: User | None) -> bool:
    """End a deputyship at once, or call off a coming one; tell whether it was current."""
    current = Deputyship.objects.current().filter(pk=deputyship.pk)
    ended = current.update(ended_at=timezone.now())
    if ended:
        record("deputyship.ended", deputyship, by=by)
        both = [deputyship.deputy, deputyship.person]
        tell(both, DEPUTISING, deputyship.pk, happening=ENDED, by=by)
    return bool(ended)


def end_deputyships_of(person: User, *, by: User | None) -> None:
    """End what a person who leaves the Kreis or the Forum is part of, on either side."""
    either = Q(person_id=person.pk) | Q(deputy_id=person.pk)
    for deputyship in Deputyship.objects.current().filter(either):
        end_deputyship(deputyship, by=by)


@transaction.atomic(savepoint=False)
def tell(
    people: Iterable[User],
    kind: NoticeKind,
    thing: object,
    *,
    happening: str,
    by: User | None = None,
) -> None:
    """Tell people of the Forum of a happening, and of a task whoever deputises for one today.

    Nobody is told of what he did himself (`by`).
    """
    told: dict[User, User | None] = {one: None for one in people if has_access(one)}
    if kind.is_task:
        running = Deputyship.objects.running().filter(person__in=told)
        for deputyship in running.select_related("person", "deputy__kreis"):
            if has_access(deputyship.deputy):
                told.setdefault(deputyship.deputy, deputyship.person)
    if by is not None:
        told.pop(by, None)
    notify(kind, thing, told, happening=happening)
