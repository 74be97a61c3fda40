"""How many people read a room: counted where the circle changes, and kept with the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from forum.models import Room
from forum.readers import people_reading

if TYPE_CHECKING:
    from django.db.models import QuerySet


def count_readers(room: Room) -> bool:
    """Store how many people of how many Kreise read a room today; tell whether that changed."""
    people = people_reading(room).order_by()
    counted = people.aggregate(
        reader_count=Count("pk"), reader_kreis_count=Count("kreis_id", distinct=True)
    )
    stored: QuerySet[Room] = Room.objects.filter(pk=room.pk)
    return bool(stored.exclude(**counted).update(**counted))
