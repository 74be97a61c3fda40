from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from content.admin import PortalAdmin, ReadOnlyAdmin
from portal.models import Acknowledgement, Barrier, Page, PageEdition
from portal.services import ask_anew, save_page

if TYPE_CHECKING:
    from django.http import HttpRequest


class PageForm(forms.ModelForm[Page]):
    """The text of a page; of what people take note of also whether they are asked anew."""

    asks_anew = forms.BooleanField(
        label="Alle sollen Regeln und Datenschutzerklärung neu zur Kenntnis nehmen",
        required=False,
        help_text="Die Startseite bittet darum, der Austausch vor dem nächsten Beitrag.",
    )

    class Meta:
        model = Page
        fields = ("title", "body")


@admin.register(Page)
class PageAdmin(PortalAdmin):
    """The texts of the legal and help pages; which pages there are, the portal decides."""

    moderator_may = frozenset({"view", "change"})
    list_display = ("title", "slug", "changed_on")
    search_fields = ("title", "body")
    search_help_text = "Sucht in Titel und Text."
    form = PageForm

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:  # noqa: ARG002
        asked = ("asks_anew",) if obj is not None and obj.has_editions else ()
        return ("title", "body", *asked)

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        by = self.acting(request)
        save_page(obj.slug, title=obj.title, body=obj.body, by=by)
        if obj.has_editions and form.cleaned_data["asks_anew"]:
            count = ask_anew(obj, by=by)
            self.message_user(request, f"Um Kenntnisnahme gebeten werden: {count}")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


@admin.register(PageEdition)
class PageEditionAdmin(ReadOnlyAdmin):
    """How the pages read before; to be read."""

    list_display = ("page", "number", "title", "at")
    list_select_related = ("page",)
    list_filter = ("page",)
    search_fields = ("title", "body")
    search_help_text = "Sucht in Titel und Text."


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnlyAdmin):
    """Who took note of which edition, and when."""

    list_display = ("person", "edition", "at")
    list_select_related = ("person", "edition")
    list_filter = ("edition__page", "edition__number")
    search_fields = ("person__last_name", "person__first_name", "person__email")
    search_help_text = "Sucht in Name und Adresse."


@admin.register(Barrier)
class BarrierAdmin(ReadOnlyAdmin):
    """What people could not use, and what was answered; answered in the queue."""

    list_display = ("at", "page", "name", "due", "answered_at", "answered_by")
    list_select_related = ("answered_by",)
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    date_hierarchy = "at"
    search_fields = ("page", "text", "name", "email")
    search_help_text = "Sucht in Seite, Hinweis, Name und Adresse."
