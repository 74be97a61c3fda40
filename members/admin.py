from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from content.admin import PortalAdmin
from content.services import record
from members.models import Kreis, User

if TYPE_CHECKING:
    from django.forms import ModelForm
    from django.http import HttpRequest


@admin.register(Kreis)
class KreisAdmin(PortalAdmin):
    moderator_may = frozenset({"view", "change"})
    list_display = ("name", "land", "kind", "member_since", "member_until", "confirmed_on")
    list_filter = ("is_founder", "land", "kreistyp", ("member_since", admin.EmptyFieldListFilter))
    search_fields = ("name", "aliases", "ags")
    search_help_text = "Sucht in Name, weiteren Namen und Kreisschlüssel."
    autocomplete_fields = ("priorities",)
    readonly_fields = (
        *("ags", "name", "kind", "is_landkreis", "land", "population", "area_km2"),
        *("density_per_km2", "kreistyp", "seat", "is_sample"),
    )


@admin.register(User)
class UserAdmin(PortalAdmin):
    """People. Moderators read; only a superuser changes roles (and appoints moderators)."""

    list_display = ("name", "email", "role", "kreis", "is_lead", "is_active")
    list_select_related = ("kreis",)
    list_filter = ("role", "is_lead", "is_active", "kreis__land")
    search_fields = ("first_name", "last_name", "email", "kreis__name")
    search_help_text = "Sucht in Name, Adresse und Kreis."
    autocomplete_fields = ("kreis",)
    fields = (
        ("first_name", "last_name"),
        *("email", "function", "role", "kreis", "is_lead"),
        *("phone", "shares_phone", "contact_for_partners"),
        *("is_active", "is_superuser", "is_sample", "date_joined"),
    )
    readonly_fields = ("email", "is_sample", "date_joined")

    @admin.display(description="Name", ordering="last_name")
    def name(self, person: User) -> str:
        return person.name

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody is added here: people are invited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: ModelForm[User],
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_model(request, obj, form, change)
        weighty = {"role", "kreis", "is_lead", "is_active", "is_superuser"} & set(form.changed_data)
        if weighty:
            record("person.rights_changed", obj, by=self.acting(request), fields=sorted(weighty))
