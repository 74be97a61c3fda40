from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What a person has typed at a place and not sent yet; on the server, for every device."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    place = models.CharField(max_length=60)
    text = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "Entwurf"
        verbose_name_plural = "Entwürfe"
        constraints = (models.UniqueConstraint(fields=("person", "place"), name="draft_once"),)

    def __str__(self) -> str:
        return self.place
