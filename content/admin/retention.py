from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from content.admin.base import PortalAdmin, ReadOnlyAdmin
from content.models import RetentionPeriod, RetentionRun
from content.retention import periods

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(RetentionPeriod)
class RetentionPeriodAdmin(PortalAdmin):
    """How long things are kept, within what the code allows; what pages promise is fixed."""

    moderator_may = frozenset({"view", "change"})
    weighty = frozenset({"days"})
    list_display = ("label", "days", "limits", "why")
    search_fields = ("key",)
    search_help_text = "Sucht im Schlüssel der Frist."
    fields = ("label", "why", "limits", "days")
    readonly_fields = ("label", "why", "limits")

    @admin.display(description="Was")
    def label(self, period: RetentionPeriod) -> str:
        return str(period)

    @admin.display(description="Warum so lange")
    def why(self, period: RetentionPeriod) -> str:
        return period.declared.why if period.declared else ""

    @admin.display(description="Möglich")
    def limits(self, period: RetentionPeriod) -> str:
        declared = period.declared
        if declared is None or declared.is_fixed:
            return "fest"
        return f"{declared.least} bis {declared.most} Tage"

    def get_readonly_fields(
        self, request: HttpRequest, obj: RetentionPeriod | None = None
    ) -> tuple[str, ...]:
        fixed = obj is not None and (obj.declared is None or obj.declared.is_fixed)
        return (*super().get_readonly_fields(request, obj), *(["days"] if fixed else []))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


class PeriodFilter(admin.SimpleListFilter):
    """One period, by its name."""

    title = "Frist"
    parameter_name = "key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [(period.key, period.label) for period in periods()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        return queryset.filter(key=self.value()) if self.value() else queryset


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """That the periods are kept to; to be read, by nobody changed."""

    list_display = ("at", "label", "days", "count", "is_dry")
    search_fields = ("key",)
    search_help_text = "Sucht im Schlüssel der Frist."
    list_filter = ("is_dry", PeriodFilter)
    date_hierarchy = "at"

    @admin.display(description="Was")
    def label(self, run: RetentionRun) -> str:
        return str(run)
