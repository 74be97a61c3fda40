from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from content.admin import PortalAdmin
from portal.models import Page
from portal.services import save_page

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(Page)
class PageAdmin(PortalAdmin):
    """The texts of the legal and help pages; which pages there are, the portal decides."""

    moderator_may = frozenset({"view", "change"})
    list_display = ("title", "slug", "changed_on")
    fields = ("title", "body")

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        save_page(obj.slug, title=obj.title, body=obj.body, by=self.acting(request))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False
