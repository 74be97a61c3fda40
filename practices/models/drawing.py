from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practices.models.practice import Practice


class Drawing(models.Model):
    """What the page of a published practice shows to all who read the same fields of it.

    Made by services.drawings on writing. It holds as long as `version` is the practice's and
    `look` that of templates and code; what is older is never shown.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="drawings")
    # With the schema's fields „Mitglieder“, or for everybody else without them.
    internal = models.BooleanField()
    version = models.PositiveIntegerField()
    look = models.CharField(max_length=16)
    parts = ArrayField(models.TextField())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("practice", "internal"), name="drawing_once"),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}, {self.version}"
