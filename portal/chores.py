"""What the top floor has to do regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.retention import delete, kept_for
from portal.models import Barrier

if TYPE_CHECKING:
    from datetime import datetime


@kept_for(
    365,
    "portal.barriers",
    "Beantwortete Hinweise zur Barrierefreiheit",
    why="So lange lässt sich belegen, dass geantwortet wurde; dann gehen Name und Adresse mit.",
    least=30,
    most=1095,
)
def forget_barriers(before: datetime, *, dry_run: bool) -> int:
    """Delete what was answered; what nobody answered stays in the queue."""
    return delete(Barrier.objects.filter(answered_at__lt=before), dry_run=dry_run)
