from __future__ import annotations

from django.db import models
from django.db.models import Q

from content.models import Theme
from forum.models.room import Room
from forum.querysets import WatchQuerySet
from members.models import Kreis, User


class Watch(models.Model):
    """That a person wants to hear of new topics: in a room, on a theme, or by people of a Kreis.

    Private, like all that people follow. Of what they may not read, nobody is told.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watches")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="watches")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, related_name="watches")
    kreis = models.ForeignKey(Kreis, on_delete=models.CASCADE, null=True, related_name="watches")

    objects = models.Manager.from_queryset(WatchQuerySet)()

    class Meta:
        verbose_name = "Beobachtung eines Bereichs"
        verbose_name_plural = "Beobachtungen von Bereichen"
        constraints = (
            models.UniqueConstraint(fields=("room", "person"), name="watch_room_once"),
            models.UniqueConstraint(fields=("theme", "person"), name="watch_theme_once"),
            models.UniqueConstraint(fields=("kreis", "person"), name="watch_kreis_once"),
            models.CheckConstraint(
                condition=Q(room__isnull=False, theme__isnull=True, kreis__isnull=True)
                | Q(room__isnull=True, theme__isnull=False, kreis__isnull=True)
                | Q(room__isnull=True, theme__isnull=True, kreis__isnull=False),
                name="watch_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"Beobachtung {self.pk}"
