from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString


class Page(models.Model):
    """A legal or help page; its text is edited in the admin."""

    slug = models.SlugField("Adresse", primary_key=True, max_length=40)
    title = models.CharField("Titel", max_length=120)
    body = models.TextField("Text", help_text="Markdown. Überschriften beginnen mit ##.")
    body_html = models.TextField(editable=False, blank=True)
    changed_on = models.DateField("Stand", auto_now=True)

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"portal:{self.slug}")

    @property
    def body_as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.body_html)
