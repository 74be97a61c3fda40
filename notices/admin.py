from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import urlize

from content.admin import PortalAdmin
from notices.models import OutgoingMail

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(OutgoingMail)
class OutgoingMailAdmin(PortalAdmin):
    """Mail on its way, to be read by nobody but superusers: it holds links that set a password.

    Where mail is kept instead of sent (the trial), moderators read it too: everybody there tries
    every role.
    """

    moderator_may = frozenset()
    list_display = ("subject", "to", "state", "created_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("to", "subject")
    search_help_text = "Sucht in Adresse und Betreff."
    date_hierarchy = "created_at"
    fields = ("to", "subject", "state", "error", "created_at", "sent_at", "body")
    readonly_fields = fields

    def _may(self, request: HttpRequest, act: str) -> bool:
        kept = settings.DEMO_MODE and act == "view" and request.user.is_staff
        return kept or super()._may(request, act)

    @admin.display(description="Text")
    def body(self, mail: OutgoingMail) -> str:
        if not mail.text:
            return "Nach dem Versand wird der Text gelöscht."
        # urlize escapes what is no link; the second filter need not do it again.
        return linebreaks_filter(urlize(mail.text, autoescape=True), autoescape=False)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
