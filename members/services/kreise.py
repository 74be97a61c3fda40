"""Writes about Kreise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from content.markdown import to_html
from content.services import OutdatedError, record
from members.models import Kreis
from search.services import index, index_of_kreis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from members.models import User


@transaction.atomic
def update_kreis_profile(
    kreis: Kreis, *, by: User, version: int, values: Mapping[str, Any]
) -> bool:
    """Write a Kreis's profile; tell whether anything changed.

    `version` is the one the editor started from. Raises OutdatedError when it is no longer the
    newest, so that nobody overwrites a colleague's text unseen (S72).
    """
    current = Kreis.objects.select_for_update().get(pk=kreis.pk)
    if current.version != version:
        raise OutdatedError(current)
    values = dict(values)
    priorities = values.pop("priorities", None)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if priorities is not None and set(priorities) != set(current.priorities.all()):
        current.priorities.set(priorities)
        changed.append("priorities")
    if not changed:
        return False
    for name in set(changed) - {"priorities"}:
        setattr(current, name, values[name])
    current.introduction_html = to_html(current.introduction)
    current.version += 1
    current.confirmed_on = timezone.localdate()
    current.is_sample = False  # somebody's own words from now on
    stored = {"introduction_html", "version", "confirmed_on", "is_sample"}
    fields = {*changed, *stored} - {"priorities"}
    current.save(update_fields=fields)
    index("kreis", current)
    record("kreis.profile_changed", current, by=by, fields=sorted(changed))
    return True


@transaction.atomic
def confirm_kreis(kreis: Kreis, *, by: User) -> bool:
    """Note that the profile is still right today; tell whether the date moved."""
    today = timezone.localdate()
    moved = Kreis.objects.filter(pk=kreis.pk).exclude(confirmed_on=today).update(confirmed_on=today)
    if moved:
        index("kreis", Kreis.objects.get(pk=kreis.pk))
        record("kreis.confirmed", kreis, by=by)
    return bool(moved)


@transaction.atomic
def begin_membership(kreis: Kreis, *, by: User, on: date) -> bool:
    """Take a Landkreis into the Forum from this day on; tell whether it was outside.

    A Kreis that comes back keeps its page and practices and begins anew.
    """
    current = Kreis.objects.select_for_update().get(pk=kreis.pk)
    if current.is_member or not current.is_landkreis:
        return False
    current.member_since, current.member_until = on, None
    current.save(update_fields=["member_since", "member_until"])
    index_of_kreis(current.pk)
    record("kreis.membership_began", current, by=by, on=on.isoformat())
    return True


@transaction.atomic
def end_membership(kreis: Kreis, *, by: User, on: date, reason: str) -> bool:
    """Let a membership end with this day; tell whether it ran.

    From the day after, the people of the Kreis have no access and its invitations are dead; both
    are asked of the date at each request. Its practices stay and say „ehemals“.
    """
    current = Kreis.objects.select_for_update().get(pk=kreis.pk)
    if not current.is_member or current.member_until == on:
        return False
    current.member_until = on
    current.save(update_fields=["member_until"])
    index_of_kreis(current.pk)
    record("kreis.membership_ended", current, by=by, reason=reason, on=on.isoformat())
    return True
