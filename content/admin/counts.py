from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from content.admin.base import PortalAdmin
from content.models import DailyCount

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(DailyCount)
class DailyCountAdmin(PortalAdmin):
    """How often something failed or was refused, day by day (S69); changes of roles: the trail."""

    list_display = ("day", "what", "number")
    list_filter = ("what",)
    date_hierarchy = "day"
    search_fields = ("what",)
    search_help_text = "Sucht im Schlüssel des Vorfalls."

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
