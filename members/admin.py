from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils import timezone

from content.admin import PortalAdmin, ReadOnlyAdmin
from members.access import may_reset_factor
from members.choices import Role
from members.models import AccessRequest, DataExport, Deputyship, Invitation, Kreis, User
from members.services import (
    begin_membership,
    change_role,
    decline_request,
    invite_asker,
    is_last_lead,
    reset_factor,
)
from search.admin import IndexedAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


@admin.register(Kreis)
class KreisAdmin(IndexedAdmin):
    """Kreise; the profile is edited on its page, membership begins and ends by the actions."""

    indexed_as = "kreis"
    moderator_may = frozenset({"view", "change"})
    list_display = ("name", "land", "kind", "member_since", "member_until", "confirmed_on")
    list_filter = ("is_founder", "land", "kreistyp", ("member_since", admin.EmptyFieldListFilter))
    search_fields = ("name", "aliases", "ags")
    search_help_text = "Sucht in Name, weiteren Namen und Kreisschlüssel."
    actions = ("begin_memberships", "end_membership")
    fields = (
        *("name", "aliases", "ags", "kind", "land", "seat"),
        *("population", "area_km2", "density_per_km2", "kreistyp"),
        *("member_since", "member_until", "is_founder", "confirmed_on", "is_sample"),
    )
    readonly_fields = tuple(name for name in fields if name != "aliases")

    @admin.action(description="Mitgliedschaft heute beginnen", permissions=["change"])
    def begin_memberships(self, request: HttpRequest, kreise: QuerySet[Kreis]) -> None:
        for kreis in kreise:
            if begin_membership(kreis, by=self.acting(request), on=timezone.localdate()):
                self.message_user(request, f"{kreis} ist ab heute Mitglied.")
            else:
                text = f"{kreis}: schon Mitglied oder kein Landkreis."
                self.message_user(request, text, messages.WARNING)

    @admin.action(description="Mitgliedschaft beenden …", permissions=["change"])
    def end_membership(self, request: HttpRequest, kreise: QuerySet[Kreis]) -> HttpResponse | None:
        """Lead to the page that asks for day and reason."""
        chosen = list(kreise[:2])
        if len(chosen) == 1 and chosen[0].is_member:
            return redirect("members:membership-end", chosen[0].pk)
        text = "Wählen Sie genau einen Mitgliedskreis: Tag und Grund gelten für ihn allein."
        self.message_user(request, text, messages.WARNING)
        return None


class PersonForm(forms.ModelForm[User]):
    """A person in the admin. A coordinator's Kreis is changed on the page of the team."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kreis = self.fields.get("kreis")
        if kreis is not None and self.instance.role == Role.COORDINATOR:
            kreis.disabled = True
            kreis.help_text = "Den Wechsel des Kreises stellen Sie auf der Seite des Teams ein."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        leaves = self.instance.role == Role.COORDINATOR != values.get("role", Role.COORDINATOR)
        if leaves:
            values["kreis"] = None
        if leaves and is_last_lead(self.instance):
            message = "Die einzige Leitung eines Kreises. Machen Sie zuerst jemand anderes dazu."
            self.add_error("role", message)
        return values


@admin.register(User)
class UserAdmin(IndexedAdmin):
    """People. Moderators read; only a superuser changes roles (and appoints moderators)."""

    indexed_as = "person"
    list_display = ("name", "email", "takes_mail", "role", "kreis", "is_lead", "is_active")
    list_select_related = ("kreis",)
    list_filter = ("role", "is_lead", "is_active", "kreis__land")
    search_fields = ("first_name", "last_name", "email", "kreis__name")
    search_help_text = "Sucht in Name, Adresse und Kreis."
    autocomplete_fields = ("kreis",)
    form = PersonForm
    by_service = frozenset({"role", "kreis"})
    weighty = frozenset({"is_superuser"})
    fields = (
        ("first_name", "last_name"),
        *("email", "function", "role", "kreis", "is_lead"),
        *("phone", "shares_phone", "contact_for_partners"),
        *("is_active", "is_superuser", "is_sample", "date_joined", "acknowledged_at"),
        *("leaves_at", "erased_at"),
    )
    readonly_fields = (
        *("email", "is_lead", "is_active", "is_sample", "date_joined", "acknowledged_at"),
        *("leaves_at", "erased_at"),
    )
    actions = ("reset_factors", "erase")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let what is left of somebody who was erased as it is."""
        gone = isinstance(obj, User) and obj.erased_at is not None
        return not gone and super().has_change_permission(request, obj)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        """Offer the erasure to the technical administration alone."""
        return self.acting(request).is_superuser

    @admin.action(description="Konto sofort löschen …", permissions=["erase"])
    def erase(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        """Lead to the page that asks why."""
        chosen = list(people.filter(erased_at__isnull=True)[:2])
        if len(chosen) == 1 and chosen[0].pk != self.acting(request).pk:
            return redirect("members:person-erase", chosen[0].pk)
        text = "Wählen Sie genau eine Person, die noch ein Konto hat, und nicht sich selbst."
        self.message_user(request, text, messages.WARNING)
        return None

    @admin.action(description="Zweiten Faktor zurücksetzen", permissions=["view"])
    def reset_factors(self, request: HttpRequest, people: QuerySet[User]) -> None:
        by = self.acting(request)
        for person in people.select_related("kreis"):
            if not may_reset_factor(by, person):
                text = f"{person.name}: Das darf nur, wer die Person auch einladen dürfte."
                self.message_user(request, text, messages.ERROR)
            elif reset_factor(person, by=by, reason="in der Verwaltung"):
                self.message_user(request, f"{person.name}: Der zweite Faktor ist zurückgesetzt.")
            else:
                text = f"{person.name} hat zurzeit keinen zweiten Faktor."
                self.message_user(request, text, messages.WARNING)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = User.objects.with_refusals()
        return people.order_by(*self.get_ordering(request))

    @admin.display(description="Name", ordering="last_name")
    def name(self, person: User) -> str:
        return person.name

    @admin.display(description="nimmt Mails an", boolean=True)
    def takes_mail(self, person: User) -> bool:
        return not getattr(person, "mail_is_refused", False)

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: forms.ModelForm[User],
        change: bool,  # noqa: FBT001
    ) -> None:
        change_role(obj, role=obj.role, kreis=obj.kreis, by=self.acting(request))
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody is added here: people are invited."""
        return False


@admin.register(Deputyship)
class DeputyshipAdmin(ReadOnlyAdmin):
    """Who deputised for whom, and when; named and ended on the team's page."""

    list_display = ("person", "deputy", "starts_on", "ends_on", "ended_at")
    list_select_related = ("person", "deputy")
    list_filter = ("person__kreis__land",)
    search_fields = ("person__last_name", "deputy__last_name", "person__kreis__name")
    search_help_text = "Sucht in Nachnamen und Kreis."


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited, by whom; sent and withdrawn on the page „Einladungen“."""

    list_display = ("email", "role", "kreis", "is_lead", "invited_by", "expires_at", "accepted_at")
    list_select_related = ("kreis", "invited_by")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter))
    search_fields = ("email", "kreis__name")
    search_help_text = "Sucht in Adresse und Kreis."


@admin.register(AccessRequest)
class AccessRequestAdmin(PortalAdmin):
    """Who asks for access: oldest first; invited or declined by the actions."""

    moderator_may = frozenset({"view", "change"})
    list_display = ("last_name", "first_name", "kreis", "function", "email", "asked_on", "state")
    list_select_related = ("kreis",)
    list_filter = ("state", "kreis__land")
    search_fields = ("last_name", "first_name", "email", "kreis__name")
    search_help_text = "Sucht in Name, Adresse und Kreis."
    actions = ("invite_askers", "invite_as_leads", "decline")
    readonly_fields = (
        *("first_name", "last_name", "email", "function", "kreis", "message"),
        *("asked_on", "state", "decided_by", "decided_at"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    @admin.action(description="Einladen", permissions=["change"])
    def invite_askers(self, request: HttpRequest, asked: QuerySet[AccessRequest]) -> None:
        self._invite(request, asked, is_lead=False)

    @admin.action(description="Als Leitung des Kreises einladen", permissions=["change"])
    def invite_as_leads(self, request: HttpRequest, asked: QuerySet[AccessRequest]) -> None:
        self._invite(request, asked, is_lead=True)

    def _invite(
        self, request: HttpRequest, asked: QuerySet[AccessRequest], *, is_lead: bool
    ) -> None:
        for one in asked.select_related("kreis"):
            if not one.kreis.is_member:
                text = f"{one.kreis} ist noch kein Mitglied; nehmen Sie den Kreis zuerst auf."
                self.message_user(request, text, messages.WARNING)
            elif invite_asker(one, by=self.acting(request), is_lead=is_lead):
                self.message_user(request, f"{one.email} ist eingeladen.")
            else:
                text = f"Bei {one.email} war nichts mehr zu tun: schon entschieden oder eingeladen."
                self.message_user(request, text, messages.WARNING)

    @admin.action(description="Ablehnen", permissions=["change"])
    def decline(self, request: HttpRequest, asked: QuerySet[AccessRequest]) -> None:
        for one in asked:
            if decline_request(one, by=self.acting(request)):
                self.message_user(request, f"{one.email} ist abgelehnt und erhält Nachricht.")
            else:
                text = f"Über {one.email} ist schon entschieden."
                self.message_user(request, text, messages.WARNING)


@admin.register(DataExport)
class DataExportAdmin(ReadOnlyAdmin):
    """Whether archives of own data come about; who asked is the person's own matter (S62)."""

    moderator_may = frozenset()
    list_display = ("person", "asked_at", "state", "size", "expires_at")
    list_select_related = ("person",)
    list_filter = ("state",)
    search_fields = ("person__last_name", "person__email")
    search_help_text = "Sucht in Nachname und Adresse."
    fields = ("person", "asked_at", "state", "size", "expires_at")
    readonly_fields = fields
