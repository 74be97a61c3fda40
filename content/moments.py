from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


def when(moment: datetime) -> str:
    """„heute, 08:41 Uhr“, „gestern, 17:30 Uhr“, „17.11.2026, 10:24 Uhr“."""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    day = {0: "heute", 1: "gestern"}.get(days, f"{local:%d.%m.%Y}")
    return f"{day}, {local:%H:%M} Uhr"
