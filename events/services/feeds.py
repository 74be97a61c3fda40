"""The secret address of a person's calendar: opened, renewed and closed by the person alone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.signing import BadSignature
from django.db import transaction
from django.utils import timezone

from content.services import record
from events.models import CalendarFeed
from events.models.feed import signer

if TYPE_CHECKING:
    from members.models import User

_NOTED_AFTER = timedelta(hours=1)


@transaction.atomic
def open_feed(*, by: User) -> CalendarFeed:
    """Return the person's feed; the first call makes it."""
    feed, made = CalendarFeed.objects.get_or_create(person=by)
    if made:
        record("feed.opened", feed, by=by)
    return feed


@transaction.atomic
def renew_feed(feed: CalendarFeed, *, by: User) -> bool:
    """Give the feed another address; the one before is dead at once. Tell whether that happened.

    Two at once, or a double click, renew once: whoever saw the old address last asks for it.
    """
    renewed = CalendarFeed.objects.visible_to(by).filter(pk=feed.pk, nonce=feed.nonce)
    if not renewed.update(nonce=uuid.uuid4(), created_at=timezone.now(), read_at=None):
        return False
    record("feed.renewed", feed, by=by)
    return True


@transaction.atomic
def close_feed(*, by: User) -> bool:
    """Switch the person's feed off; tell whether it was on."""
    feed = CalendarFeed.objects.visible_to(by).first()
    if feed is None:
        return False
    record("feed.closed", feed, by=by)
    feed.delete()
    return True


def feed_of(secret: str) -> CalendarFeed | None:
    """Return the feed of a secret, with its person; None for one that never was or is no more."""
    try:
        nonce = uuid.UUID(signer.unsign(secret))
    except (BadSignature, ValueError):
        return None
    return CalendarFeed.objects.select_related("person__kreis").filter(nonce=nonce).first()


def note_reading(feed: CalendarFeed) -> None:
    """Note that a program asked, once an hour at most."""
    now = timezone.now()
    if feed.read_at is None or feed.read_at < now - _NOTED_AFTER:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
