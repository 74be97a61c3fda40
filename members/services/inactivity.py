"""Accounts that nobody uses: their people are told, and then access ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from content.services import record
from members.models import User
from members.models.user import this_month
from members.services.people import LastLeadError, close_access
from notices.services import send_mail

if TYPE_CHECKING:
    from datetime import date, datetime

    from members.querysets import UserQuerySet


def note_month(person: User) -> bool:
    """Note the month of a sign-in; tell whether that is new. Whoever was warned is back."""
    month = this_month()
    if person.seen_month == month and person.told_inactive_at is None:
        return False
    values = {"seen_month": month, "told_inactive_at": None}
    return bool(User.objects.filter(pk=person.pk).update(**values))


def unused_since(before: datetime) -> UserQuerySet:
    """Return the open accounts that nobody has used since, and nobody was told of yet.

    The month of the last sign-in has to be over by then: nobody is told too early.
    """
    people = User.objects.filter(is_active=True, leaves_at__isnull=True)
    month = timezone.localtime(before).date().replace(day=1)
    unused: UserQuerySet = people.filter(seen_month__lt=month, told_inactive_at__isnull=True)
    return unused


@transaction.atomic
def tell_of_lock(person: User, *, at: datetime, on: date) -> bool:
    """Tell a person that the account is locked on a day unless somebody signs in."""
    unsaid = User.objects.filter(pk=person.pk, is_active=True, told_inactive_at__isnull=True)
    if not unsaid.update(told_inactive_at=at):
        return False
    url = settings.BASE_URL + reverse("account_login")
    context = {"url": url, "on": on}
    send_mail(person.email, template="mail/inactive", context=context)
    record("person.warned", person, by=None)
    return True


def to_be_locked(told_before: datetime) -> UserQuerySet:
    """Return the people who were told, and have not signed in since.

    The last technical administration stays: nobody else could open the portal again.
    """
    told: UserQuerySet = User.objects.filter(is_active=True, told_inactive_at__lt=told_before)
    others = User.objects.filter(is_active=True, is_superuser=True)
    others = others.exclude(pk__in=told.values("pk"))
    return told if others.exists() else told.filter(is_superuser=False)


def lock_unused(person: User) -> bool:
    """End the access; tell whether that was possible: the last lead needs a successor."""
    reason = "Konto lange nicht genutzt, nach Hinweis per Mail"
    with transaction.atomic():
        # A sign-in of this moment waits for the row, or has cleared the warning.
        person = User.objects.locked_with_team(person)[person.pk]
        if person.told_inactive_at is None:
            return False
        try:
            with transaction.atomic():
                closed = close_access(person, by=None, reason=reason)
        except LastLeadError:
            return False
        User.objects.filter(pk=person.pk).update(told_inactive_at=None)
        return closed
