from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from content.admin import PortalAdmin
from portal.models import Page
from portal.services import ask_anew, save_page

if TYPE_CHECKING:
    from django.http import HttpRequest


_RULES = "regeln"


class PageForm(forms.ModelForm[Page]):
    """The text of a page; of the rules also whether they are to be accepted anew."""

    asks_anew = forms.BooleanField(
        label="Alle sollen die Regeln neu bestätigen",
        required=False,
        help_text="Wer das nächste Mal etwas schreiben will, bestätigt sie vorher noch einmal.",
    )

    class Meta:
        model = Page
        fields = ("title", "body")


@admin.register(Page)
class PageAdmin(PortalAdmin):
    """The texts of the legal and help pages; which pages there are, the portal decides."""

    moderator_may = frozenset({"view", "change"})
    list_display = ("title", "slug", "changed_on")
    form = PageForm

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:  # noqa: ARG002
        asked = ("asks_anew",) if obj is not None and obj.slug == _RULES else ()
        return ("title", "body", *asked)

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        by = self.acting(request)
        save_page(obj.slug, title=obj.title, body=obj.body, by=by)
        if obj.slug == _RULES and form.cleaned_data["asks_anew"]:
            count = ask_anew(obj, by=by)
            self.message_user(request, f"Vor dem nächsten Beitrag gefragt werden: {count}")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False
