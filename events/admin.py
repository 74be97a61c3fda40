from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html

from content.admin import ProtectedAdmin, ReadOnlyAdmin
from events.models import (
    CalendarFeed,
    Event,
    EventMessage,
    EventOrganiser,
    Material,
    Minutes,
    MinutesTask,
    MinutesVersion,
    Registration,
)


class _ByService(ReadOnlyAdmin, ProtectedAdmin):
    """To be read here; written on the pages, whose services count places and tell people."""


@admin.register(Event)
class EventAdmin(_ByService):
    list_display = ("title", "starts_at", "kind", "format", "kreis", "state", "audience", "on_page")
    list_select_related = ("kreis",)
    list_filter = ("state", "kind", "format", "audience")
    date_hierarchy = "starts_at"
    search_fields = ("title", "place", "kreis__name")
    search_help_text = "Sucht in Titel, Ort und Kreis."
    fields = (
        *("title", "kind", "format", "starts_at", "ends_at", "place", "address", "kreis"),
        *("theme", "audience", "state", "published_at", "cancelled_at", "cancel_reason"),
        *("seats_on_site", "on_site_count", "seats_online", "online_count", "waiting_count"),
        *("registration_until", "author_name", "author_kreis", "on_page"),
    )
    readonly_fields = ("on_page",)

    @admin.display(description="Auf der Seite")
    def on_page(self, event: Event) -> str:
        return format_html('<a href="{}">lesen und bearbeiten</a>', event.get_absolute_url())


class _OfEvent(_ByService):
    search_fields = ("event__title",)
    search_help_text = "Sucht im Titel."


@admin.register(Registration)
class RegistrationAdmin(_OfEvent):
    list_display = ("event", "person", "mode", "state", "queued_at", "offered_until")
    list_select_related = ("event", "person")
    list_filter = ("state", "mode")
    # What people need is read by who provides for it, on the page.
    fields = ("event", "person", "mode", "state", "queued_at", "offered_until", "registered_by")


@admin.register(EventOrganiser)
class EventOrganiserAdmin(_OfEvent):
    list_display = ("event", "person")
    list_select_related = ("event", "person")


@admin.register(EventMessage)
class EventMessageAdmin(_OfEvent):
    list_display = ("event", "subject", "author_name", "at")
    list_select_related = ("event",)
    date_hierarchy = "at"


@admin.register(CalendarFeed)
class CalendarFeedAdmin(_ByService):
    """Whether a program asks; who has one is the person's own matter (S62)."""

    moderator_may = frozenset()
    list_display = ("person", "created_at", "read_at")
    list_select_related = ("person",)
    fields = ("person", "created_at", "read_at")
    search_fields = ("person__first_name", "person__last_name")
    search_help_text = "Sucht im Namen."


@admin.register(Minutes)
class MinutesAdmin(_OfEvent):
    list_display = ("event", "published_at", "audience", "for_participants", "author_name")
    list_select_related = ("event",)
    list_filter = ("audience", "for_participants")
    fields = ("event", *list_display[1:], "changed_at", "on_page")
    readonly_fields = ("on_page",)

    @admin.display(description="Auf der Seite")
    def on_page(self, minutes: Minutes) -> str:
        return format_html('<a href="{}">lesen und bearbeiten</a>', minutes.get_absolute_url())


@admin.register(MinutesTask)
class MinutesTaskAdmin(_ByService):
    list_display = ("minutes", "owner", "due", "done_at")
    list_select_related = ("minutes__event", "owner")
    fields = (*list_display, "effort")
    search_fields = ("minutes__event__title",)
    search_help_text = "Sucht im Titel des Termins."


@admin.register(MinutesVersion)
class MinutesVersionAdmin(_ByService):
    list_display = ("minutes", "number", "at", "author_name", "audience")
    list_select_related = ("minutes__event",)
    fields = (*list_display, "for_participants")
    search_fields = ("minutes__event__title",)
    search_help_text = "Sucht im Titel des Termins."


@admin.register(Material)
class MaterialAdmin(_OfEvent):
    list_display = ("event", "title", "visible_from", "for_registered", "uploaded_at")
    list_select_related = ("event",)
    list_filter = ("visible_from", "for_registered")
    fields = (*list_display, "alt", "size", "content_type", "uploaded_by")
