from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import models
from django.forms import DateInput

from content.models import Snippet, Theme
from content.services import record

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from members.models import User


_ENDS = frozenset(
    {
        *("exact", "in", "isnull", "isempty", "id__exact", "slug__exact"),
        *("gte", "lt", "year", "month", "day"),
    }
)


class PortalAdmin(admin.ModelAdmin[Any]):
    """The admin of a model; moderators may do what `moderator_may` names, superusers everything."""

    moderator_may: frozenset[str] = frozenset({"view"})
    # Fields whose change is a weighty act: the trail keeps what stood there and what stands there.
    weighty: frozenset[str] = frozenset()
    # Fields that a service writes and records; the admin's own save leaves them alone.
    by_service: frozenset[str] = frozenset()
    view_on_site = False
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
        """Nothing is deleted here, singly or in bulk: things are ended, locked, switched off."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002
        """Take only the filters on show: others would tell columns that nobody may read."""
        filters: list[Any] = list(self.list_filter)
        names = [
            getattr(entry, "parameter_name", None)
            or (entry if isinstance(entry, str) else entry[0])
            for entry in filters
        ]
        offered = {self.model._meta.pk.name, *names}
        if self.date_hierarchy:
            offered.add(self.date_hierarchy)
        # As Django writes them: „state“, „state__exact“, „kreis__land__exact“, „by__id__exact“,
        # „at__day“. Nothing leads on from a person or a thing to what else there is of it.
        return any(
            lookup == name or (lookup.startswith(f"{name}__") and lookup[len(name) + 2 :] in _ENDS)
            for name in offered
        )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Take a day beyond the calendar („?at__year=99999“) for a wrong filter, as Django does."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(str(error)) from error

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Write only what changed, and note it in the trail."""
        changed = set(form.changed_data) - self.by_service
        if not change:
            obj.save()
        elif own := [field.name for field in obj._meta.fields if field.name in changed]:
            obj.save(update_fields=own)
        if changed or not change:
            weighty = [obj._meta.get_field(name) for name in self.weighty & changed]
            values = {
                field.name: [str(form.initial.get(field.name)), str(field.value_from_object(obj))]
                for field in weighty
            }
            act = f"{obj._meta.model_name}.{'changed' if change else 'added'}"
            fields = sorted(changed)
            record(act, obj, by=self.acting(request), fields=fields, values=values)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view")


class ReadOnlyAdmin(PortalAdmin):
    """What is written elsewhere, by services: to be read here, by nobody changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class ProtectedAdmin(PortalAdmin):
    """What pages show to few: that a superuser, who has no role, opened it is recorded (S68)."""

    def details_of_reading(self, thing: Any) -> dict[str, Any]:  # noqa: ARG002  (for subclasses)
        """Name what else the record of a reading keeps."""
        return {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        by = self.acting(request)
        if thing is not None and by.is_superuser:
            act = f"{self.opts.model_name}.read_in_admin"
            record(act, thing, by=by, **self.details_of_reading(thing))
        return super().change_view(request, object_id, form_url, extra_context)


class TermAdmin(PortalAdmin):
    """A vocabulary: entries are switched off, never deleted."""

    moderator_may = frozenset({"view", "add", "change"})
    list_display: tuple[str, ...] = ("label", "key", "position", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("is_active",)
    search_fields: ClassVar[tuple[str, ...]] = ("label", "key", "note")
    search_help_text = "Sucht in Bezeichnung, Schlüssel und Erläuterung."


@admin.register(Theme)
class ThemeAdmin(TermAdmin):
    list_display = ("label", "parent", "position", "is_active")
    list_select_related = ("parent",)


@admin.register(Snippet)
class SnippetAdmin(PortalAdmin):
    """Templates of wording; they are switched off, never deleted."""

    moderator_may = frozenset({"view", "add", "change"})
    list_display = ("label", "place", "position", "is_active")
    list_filter = ("place", "is_active")
    search_fields = ("label", "text")
    search_help_text = "Sucht in Bezeichnung und Text."
