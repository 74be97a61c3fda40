"""What the portal does when a person takes note of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from members.signals import rules_acknowledged
from portal.services import note_acknowledged

if TYPE_CHECKING:
    from members.models import User


@receiver(rules_acknowledged)
def keep_editions(person: User, **_: object) -> None:
    note_acknowledged(person)
