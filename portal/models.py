from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from members.models import User

# What people take note of, each edition anew.
ACKNOWLEDGED = ("regeln", "datenschutz")


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
    def has_editions(self) -> bool:
        """Whether its former texts can be read: of what people take note of."""
        return self.slug in ACKNOWLEDGED

    @property
    def body_as_html(self) -> SafeString:
        """The stored HTML; content.markdown cleaned it when it was written."""
        return SafeString(self.body_html)


class PageEdition(models.Model):
    """How a page read from a moment on; nobody changes it afterwards."""

    page = models.ForeignKey(
        Page, verbose_name="Seite", on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveIntegerField("Fassung")
    title = models.CharField("Titel", max_length=120)
    body = models.TextField("Text")
    at = models.DateTimeField("gilt seit", default=timezone.now)

    class Meta:
        verbose_name = "Fassung einer Seite"
        verbose_name_plural = "Fassungen von Seiten"
        ordering = ("page", "-number")
        constraints = (
            models.UniqueConstraint(fields=("page", "number"), name="page_edition_once"),
        )

    def __str__(self) -> str:
        return f"{self.title}, Fassung {self.number}"


class Acknowledgement(models.Model):
    """That a person took note of an edition, and when."""

    person = models.ForeignKey(
        User, verbose_name="Person", on_delete=models.CASCADE, related_name="acknowledgements"
    )
    edition = models.ForeignKey(
        PageEdition, verbose_name="Fassung", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("Zeitpunkt", auto_now_add=True)

    class Meta:
        verbose_name = "Kenntnisnahme"
        verbose_name_plural = "Kenntnisnahmen"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("person", "edition"), name="acknowledgement_once"),
        )

    def __str__(self) -> str:
        return f"{self.edition} – {self.person}"


class Barrier(models.Model):
    """„Barriere gemeldet“: somebody could not use a page. Answered within a month, by law."""

    page = models.CharField("Seite", max_length=200, blank=True)
    text = models.TextField("Was nicht geht", max_length=2000)
    name = models.CharField("Name", max_length=120, blank=True)
    email = models.EmailField("E-Mail-Adresse für die Antwort", blank=True)
    at = models.DateTimeField("gemeldet am", auto_now_add=True)
    due = models.DateField("zu beantworten bis")
    answer = models.TextField("Antwort", max_length=2000, blank=True)
    answered_at = models.DateTimeField("erledigt am", null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name="erledigt von",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Sent twice, the form makes one.
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = "Hinweis zur Barrierefreiheit"
        verbose_name_plural = "Hinweise zur Barrierefreiheit"
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("at",), condition=models.Q(answered_at=None), name="barrier_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"Hinweis vom {timezone.localtime(self.at):%d.%m.%Y}"
