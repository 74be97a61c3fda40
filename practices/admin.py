from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from content.admin import PortalAdmin, TermAdmin
from content.services import record
from practices.models import FundingSource, LegalBasis, Partner, Practice, TargetGroup

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

admin.site.register([LegalBasis, Partner, TargetGroup], TermAdmin)


@admin.register(FundingSource)
class FundingSourceAdmin(TermAdmin):
    list_display = ("label", "level", "land", "position", "is_active")
    list_filter = ("level", "is_active")


@admin.register(Practice)
class PracticeAdmin(PortalAdmin):
    moderator_may = frozenset({"view", "change"})
    list_display = ("title", "kreis", "state", "audience", "review_due")
    list_select_related = ("kreis",)
    list_filter = ("state", "audience", "kreis__land")
    search_fields = ("title", "summary", "kreis__name")
    search_help_text = "Sucht in Titel, Kurzfassung und Kreis."
    weighty = frozenset({"audience", "state"})
    # The text is the Kreis's; what the office decides stands here.
    fields = ("title", "kreis", "summary", "audience", "state", "review_due", "checked_on")
    readonly_fields = ("title", "kreis", "summary")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Note it when the technical administration opens what is not public (ARCHITECTURE 3)."""
        practice = self.get_object(request, object_id)
        if practice is not None and request.user.is_superuser:
            record("practice.read_in_admin", practice, by=self.acting(request))
        return super().change_view(request, object_id, form_url, extra_context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        """No wider than on the pages: drafts belong to their Kreis (S62)."""
        if request.user.is_superuser:
            return Practice.objects.all()
        return Practice.objects.visible_to(request.user)
