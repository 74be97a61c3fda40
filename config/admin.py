from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import auth
from django.contrib.admin import AdminSite
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from content.queues import waiting_for

if TYPE_CHECKING:
    from django.http import HttpRequest


class PortalAdminSite(AdminSite):
    """The stock admin under our name; members.middleware hides it from all but staff."""

    site_title = "Verwaltung"
    site_header = "Forum Integration – Verwaltung"
    index_title = "Verwaltung"
    site_url = "/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only admins of ours: those of libraries ask permissions that nobody has here."""
        if hasattr(admin_class, "moderator_may"):
            super().register(model_or_iterable, admin_class, **options)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Lead to the one place where a password is changed: there the person is told by mail."""
        return redirect("account_change_password")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Sign out and lead to the start page: the admin no longer exists for who was here."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        auth.logout(request)
        return redirect("portal:start")

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Open with „Warteschlange“."""
        assert request.user.is_authenticated  # noqa: S101  (members.middleware lets nobody else in)
        waiting = {"waiting": waiting_for(request.user)}
        return super().index(request, {**waiting, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the queues, and the outbox under the short address that people are told."""
        # Their modules need this site.
        from portal.views import queue as views

        outbox = RedirectView.as_view(pattern_name="admin:notices_outgoingmail_changelist")
        # „Auf der Website anzeigen“ would tell hidden things from absent ones.
        stock = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        queue = "warteschlange/<slug:queue_name>/"
        return [
            path("postausgang/", outbox, name="outbox"),
            path(queue, self.admin_view(views.queue_list), name="queue"),
            path(f"{queue}<int:thing_id>/", self.admin_view(views.queue_item), name="queue-item"),
            *stock,
        ]
