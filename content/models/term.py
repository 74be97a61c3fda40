from __future__ import annotations

from django.db import models


class Term(models.Model):
    """An entry of a vocabulary. Entries in use are switched off, never deleted."""

    key = models.SlugField("Schlüssel", max_length=60, unique=True)
    label = models.CharField("Bezeichnung", max_length=120)
    note = models.CharField("Erläuterung", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    is_active = models.BooleanField("wählbar", default=True)

    class Meta:
        abstract = True
        ordering = ("position", "label")

    def __str__(self) -> str:
        return self.label


class Theme(Term):
    """A field of work, in two levels; keys of the second level read „parent/child“."""

    key = models.CharField("Schlüssel", max_length=80, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="Oberthema",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta(Term.Meta):
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
