from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from content.admin import PortalAdmin, TermAdmin
from practices.models import FundingSource, LegalBasis, Partner, Practice, TargetGroup

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

admin.site.register([LegalBasis, Partner, TargetGroup], TermAdmin)


@admin.register(FundingSource)
class FundingSourceAdmin(TermAdmin):
    list_display = ("label", "level", "land", "position", "is_active")
    list_filter = ("level", "land", "is_active")


@admin.register(Practice)
class PracticeAdmin(PortalAdmin):
    moderator_may = frozenset({"view", "change"})
    list_display = ("title", "kreis", "state", "audience", "review_due")
    list_select_related = ("kreis",)
    list_filter = ("state", "audience", "kreis__land")
    search_fields = ("title", "summary", "kreis__name")
    search_help_text = "Sucht in Titel, Kurzfassung und Kreis."
    autocomplete_fields = (
        *("kreis", "main_theme", "themes", "target_groups", "partners"),
        *("legal_bases", "funding_sources"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        """No wider than on the pages: drafts belong to their Kreis (S62)."""
        if request.user.is_superuser:
            return Practice.objects.all()
        return Practice.objects.visible_to(request.user)
