from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from content.admin import ProtectedAdmin, ReadOnlyAdmin
from forum.models import Post, PostFile, Room, RoomMember, Topic

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def _room_of(thing: Any) -> int:
    """Return the id of the room in which a thing stands."""
    if isinstance(thing, Room):
        return thing.pk
    room_id: int | None = getattr(thing, "room_id", None)
    if room_id is not None:
        return room_id
    return _room_of(thing.post if hasattr(thing, "post") else thing.topic)


class RoomBoundAdmin(ReadOnlyAdmin, ProtectedAdmin):
    """What stands in rooms: moderators see those of the rooms they read, and no more (S29, S62).

    A superuser sees all; the record of what one opened names the room, whose page shows it.
    """

    def details_of_reading(self, thing: Any) -> dict[str, Any]:
        return {"room": _room_of(thing)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        if self.acting(request).is_superuser:
            return super().get_queryset(request)
        ordering = self.get_ordering(request) or self.model._meta.ordering
        found: QuerySet[Any] = self.model._default_manager.visible_to(request.user)
        return found.order_by(*ordering)


@admin.register(Room)
class RoomAdmin(RoomBoundAdmin):
    list_display = ("name", "kind", "topic_count", "is_chatham_house", "archived_at")
    list_filter = ("kind", "is_chatham_house")
    search_fields = ("name",)
    search_help_text = "Sucht im Namen."


@admin.register(RoomMember)
class RoomMemberAdmin(RoomBoundAdmin):
    list_display = ("room", "person", "is_host", "since")
    list_select_related = ("room", "person")
    list_filter = ("is_host",)
    search_fields = ("room__name", "person__last_name")
    search_help_text = "Sucht in Raum und Nachname."


@admin.register(Topic)
class TopicAdmin(RoomBoundAdmin):
    list_display = ("title", "room", "author_name", "state", "post_count", "last_post_at")
    list_select_related = ("room",)
    list_filter = ("state", "is_pinned")
    search_fields = ("title",)
    search_help_text = "Sucht im Titel."
    date_hierarchy = "created_at"


@admin.register(Post)
class PostAdmin(RoomBoundAdmin):
    list_display = ("topic", "number", "author_name", "author_kreis", "created_at", "deleted_at")
    list_select_related = ("topic",)
    # The newest first, by the primary key: there may be a million.
    ordering = ("-pk",)
    search_fields = ("topic__title",)
    search_help_text = "Sucht im Titel des Themas."
    exclude = ("html", "fragment", "token")


@admin.register(PostFile)
class PostFileAdmin(RoomBoundAdmin):
    """What is published; what somebody is still writing is nobody's business."""

    list_display = ("title", "alt", "post", "content_type", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("post__topic", "uploaded_by")
    fields = (
        "title",
        "post",
        "content_type",
        "size",
        "sha256",
        "alt",
        "uploaded_by",
        "uploaded_at",
    )
    ordering = ("-pk",)
    search_fields = ("title",)
    search_help_text = "Sucht im Titel."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(post__isnull=False)
