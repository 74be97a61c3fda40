from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db import models
from django.forms import DateInput

from content.models import Record, Theme

if TYPE_CHECKING:
    from django.http import HttpRequest

    from members.models import User


class PortalAdmin(admin.ModelAdmin[Any]):
    """The admin of a model; moderators may do what `moderator_may` names, superusers everything."""

    moderator_may: frozenset[str] = frozenset({"view"})
    list_per_page = 50
    # Django's own date shortcuts and two-list selectors fail WCAG; the browser's date field and the
    # autocomplete do not.
    formfield_overrides = {models.DateField: {"widget": DateInput({"type": "date"}, "%Y-%m-%d")}}
    show_full_result_count = False

    def acting(self, request: HttpRequest) -> User:
        """Return who works here; members.middleware lets only staff come so far."""
        assert request.user.is_authenticated  # noqa: S101  (for the type checker)
        return request.user

    def _may(self, request: HttpRequest, act: str) -> bool:
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        return user.is_superuser or (user.is_moderator and act in self.moderator_may)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self._may(request, "view")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self._may(request, "delete")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view")


class TermAdmin(PortalAdmin):
    """A vocabulary: entries are switched off, never deleted."""

    moderator_may = frozenset({"view", "add", "change"})
    list_display: tuple[str, ...] = ("label", "key", "position", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("is_active",)
    search_fields = ("label", "key", "note")
    search_help_text = "Sucht in Bezeichnung, Schlüssel und Erläuterung."

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Theme)
class ThemeAdmin(TermAdmin):
    list_display = ("label", "parent", "position", "is_active")
    list_select_related = ("parent",)


@admin.register(Record)
class RecordAdmin(PortalAdmin):
    """The audit trail: to be read, by nobody changed."""

    list_display = ("at", "act", "by", "kind", "key", "reason")
    list_select_related = ("by",)
    list_filter = ("act", "kind")
    date_hierarchy = "at"
    search_fields = ("key", "act", "reason")
    search_help_text = "Sucht in Kennung, Vorgang und Begründung."

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
