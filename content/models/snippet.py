from __future__ import annotations

from django.db import models

from content.choices import Place


class Snippet(models.Model):
    """„Textvorlage“: what a moderator begins a reason or a query with. `{name}` becomes a name."""

    place = models.CharField("Wofür", max_length=30, choices=Place.choices)
    label = models.CharField("Bezeichnung", max_length=80)
    text = models.TextField(
        "Text",
        max_length=1000,
        help_text=(
            "{name} wird durch den Namen der Person ersetzt, {titel} durch den Titel von Thema, "
            "Praxisbeispiel oder Anfrage."
        ),
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    is_active = models.BooleanField("wird angeboten", default=True)

    class Meta:
        verbose_name = "Textvorlage"
        verbose_name_plural = "Textvorlagen der Moderation"
        ordering = ("place", "position", "label")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(place__in=Place.values), name="snippet_place_known"
            ),
        )

    def __str__(self) -> str:
        return self.label

    def filled(self, values: dict[str, str]) -> str:
        """Return the text with what is known filled in; anything else stays as it was typed."""
        text = self.text
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text
