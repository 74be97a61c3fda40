"""„Konto löschen“: asked for, taken back for 14 days, done by a chore."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from content.choices import Words
from content.people import held_by
from content.services import record
from members.models import User
from members.services.people import LastLeadError, is_last_lead
from notices.services import send_mail

if TYPE_CHECKING:
    from collections.abc import Mapping

# So long it can be taken back.
GRACE = timedelta(days=14)


class LastAdminError(Exception):
    """The portal would be left without technical administration."""


@transaction.atomic
def ask_to_leave(person: User, *, words: str) -> bool:
    """Note that a person wants to be forgotten in 14 days; tell whether that is new.

    `words` says what becomes of the own posts. Raises LastLeadError for the last lead of a member
    Kreis, LastAdminError for the last one of the technical administration.
    """
    current = User.objects.locked_with_team(person)[person.pk]
    if current.leaves_at is not None or not current.is_active:
        return False
    if is_last_lead(current):
        raise LastLeadError
    if is_last_admin(current):
        raise LastAdminError
    current.leaves_at, current.leaving_words = timezone.now() + GRACE, Words(words)
    current.save(update_fields=["leaves_at", "leaving_words"])
    record("person.leaving_asked", current, by=person, posts=current.leaving_words)
    url = settings.BASE_URL + reverse("members:leave")
    send_mail(current.email, template="mail/leaving", context={"person": current, "url": url})
    return True


@transaction.atomic
def take_back_leaving(person: User) -> bool:
    """Let a person stay; tell whether that was still possible and wanted to leave."""
    current = User.objects.select_for_update().get(pk=person.pk)
    if current.leaves_at is None or current.erased_at is not None:
        return False
    current.leaves_at, current.leaving_words = None, ""
    current.save(update_fields=["leaves_at", "leaving_words"])
    record("person.leaving_taken_back", current, by=person)
    return True


def is_last_admin(person: User) -> bool:
    """Whether nobody else administers the portal; holds only under a lock."""
    if not person.is_superuser:
        return False
    admins = User.objects.filter(is_superuser=True, is_active=True, leaves_at__isnull=True)
    return not admins.exclude(pk=person.pk).exists()


def hand_over(person: User, chosen: Mapping[str, User]) -> int:
    """Give what rests on a person to colleagues, at once; return how many things.

    `chosen` names the taker by the key of the thing; who may not take it, or what was given away
    meanwhile, is left as it is.
    """
    given = 0
    for held in held_by(person):
        taker = chosen.get(held.key)
        if taker is not None and held.give is not None and taker in held.takers:
            given += held.give(taker)
    return given
