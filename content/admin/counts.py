from __future__ import annotations

from django.contrib import admin

from content.admin.base import ReadOnlyAdmin
from content.models import DailyCount


@admin.register(DailyCount)
class DailyCountAdmin(ReadOnlyAdmin):
    """How often something failed or was refused, day by day (S69); changes of roles: the trail."""

    list_display = ("day", "what", "number")
    list_filter = ("what",)
    date_hierarchy = "day"
    search_fields = ("what",)
    search_help_text = "Sucht im Schlüssel des Vorfalls."
