"""What events do when a person's access or role ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from events.models import CalendarFeed
from members.signals import role_ended

if TYPE_CHECKING:
    from members.models import User


# Not switched off but gone: the address does not come back with the access (S15).
@receiver(role_ended)
def end_feed(person: User, **_: object) -> None:
    CalendarFeed.objects.filter(person=person).delete()
